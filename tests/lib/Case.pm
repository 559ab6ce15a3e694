package Case;

# One line of tests/cases/*.tsv, parsed. tests/cases/README.md has the format.

use strict;
use warnings;

use File::Copy ();
use POSIX ();

use Part;

my @COLUMNS = qw(name flags helo client env control out log);
# Control files that are not a list of lines.
my %KINDS = (
	dir => sub { mkdir $_[0] },
	fifo => sub { POSIX::mkfifo($_[0], 0600) },
	loop => sub { symlink 'loop', $_[0] =~ s{[^/]+\z}{loop}r; symlink 'loop', $_[0] },
	dangling => sub { symlink 'nothing', $_[0] },
	zero => sub { symlink '/dev/zero', $_[0] },
	full => sub { open my $file, '>', $_[0]; print $file "# no address\n" x 1_200_000, "198.51.100.4\n" },
	suffixes => sub { File::Copy::copy("$Part::tree/tests/haraka/public_suffix_list.dat", $_[0]) },
	big => sub { open my $file, '>', $_[0]; truncate $file, 17 << 20 },
	empty => sub { open my $file, '>', $_[0] },
	text => sub { open my $file, '>', $_[0]; print $file "example.com\n" x 1000 },
	bigcdb => sub { cdb($_[0], 20 << 20, 'v4.example.com') },
	cutcdb => sub {
		cdb($_[0], 0, 'v4.example.com', map { "host$_.example.org" } 1 .. 3000)
			&& truncate $_[0], 5000;
	},
);
my %WORDS = words("$Part::tree/tests/cases/words");

# Reads a file. Returns a list of cases, each with its columns as they are and `where`, the file and
# line for people. Dies on a line that is not a case.
sub read_file
{
	my ($path) = @_;
	my ($file) = $path =~ m{([^/]+)\z};
	my @cases;

	open my $lines, '<:raw', $path or die "$path: $!\n";
	while (my $line = <$lines>) {
		chomp $line;
		next if $line =~ /^\s*(#|$)/;
		my @cells = split /\t+/, $line;
		die "$file:$.: more than " . @COLUMNS . " columns\n" if @cells > @COLUMNS;
		die "$file:$.: no flags\n" if @cells < 2;
		my %case = (where => "$file:$.");
		for my $column (@COLUMNS) {
			my $cell = shift @cells // '-';
			$cell = '' if $cell eq '-';
			$cell =~ s/<([^<>*]+)\*(\d+)>/$1 x $2/ge;
			$case{$column} = $cell;
		}
		push @cases, \%case;
	}
	return @cases;
}

# The texts of the checks: name, or name(reason) => [log line, text of the denial].
sub words
{
	my ($path) = @_;
	my %words;

	open my $lines, '<', $path or die "$path: $!\n";
	while (my $line = <$lines>) {
		chomp $line;
		next if $line =~ /^\s*(#|$)/;
		my ($name, @texts) = split /\t+/, $line;
		die "$path:$.: not a name and two texts\n" unless @texts == 2;
		$words{$name} = \@texts;
	}
	return %words;
}

# The bytes of a text with escapes.
sub unescape
{
	my ($text) = @_;
	my %bytes = (n => "\n", r => "\r", t => "\t", s => ' ');

	$text =~ s/\\(?:x([0-9A-Fa-f]{2})|(.))/defined $1 ? chr hex $1 : $bytes{$2} \/\/ $2/ges;
	return $text;
}

# And back, for people who want to paste what they got.
sub escape
{
	my ($text) = @_;
	my %escapes = ("\n" => '\n', "\r" => '\r', "\t" => '\t', '\\' => '\\\\', '|' => '\|');

	$text =~ s/([\n\r\t\\|])/$escapes{$1}/g;
	$text =~ s/([^\x20-\x7E])/sprintf '\x%02x', ord $1/ge;
	return $text;
}

# The words of a cell; a blank within one is written \s.
sub cell_words
{
	return split ' ', $_[0];
}

# The lines of a cell, separated by |.
sub cell_lines
{
	return split /(?<!\\)\|/, $_[0];
}

# A text from outside as the program prints it: printable and cut (doc/behaviour.md, section 5).
sub printable
{
	my ($text) = @_;

	$text =~ s/[^\x21-\x7E]/?/g;
	return substr $text, 0, 255;
}

# Writes a cdb file as qmail-newmrh does, with keys and no data; behind $filler octets of data that
# nobody wants, if any.
sub cdb
{
	my ($path, $filler, @keys) = @_;

	open my $cdb, '|-', 'cdb', '-c', '-t', "$path.tmp", $path, '-' or return;
	print $cdb "+1,$filler:-->", 'x' x $filler, "\n" if $filler;
	print $cdb map({ '+' . length($_) . ",0:$_->\n" } @keys), "\n";
	return close $cdb;
}

# The environment of the case. DNSCACHEIP is always set, here if not by the line.
sub environment
{
	my ($case, $port) = @_;
	my %env = (DNSCACHEIP => "127.0.0.1:$port");

	my %columns = (HELO_DNS_CHECK => 'flags', SMTPHELOHOST => 'helo', TCPREMOTEIP => 'client');
	while (my ($variable, $column) = each %columns) {
		$env{$variable} = unescape($case->{$column}) if $case->{$column} ne '~';
	}
	for my $word (cell_words($case->{env})) {
		my ($variable, $value) = $word =~ /^((?:\\s)?[A-Z][A-Z0-9_]*)=(.*)/s or next;
		$variable = unescape($variable);
		$value =~ s/<port>/$port/g;
		if ($value eq '~') {
			delete $env{$variable};
		} else {
			$env{$variable} = unescape($value);
		}
	}
	return \%env;
}

# What the line tells the runner, in lower case among the variables: name => list of values.
sub directives
{
	my ($case) = @_;
	my %known = map { $_ => [] } qw(args exit took closed nofile mem);

	for my $word (grep { !/^(?:\\s)?[A-Z]/ } cell_words($case->{env})) {
		my ($name, $value) = $word =~ /^([a-z]+)=(.*)/s or die "not KEY=VALUE: $word\n";
		push @{$known{$name} // die "unknown: $name=\n"}, $value;
	}
	return \%known;
}

# The words of a check for this case.
sub told
{
	my ($case, $check, $which) = @_;
	my $texts = $WORDS{$check} // die "no check of this name in tests/cases/words: $check\n";

	my %shown = (
		X => printable(unescape($case->{helo})),
		IP => $case->{client} eq '~' ? 'unknown' : $case->{client},
	);
	return $texts->[$which] =~ s/\[(X|IP)\]/[$shown{$1}]/gr;
}

# One expected line, its escapes undone and its short forms written out (tests/cases/README.md). One
# that starts with ~ is a regular expression.
sub expand
{
	my ($case, $line) = @_;
	my $ip = $case->{client} eq '~' ? 'unknown' : $case->{client};
	my $x = printable(unescape($case->{helo}));
	my $check = qr/\w+(?:\(\w+\))?/;

	return $line =~ s/\\\|/|/gr if $line =~ /^~/;
	$line = unescape($line);
	return "HELO [$x] from [$ip]: DNS lookup failed ($1)" if $line =~ /^<unknown (\w+)>$/;
	return "HELO [$x] from [$ip]: client is this server" if $line eq '<this_server>';
	return "HELO [$x] from [$ip]: $1 unknown ($2)" if $line =~ /^<unknown (\w+) (\w+)>$/;
	return "$1$2 sorry, " . told($case, $3, 1) . "; you are [$ip] (#" . enhanced($2) . ')'
		if $line =~ /^<(R|E|L[MRD])([45]\d\d) ($check)>$/;
	return 'HX-Helo-Check: ' . told($case, $1, 0) if $line =~ /^<H ($check)>$/;
	return "$1 with: " . told($case, $2, 1) . " [$ip]"
		if $line =~ /^<(blocked|would block) ($check)>$/;
	return told($case, $1, 0) if $line =~ /^<($check)>$/;
	return $line =~ s/<ppid>/$$/r;
}

# The enhanced status code (RFC 3463) that goes with a reply code.
sub enhanced
{
	my ($code) = @_;

	return $code == 451 ? '4.4.3' : substr($code, 0, 1) . '.7.1';
}

# A regular expression for a line that is not one itself. What stands in <?...> may be missing.
sub literally
{
	my ($line) = @_;

	return join '', map {
		/^<\?(.+)>$/ ? '(?:' . quotemeta($1) . ')?' : quotemeta($_) =~ s/\\<ms\\>/\\d+/r
	} split /(<\?[^>]+>)/, $line;
}

# A regular expression for all that a column expects. $prefix comes before each line.
sub expected
{
	my ($case, $column, $prefix) = @_;
	my $pattern = '';

	$prefix = quotemeta $prefix;
	for my $cell (cell_lines($case->{$column})) {
		if ($cell eq '...') {
			$pattern .= "(?:$prefix\[^\\n]*\\n)*?";
			next;
		}
		my $times = $cell =~ s/^\?// ? '?' : '';
		my $line = expand($case, $cell);
		$line = $line =~ s/^~// ? "(?:$line)" : literally($line);
		$pattern .= "(?:$prefix$line\\n)$times";
	}
	return qr/\A$pattern\z/;
}

# The same for people: short forms written out, one per line.
sub expected_text
{
	my ($case, $column, $prefix) = @_;

	return map {
		my ($times, $cell) = /^(\??)(.*)/s;
		$cell eq '...' ? $cell : $times . (expand($case, $cell) =~ s/^(~?)/$1$prefix/r);
	} cell_lines($case->{$column});
}

# Makes the qmail home of the case.
sub make_home
{
	my ($case, $home) = @_;

	return if $case->{control} eq '~';
	mkdir "$home/control" or die "$home/control: $!\n";
	for my $word (cell_words($case->{control})) {
		my ($file, $how, $what) = $word =~ m{^([\w.]+)([:@])(.*)}s or die "not file:lines: $word\n";
		my $path = "$home/control/$file";
		if ($how eq '@') {
			($KINDS{$what} // die "no such kind of file: $what\n")->($path) or die "$path: $!\n";
			next;
		}
		if ($file =~ /\.cdb\z/) {
			cdb($path, 0, cell_lines($what)) or die "$path: cdb cannot write it\n";
			next;
		}
		open my $lines, '>:raw', $path or die "$path: $!\n";
		my $whole = $what !~ s/\\c\z//;
		my $text = join '', map { unescape($_) . "\n" } cell_lines($what);
		chop $text unless $whole;
		print $lines $text;
		close $lines or die "$path: $!\n";
	}
}

1;
