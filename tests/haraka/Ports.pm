package Ports;

# What the cases of the comparison ask: a resolver with our zone, one that never answers, and none.

use strict;
use warnings;

use IO::Socket::INET;
use Resolver;

my @bound;

# Returns { resolver, silent, closed }, ports of 127.0.0.1, good until the run ends.
sub start
{
	my ($zone) = @_;
	my %ports = (resolver => Resolver::start($zone));

	for my $name (qw(silent closed)) {
		my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Proto => 'udp')
			or die "$0: no socket: $!\n";
		$ports{$name} = $socket->sockport;
		# a socket that only takes what comes from itself: the host says that nobody is there, and
		# nobody else can get the port
		$name eq 'silent' ? () : $socket->connect($socket->sockname) || die "$0: connect: $!\n";
		push @bound, $socket;
	}
	return \%ports;
}

1;
