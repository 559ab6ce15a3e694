package Plugin;

# Runs the program as qmail-spp does (doc/qmail-spp.md): in the qmail home, with nothing but the
# given environment, standard input closed, standard output a pipe, SIGPIPE ignored.

use strict;
use warnings;

use Fcntl qw(F_SETFL O_DIRECT O_WRONLY);
use POSIX ();
use Time::HiRes qw(sleep clock_gettime CLOCK_MONOTONIC);

use Part;

# Seconds, by a clock that nobody sets.
sub now
{
	return clock_gettime(CLOCK_MONOTONIC);
}

# run(command => [...], env => {...}, home => DIR, limit => SECONDS, closed => [descriptors])
#
# Returns { out, err: the single writes to standard output and standard error; status: its exit
# status, or `signal N`; seconds: how long it took; late: was it killed at the limit? }.
sub run
{
	my %how = @_;
	my ($out, $out_end) = packets();
	my ($err, $err_end) = packets();

	my $start = now();
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		eval {
			POSIX::setpgid(0, 0);
			chdir $how{home} or die "$how{home}: $!\n";
			POSIX::dup2(fileno $out_end, 1);
			POSIX::dup2(fileno $err_end, 2);
			POSIX::close($_) for 0, @{$how{closed} // []};
			$SIG{PIPE} = 'IGNORE';
			%ENV = %{$how{env}};
			no warnings 'exec';
			exec { $how{command}[0] } @{$how{command}} or die "$how{command}[0]: $!\n";
		};
		POSIX::write(2, $@, length $@);
		POSIX::_exit(127);
	}
	close $out_end;
	close $err_end;

	my $got = eval { watch($pid, $start + $how{limit}, $out, $err) };
	if (!$got) {	# a signal to stop
		kill KILL => -$pid;
		waitpid $pid, 0;
		die $@;
	}
	$got->{seconds} = now() - $start;
	return $got;
}

# How long a command takes that does nothing: on a busy machine, longer.
sub nothing
{
	return run(command => [Part::in_path('true')], env => {}, home => '/', limit => 60)->{seconds};
}

# Reads what it writes until it ends; kills it when it is late.
sub watch
{
	my ($pid, $limit, @streams) = @_;
	my @writes = ([], []);
	my %open = (0 => $streams[0], 1 => $streams[1]);
	my $late = 0;

	while (%open && now() < $limit) {
		my $wait = '';
		vec($wait, fileno $_, 1) = 1 for values %open;
		next if select($wait, undef, undef, $limit - now()) <= 0;
		for my $i (grep { vec $wait, fileno $open{$_}, 1 } keys %open) {
			if (sysread $open{$i}, my $packet, 65536) {
				push @{$writes[$i]}, $packet;
			} else {
				delete $open{$i};
			}
		}
	}
	# it may have closed both and still run
	until (waitpid $pid, POSIX::WNOHANG) {
		if (!$late && now() > $limit) {
			$late = 1;
			kill KILL => -$pid;
		}
		sleep 0.001;
	}
	return {
		out => $writes[0], err => $writes[1], late => $late,
		status => $? & 127 ? 'signal ' . ($? & 127) : $? >> 8,
	};
}

# A pipe that keeps writes of up to PIPE_BUF bytes apart (O_DIRECT, pipe(7)). It shows that the
# output is one write, and each log line, too. Returns the reading and the writing end.
sub packets
{
	pipe my $read, my $write or die "pipe: $!\n";
	fcntl $write, F_SETFL, O_WRONLY | O_DIRECT or die "a pipe that keeps writes apart: $!\n";
	return ($read, $write);
}

1;
