package Sandbox;

# A copy of the tree in a directory of its own, for tests that build, install or break something:
# run a line of shell there, then test what it printed, its exit status and the files it left.

use strict;
use warnings;

use Exporter qw(import);
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use Part;

our @EXPORT = qw(copy_tree run write_file read_file listing test expect says says_not exits is);
our $dir = tempdir('helodnscheck-sandbox.XXXXXX', TMPDIR => 1, CLEANUP => 1);
our $tree = "$dir/tree";	# where run() runs
our ($out, $status);		# of the last run()

# A fresh copy of the tree without what make made and without git, by default in $tree.
sub copy_tree
{
	my ($to) = (@_, $tree);

	remove_tree($to);
	make_path($to);
	my $without = join ' ', map { "--exclude=./$_" } qw(build helodnscheck heloreplay .git
		.cache compile_commands.json *.tar.gz);
	system("cd '$Part::tree' && tar cf - $without . | tar xf - -C '$to'") == 0
		or die "$0: cannot copy the tree\n";
}

# Runs a line of shell in $tree, with nothing in the environment but what the line itself sets.
sub run
{
	my ($line) = @_;
	local %ENV = (PATH => $ENV{PATH}, HOME => "$dir/home", TMPDIR => "$dir/tmp", LC_ALL => 'C');

	make_path("$dir/home", "$dir/tmp");
	$out = `cd '$tree' && { $line\n} </dev/null 2>&1`;
	$status = $? >> 8;
	return $status == 0;
}

sub write_file
{
	my ($path, $text, $mode) = @_;

	make_path($path =~ s{/[^/]*\z}{}r);
	open my $file, '>', $path or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
	chmod $mode // 0644, $path;
}

# The empty string if it cannot be read.
sub read_file
{
	my ($path) = @_;

	open my $file, '<:raw', $path or return '';
	local $/;
	return <$file> // '';
}

# Everything below a directory, one line each with mode and size; on request with times.
sub listing
{
	my ($top, $times) = @_;
	my @lines;

	find({ no_chdir => 1, wanted => sub {
		my @stat = lstat;
		return if $_ eq $top;
		push @lines, sprintf '%s %o %s%s', substr($_, 1 + length $top), $stat[2] & 07777,
			-d _ ? 'dir' : $stat[7], $times ? " $stat[9]" : '';
	} }, $top);
	return join "\n", sort @lines;
}

# One test: it fails if @wrong says anything, and then prints the end of what the last command said.
sub test
{
	my ($name, @wrong) = @_;

	return if $name !~ /(?:$Part::only)/;
	@wrong = grep { defined && $_ ne '' } @wrong;
	my $end = join "\n", grep { defined } (reverse split /\n/, $out)[reverse 0 .. 19];
	push @wrong, "exit status $status; output ends with:", $end if @wrong;
	Part::result($name, join "\n", @wrong);
}

# The prototype is for a match: in a list, one that fails would be no argument at all.
sub expect($$)
{
	my ($good, $text) = @_;

	return $good ? '' : $text;
}

sub says
{
	my ($regex) = @_;

	return expect($out =~ $regex, "expected in the output: $regex");
}

sub says_not
{
	my ($regex) = @_;

	return expect($out !~ $regex, "not expected in the output: $regex");
}

sub exits
{
	my ($expected) = @_;

	return expect($status == $expected, "expected exit status $expected");
}

sub is
{
	my ($what, $got, $expected) = @_;

	return expect($got eq $expected, "$what, expected:\n$expected\n$what, got:\n$got");
}

1;
