package Resolver;

# tools/resolver for the tests: started once, stopped when the run ends, no matter how.

use strict;
use warnings;

use File::Temp qw(tempdir);
use Part;

my ($dir, $owner);

# Starts it, with tests/cases/zone or another zone file, and returns its port on 127.0.0.1.
sub start
{
	my @zone = @_;

	$owner = $$;
	$dir = tempdir(CLEANUP => 1);
	system("$Part::tree/tools/resolver", 'start', $dir, @zone) == 0
		or die "$0: no resolver, no tests\n";
	open my $file, '<', "$dir/port" or die "$dir/port: $!\n";
	chomp(my $port = <$file>);
	return $port;
}

sub stop
{
	return unless defined $dir && $owner == $$;
	local $?;	# the exit status of the run, in END
	system("$Part::tree/tools/resolver", 'stop', $dir);
	undef $dir;
}

END { stop() }

1;
