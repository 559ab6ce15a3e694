# helodnscheck: build, install, test. GNU make.
#
#	make [STATIC=] [CC=clang] [V=1] [QMAIL=/var/qmail]
#	make deps			install what the build needs (Debian packages)
#	make install | uninstall [DESTDIR=] [QMAIL=/var/qmail] [PREFIX=/usr/local]
#	make demo | check		see it work; run all tests
#	make lint | format		layers, lengths, layout, static analysis; fix the layout
#	make coverage			line coverage, file by file
#	make check-haraka		ask Haraka's own plugin again (node, npm)
#	make load | mutants		long tests: many clients; do the tests notice broken code?
#	make fuzz [FUZZ_SECONDS=1200]
#	make bench [RUNS=1000]
#	make unit | page | fuzzers	build test programs only
#	make dist			pack helodnscheck-VERSION.tar.gz
#	make compile_commands.json	for clangd
#	make clean

VERSION = 11.1.0

# The qmail home. The program is installed in its plugins/. It is compiled in, too, for a program
# that is started elsewhere and looks for control/.
QMAIL   = /var/qmail
PREFIX  = /usr/local
DESTDIR =

# The libraries, without lib and -l; tools/deps has the Debian package of each.
LIBS = resolv psl pcre2-8 cdb idn2 unistring

# Each build has its own directory and program; tests/check makes several.
BUILD   = build
PROGRAM = helodnscheck
REPLAY  = $(PROGRAM:%helodnscheck=%heloreplay)

ifeq ($(origin CC),default)
CC = gcc
endif
CFLAGS   = -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
WERROR   = -Werror
HARDEN   = -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
# Sanitizers, coverage: for both the compiler and the linker.
CFLAGS_EXTRA =

# A static program starts in two thirds of the time, and one is started for each HELO. It needs the
# archive of every library; the compiler prints the name of a missing one without a directory.
archives := $(shell for l in $(LIBS) c; do $(CC) -print-file-name=lib$$l.a; done 2>/dev/null)
STATIC    = $(if $(archives),$(if $(filter-out /%,$(archives)),,-static-pie))

# Keeps this directory out of the programs, so that builds in different places are the same bytes.
# The compiler believes PWD, which may name a symbolic link to it.
export PWD := $(CURDIR)
places = '-ffile-prefix-map=$(CURDIR)=.'

compile = $(CC) -std=c11 $(CFLAGS) $(CFLAGS_EXTRA) $(WARNINGS) $(WERROR) $(HARDEN) -fPIE -ffunction-sections $(places) \
	-I. -I$(BUILD) -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DQMAIL_HOME='"$(QMAIL)"' $(CPPFLAGS)
# noseparate-code: code and constants in one segment. Two mappings fewer save a fiftieth of a run.
# gc-sections: functions that a program does not call stay out of it.
link    = $(CC) $(CFLAGS) $(CFLAGS_EXTRA) $(or $(STATIC),-pie) \
	-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,noseparate-code -Wl,--gc-sections $(LDFLAGS)
libs    = $(LIBS:%=-l%) $(LDLIBS)
# Prints one word per command; with V=1, the command.
short   = $(if $(V),,@echo "$(1) $@";)
kind    = $(if $(STATIC),static,dynamic)

# Both programs, the unit tests and the fuzzers link one archive. The linker takes what a program
# calls, so nothing of heloreplay is in the plugin.
folders = base dns input facts checks output cli replay/read replay/judge replay/report
library = dnsquery.c flags.c moreipme.c replay/options.c replay/progress.c \
	$(sort $(wildcard $(folders:%=%/*.c)))
sources = helodnscheck.c replay/heloreplay.c $(library)
objects = $(sources:%.c=$(BUILD)/%.o)
archive = $(BUILD)/libhelo.a
units   = $(sort $(wildcard tests/unit/test_*.c tests/unit/*/test_*.c tests/unit/*/*/test_*.c))
tests   = $(units:%.c=$(BUILD)/%)
fuzzed  = $(sort $(wildcard tests/fuzz/fuzz_*.c))
fuzzers = $(fuzzed:tests/fuzz/%.c=$(BUILD)/%)

all: $(PROGRAM) $(REPLAY)
	@echo "$(PROGRAM): helodnscheck $(VERSION), $(kind)"

$(PROGRAM): $(BUILD)/helodnscheck.o $(archive) $(BUILD)/made-with
	$(call short,link)$(link) -o $@ $< $(archive) $(libs)

$(REPLAY): $(BUILD)/replay/heloreplay.o $(archive) $(BUILD)/made-with
	$(call short,link)$(link) -pthread -o $@ $< $(archive) $(libs)

# Made from scratch each time: no object of a deleted source stays in it.
$(archive): $(library:%.c=$(BUILD)/%.o)
	$(call short,ar)rm -f $@ && $(AR) qcsD $@ $^

$(BUILD)/%.o: %.c $(BUILD)/made-with
	@mkdir -p $(@D)
	$(call short,cc)$(compile) -MMD -MP -c -o $@ $<

# The style sheet of heloreplay's page as a C string, without comments, indentation and blank lines.
style = $(BUILD)/replay/report/style.css.h
$(style): replay/report/style.css
	@mkdir -p $(@D)
	$(call short,sed){ echo 'static const char style[] ='; \
		sed -e 's/^[[:blank:]]*//; /^$$/d; /^\/\*.*\*\/$$/d' \
			-e 's/["\\]/\\&/g; s/.*/"&\\n"/' $< && \
		echo ';'; } >$@

$(BUILD)/replay/report/htmlpart.o: $(style)

# One program per file.
unit: $(tests)

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(archive)
	$(call short,link)$(link) -pthread -o $@ $^ $(libs) $$(pkg-config --libs check)

# Writes reports of invented replays, for tests/page.
page: $(BUILD)/tests/page/page

$(BUILD)/tests/page/page: $(BUILD)/tests/page/page.o $(archive)
	$(call short,link)$(link) -pthread -o $@ $^ $(libs)

# One libFuzzer program per file. The one for the whole pipeline answers DNS itself.
fuzzers: $(fuzzers)

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/fuzz.o \
		$(BUILD)/tests/fuzz/reference.o $(archive)
	$(call short,link)$(link) -fsanitize=fuzzer $(replaced) -o $@ $^ $(libs)

$(BUILD)/fuzz_pipeline: replaced = -Wl,--wrap=dns_ask

# What the plugin is measured against is built like it.
$(BUILD)/bench/%: $(BUILD)/bench/%.o
	$(call short,link)$(link) -o $@ $<

# Checked by each build: is everything there that it needs, and are the flags those of the last
# build? The file changes only if they are not, and then everything that depends on it is made
# again.
$(BUILD)/made-with: export flags = $(compile) $(link) $(objects) $(libs)
$(BUILD)/made-with: FORCE
	@CC='$(CC)' tools/deps --look build
	@mkdir -p $(@D)
	@printf '%s\n' "$$flags" | cmp -s - $@ || printf '%s\n' "$$flags" >$@

-include $(objects:.o=.d) $(tests:=.d) $(BUILD)/tests/page/page.d
-include $(wildcard $(BUILD)/tests/fuzz/*.d)

# mv replaces an old version at once: qmail-smtpd never finds half a program, or none, which it
# would answer with 451. A program that is not one of ours is kept; only ours has this usage line.
plugins = $(DESTDIR)$(QMAIL)/plugins
control = $(DESTDIR)$(QMAIL)/control
man8    = $(DESTDIR)$(PREFIX)/share/man/man8
bin     = $(DESTDIR)$(PREFIX)/bin
listed  = '^[^\#]*plugins/helodnscheck' $(control)/smtpplugins

install: $(PROGRAM) $(REPLAY)
	install -d $(plugins) $(bin) $(man8)
	install -m 755 $(PROGRAM) $(plugins)/.helodnscheck.new
	@cd $(plugins) && if test -e helodnscheck && ! grep -q 'usage: helodnscheck' helodnscheck; \
	then cp -pf helodnscheck helodnscheck.old && echo "Kept the old program: helodnscheck.old"; fi
	mv -f $(plugins)/.helodnscheck.new $(plugins)/helodnscheck
	install -m 755 $(REPLAY) $(bin)/heloreplay
	install -m 644 man/helodnscheck.8 man/heloreplay.8 $(man8)
	@tools/next-steps '$(QMAIL)' '$(DESTDIR)'

uninstall:
	@! grep -qs $(listed) || echo "Take plugins/helodnscheck out of" \
		"$(QMAIL)/control/smtpplugins now: until then every client gets 451."
	rm -f $(plugins)/helodnscheck $(bin)/heloreplay $(man8)/helodnscheck.8 $(man8)/heloreplay.8

# Each target installs first what it needs, then runs: one after the other, even with make -j. The
# make inside sees the compiler and the archives that were just installed.
deps:
	@CC='$(CC)' tools/deps build

demo:
	@CC='$(CC)' tools/deps build demo
	@$(MAKE) --no-print-directory all
	@tools/demo

check:
	@CC='$(CC)' tools/deps build demo lint check fuzz
	@tests/check

# `check` compares with what Haraka's plugin said once; this asks it again (node 20, npm).
check-haraka:
	@CC='$(CC)' tools/deps build demo check
	@tests/haraka/again

# About ten minutes; `check` has a short one. tests/load/run has options, such as --helos N.
load:
	@CC='$(CC)' tools/deps build demo load
	@$(MAKE) --no-print-directory all
	@tests/load/run --long

coverage:
	@CC='$(CC)' tools/deps build demo lint check
	@tests/check --coverage

# For each target of tests/fuzz; `check` gives it 20.
FUZZ_SECONDS = 1200

fuzz:
	@CC='$(CC)' tools/deps build demo fuzz
	@tests/fuzz/run --seconds $(FUZZ_SECONDS) --keep

# What a HELO costs (bench/README.md); RUNS=100 for a first look.
bench:
	@CC='$(CC)' tools/deps build demo
	@$(MAKE) --no-print-directory $(PROGRAM) $(REPLAY) $(BUILD)/bench/empty $(BUILD)/bench/bench
	@bench/run --program $(PROGRAM) $(RUNS:%=--runs %)

# Takes hours, so it is not part of `check`; for some files only: tests/mutants/run FILE...
mutants:
	@CC='$(CC)' tools/deps build demo lint check
	@tests/mutants/run

# The programs only: the tests' tables are laid out by hand, and Check's macros are not ours.
# variableScope: here, declarations open a function. xargs runs one clang-tidy per processor. All
# that they print is a finding, except the count of warnings suppressed in system headers.
defines = -I. -I$(BUILD) -D_GNU_SOURCE -DVERSION='""' -DQMAIL_HOME='""'

formatted = $(sort $(wildcard *.[ch] replay/*.[ch] $(folders:%=%/*.[ch])))

lint: $(style)
	@tools/deps --look lint
	@tools/layers $(formatted)
	@tools/lines $(formatted)
	@clang-format --dry-run --Werror $(formatted)
	@cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr $(defines) \
		--enable=warning,style,performance,portability \
		--suppress=missingIncludeSystem --suppress=variableScope $(sources)
	@! { printf '%s\n' $(sources) | xargs -P "$$(nproc)" -I FILE \
		clang-tidy --quiet FILE -- -std=c11 $(defines) 2>&1 || echo "clang-tidy fails"; } |\
		grep -v '^[0-9]* warnings\? generated\.$$'

format:
	@tools/deps --look lint
	clang-format -i $(formatted)

# The release: the same bytes from any directory. tools/dist says what is in it.
dist:
	@tools/dist $(VERSION)

# The command for each C file, those of the tests included.
compile_commands.json: export command = $(subst ",\",$(subst \,\\,$(compile)))
compile_commands.json: $(style) FORCE
	@separator='['; for file in $(sources) $(sort $(shell find bench tests -name '*.c')); do \
		printf '%s\n{"directory": "%s", "file": "%s", "command": "%s -c %s"}' \
			"$$separator" '$(CURDIR)' "$$file" "$$command" "$$file"; separator=,; \
	done >$@; printf '\n]\n' >>$@

clean:
	rm -rf build helodnscheck heloreplay helodnscheck-*.tar.gz compile_commands.json

FORCE:
.PHONY: all unit page fuzzers install uninstall deps demo check check-haraka mutants load coverage \
	bench fuzz lint format dist clean FORCE
# Keep the objects of tests; remove the target of a recipe that fails.
.SECONDARY:
.DELETE_ON_ERROR:
