package Part;

# What the parts of the tests (tests/*/run) share: options, the count and last line, and a way to
# use all cores.

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Getopt::Long;
use POSIX ();
use Storable qw(store retrieve);

our $tree = abs_path(dirname(__FILE__) . '/../..');
our $verbose = 0;
our $only = '';
our $program = "$tree/helodnscheck";
our @under;

my ($passed, $failed) = (0, 0);

# Reads --program PATH, --under "COMMAND", --only REGEX and -v into the variables above. Ends the
# run if there is no program to test.
sub options
{
	my $under = '';
	my $read = GetOptions('program=s' => \$program, 'under=s' => \$under,
		'only=s' => \$only, 'v' => \$verbose);
	if (!$read || @ARGV) {
		print STDERR "usage: $0 [--program PATH] [--under \"COMMAND\"] [--only REGEX] [-v]\n";
		exit 2;
	}
	@under = split ' ', $under;
	$under[0] = in_path($under[0]) if @under;
	die "$0: no program $program: run make first\n" unless -x $program;
	$program = abs_path($program);

	# if it were closed, the first pipe would get descriptor 0
	open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
	$| = 1;
	# die, so that END blocks run and stop what was started
	$SIG{$_} = sub { die "$0: stopped by SIG$_[0]\n" } for qw(HUP INT TERM);
}

# The command that runs the program under test.
sub command
{
	return (@under, $program);
}

# Does the program run by itself, without valgrind around it and without sanitizers or coverage in
# it? If not, it is slow, and limits on memory or descriptors make no sense.
sub plain
{
	return 0 if @under;
	open my $file, '<:raw', $program or die "$program: $!\n";
	local $/;
	return <$file> !~ /__asan_init|__ubsan_handle|__gcov_exit/;
}

# The path of a command, as the shell finds it: the programs run with another environment.
sub in_path
{
	my ($command) = @_;

	return abs_path($command) if $command =~ m{/} && -x $command;
	for (split /:/, $ENV{PATH} // '/usr/bin:/bin') {
		return "$_/$command" if -x "$_/$command";
	}
	die "$0: no command $command\n";
}

# Counts one test. $wrong is text for people, undefined or empty if the test passed.
sub result
{
	my ($name, $wrong) = @_;

	if (defined $wrong && $wrong ne '') {
		$failed++;
		$wrong =~ s/^/    /mg;
		$wrong =~ s/\n?\z/\n/;
		print "FAIL $name\n$wrong";
	} else {
		$passed++;
		print "ok   $name\n" if $verbose;
	}
}

# Ends a part that has nothing to test here, and says why.
sub skip
{
	my ($why) = @_;

	print "skipped: $why\n0 passed, 0 failed\n";
	exit 0;
}

# Prints the last line and exits.
sub finish
{
	print "$passed passed, $failed failed\n";
	exit($failed == 0 && $passed > 0 ? 0 : 1);
}

# Calls $test->($item) for every item, in two processes per core (some tests only wait). Returns
# what the calls returned, in the order of the items; for one that died, its message.
sub parallel
{
	my ($test, @items) = @_;
	my ($cores) = (`nproc` // '') =~ /(\d+)/;
	my $workers = 2 * ($cores // 1);
	my $dir = tempdir(CLEANUP => 1);
	my %workers;

	for my $worker (0 .. $workers - 1) {
		my $pid = fork // die "fork: $!\n";
		if ($pid) {
			$workers{$pid} = $worker;
			next;
		}
		my ($stopped, %done);
		$SIG{$_} = sub { $stopped = 1; die "stopped\n" } for qw(HUP INT TERM);
		for (my $i = $worker; $i < @items && !$stopped; $i += $workers) {
			$done{$i} = eval { $test->($items[$i]) };
			$done{$i} = $@ if $@;
		}
		store(\%done, "$dir/$worker");
		POSIX::_exit(0);	# without END blocks: the resolver is the parent's
	}

	my @results = ('its process died') x @items;
	my $waited = eval {
		while (%workers) {
			my $pid = wait;
			my $worker = delete $workers{$pid} // next;
			my $done = -e "$dir/$worker" ? retrieve("$dir/$worker") : {};
			@results[keys %$done] = values %$done;
		}
		1;
	};
	if (!$waited) {
		my $why = $@;
		kill TERM => keys %workers;
		1 while wait > 0;	# each has to clean up
		die $why;
	}
	return @results;
}

1;
