package Clients;

# Many SMTP clients in one process: each greets, says HELO some times in one connection, and QUIT.

use strict;
use warnings;

use IO::Socket::INET;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

# drive(port => PORT, clients => [...], each => N, helos => [...], patience => SECONDS, stop_after => N)
#
# clients: one connection at a time each, from address {from}; {ip} is what the server takes it for,
# {drop}: who is denied is cut off. helos: what they say, in this order, whoever is free takes the next
# one, up to `each` in one connection. Of a HELO, {name} is what is said ("IP" in it stands for {ip}),
# {denied} the text of the denial ("NAME" in it stands for the name) or '', {kind} anything.
#
# Sets in each HELO that got its one right reply {took}, the seconds from HELO to reply, and in each that
# was said {said} and {ip}. Returns { wrong: what was not as it should be; connections; seconds: all of
# it; most: { KIND => how many HELOs of it waited for their reply at the same time, at most } }. Gives
# up after `stop_after` wrongs, or `patience` seconds.
sub drive
{
	my %how = @_;
	my @queue = @{$how{helos}};
	my $start = now();
	my $all = { %how, queue => \@queue, wrong => [], connections => 0, waiting => {}, most => {}, by => {} };

	connect_next($all, $_) for @{$how{clients}};
	while (%{$all->{by}}) {
		if (now() - $start > $how{patience}) {
			wrong($all, $_, 'no reply when the time was over') for values %{$all->{by}};
			last;
		}
		last if @{$all->{wrong}} >= $how{stop_after};
		my $ready = '';
		vec($ready, $_, 1) = 1 for keys %{$all->{by}};
		next if select($ready, undef, undef, 1) <= 0;
		hear($all, $all->{by}{$_}) for grep { vec $ready, $_, 1 } keys %{$all->{by}};
	}
	disconnect($all, $_) for values %{$all->{by}};
	my %found = (wrong => $all->{wrong}, connections => $all->{connections}, most => $all->{most});
	$found{seconds} = now() - $start;
	return \%found;
}

sub now
{
	return clock_gettime(CLOCK_MONOTONIC);
}

# What came of one connection: a whole reply, a part of one, or the end.
sub hear
{
	my ($all, $client) = @_;
	my $n = sysread $client->{socket}, $client->{bytes}, 65536, length $client->{bytes};

	if (!$n) {
		wrong($all, $client, $client->{bytes} ne '' ? "half a reply: $client->{bytes}"
			: "closed instead of a reply") if $client->{wants} ne 'end';
		disconnect($all, $client);
		connect_next($all, $client);
		return;
	}
	my ($last, $more) = $client->{bytes} =~ /\A(?:\d{3}-[^\n]*\n)*(\d{3} [^\r\n]*)\r\n(.*)\z/s or return;
	if ($more ne '' || $client->{wants} eq 'end') {
		wrong($all, $client, "one reply too many: $client->{bytes}");
		disconnect($all, $client);
		connect_next($all, $client);
		return;
	}
	$client->{bytes} = '';
	answer($all, $client, $last);
}

sub answer
{
	my ($all, $client, $reply) = @_;

	if ($client->{wants} eq 'greeting') {
		wrong($all, $client, $reply) if $reply !~ /^220 /;
		say_helo($all, $client);
	} elsif ($client->{wants} eq 'helo') {
		my $helo = $client->{helo};
		my $due = denial($helo);
		my $took = now() - $client->{since};
		$all->{waiting}{$helo->{kind}}--;
		if ($due ne '' ? $reply eq $due : $reply =~ /^250 /) {
			$helo->{took} = $took;
		} else {
			wrong($all, $client, $reply);
		}
		if ($due ne '' && $client->{drop}) {
			delete $client->{helo};
			$client->{wants} = 'end';
		} elsif (--$client->{left} > 0 && ($client->{helo} = shift @{$all->{queue}})) {
			say_helo($all, $client);
		} else {
			delete $client->{helo};
			$client->{wants} = 'goodbye';
			send_line($client, 'QUIT');
		}
	} else {
		wrong($all, $client, $reply) if $reply !~ /^221 /;
		$client->{wants} = 'end';
	}
}

# The reply that denies it, or ''.
sub denial
{
	my ($helo) = @_;

	return '' if $helo->{denied} eq '';
	return '553 sorry, ' . ($helo->{denied} =~ s/NAME/$helo->{said}/r) . "; you are [$helo->{ip}] (#5.7.1)";
}

sub say_helo
{
	my ($all, $client) = @_;
	my $helo = $client->{helo};
	my $waiting = ++$all->{waiting}{$helo->{kind}};

	$all->{most}{$helo->{kind}} = $waiting if $waiting > ($all->{most}{$helo->{kind}} // 0);
	$helo->{ip} = $client->{ip};
	$helo->{said} = $helo->{name} =~ s/IP/$client->{ip}/r;
	$client->{wants} = 'helo';
	$client->{since} = now();
	send_line($client, "EHLO $helo->{said}");
}

sub send_line
{
	my ($client, $line) = @_;

	syswrite $client->{socket}, "$line\r\n";	# gone: reading will tell
}

# A new connection, as long as there is something to say.
sub connect_next
{
	my ($all, $client) = @_;

	$client->{helo} = shift @{$all->{queue}} or return;
	@$client{qw(wants bytes left)} = ('greeting', '', $all->{each});
	$client->{socket} = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $all->{port},
		LocalAddr => $client->{from}, Proto => 'tcp') or die "connect: $@\n";
	$all->{connections}++;
	$all->{by}{fileno $client->{socket}} = $client;
}

sub disconnect
{
	my ($all, $client) = @_;

	$all->{waiting}{$client->{helo}{kind}}-- if $client->{helo} && $client->{wants} eq 'helo';
	delete $all->{by}{fileno $client->{socket}};
	close $client->{socket};
}

sub wrong
{
	my ($all, $client, $got) = @_;
	my $helo = $client->{helo};
	my $what = $helo && $client->{wants} eq 'helo' ? "HELO [$helo->{said}]" : "the $client->{wants}";

	push @{$all->{wrong}}, "$what of $client->{from}: $got";
}

1;
