# helodnscheck: build, install, test. GNU make. README.md tells what each target is for.
#
#	make [STATIC=] [CC=clang] [V=1] [QMAIL=/var/qmail]
#	make install | uninstall [DESTDIR=] [QMAIL=/var/qmail] [PREFIX=/usr/local]
#	make deps | demo | check | check-haraka | load | fuzz | bench | coverage | lint | format | clean

VERSION = 11.0.0

# The qmail home: the program goes to its plugins/, and its control/ is looked for when the program
# is not started there, so it is compiled in too.
QMAIL   = /var/qmail
PREFIX  = /usr/local
DESTDIR =

# The libraries, without lib and -l; tools/deps has the Debian package of each.
LIBS = resolv psl pcre2-8 cdb idn2 unistring

# One build has one directory and one program; tests/check makes others beside this one.
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
# For one build of its own (sanitizers, coverage): to the compiler and to the linker.
CFLAGS_EXTRA =

# A static program starts in two thirds of the time, and one runs for each HELO. Only where every library has
# its archive; an archive that is not there is printed without a directory.
archives := $(shell for l in $(LIBS) c; do $(CC) -print-file-name=lib$$l.a; done 2>/dev/null)
STATIC    = $(if $(archives),$(if $(filter-out /%,$(archives)),,-static-pie))

compile = $(CC) -std=c11 $(CFLAGS) $(CFLAGS_EXTRA) $(WARNINGS) $(WERROR) $(HARDEN) -fPIE -I. -I$(BUILD) \
	-D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DQMAIL_HOME='"$(QMAIL)"' $(CPPFLAGS)
# Code and constants in one piece of the file: two mappings less to make, a fiftieth of a run.
link    = $(CC) $(CFLAGS) $(CFLAGS_EXTRA) $(or $(STATIC),-pie) \
	-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,noseparate-code $(LDFLAGS)
libs    = $(LIBS:%=-l%) $(LDLIBS)
# One word a command, and with V=1 the command.
short   = $(if $(V),,@echo "$(1) $@";)
kind    = $(if $(STATIC),static,dynamic)

# Both programs, the unit tests and the fuzzers link one archive; the linker takes from it what a
# program calls, so nothing of heloreplay is in the plugin.
folders = base dns input facts checks output cli replay/read replay/judge replay/report
library = dnsquery.c flags.c moreipme.c replay/options.c replay/progress.c $(sort $(wildcard $(folders:%=%/*.c)))
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

# Made anew each time, so that no object of a source that is gone stays in it.
$(archive): $(library:%.c=$(BUILD)/%.o)
	$(call short,ar)rm -f $@ && $(AR) qcs $@ $^

$(BUILD)/%.o: %.c $(BUILD)/made-with
	@mkdir -p $(@D)
	$(call short,cc)$(compile) -MMD -MP -c -o $@ $<

# The style sheet of heloreplay's page as a C string, without comments, indentation and blank lines.
$(BUILD)/style.css.h: replay/report/style.css
	@mkdir -p $(@D)
	$(call short,sed){ echo 'static const char style[] =' && \
		sed 's/^[[:blank:]]*//; /^$$/d; /^\/\*.*\*\/$$/d; s/["\\]/\\&/g; s/.*/"&\\n"/' $< && \
		echo ';'; } >$@

$(BUILD)/replay/report/htmlpart.o: $(BUILD)/style.css.h

# One program a file.
unit: $(tests)

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(archive)
	$(call short,link)$(link) -pthread -o $@ $^ $(libs) $$(pkg-config --libs check)

# Writes reports of replays that never were, for tests/page.
page: $(BUILD)/tests/page/page

$(BUILD)/tests/page/page: $(BUILD)/tests/page/page.o $(archive)
	$(call short,link)$(link) -pthread -o $@ $^ $(libs)

# One libFuzzer program a file. The one of the whole pipeline answers DNS itself.
fuzzers: $(fuzzers)

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/fuzz.o $(BUILD)/tests/fuzz/reference.o $(archive)
	$(call short,link)$(link) -fsanitize=fuzzer $(replaced) -o $@ $^ $(libs)

$(BUILD)/fuzz_pipeline: replaced = -Wl,--wrap=dns_ask

# What is measured beside the plugin is built in the same way.
$(BUILD)/bench/%: $(BUILD)/bench/%.o
	$(call short,link)$(link) -o $@ $<

# Looked at by each build: is there what it needs, and is it made with the flags of the last one?
# Only when they differ does the file change, and with it all that depends on it.
$(BUILD)/made-with: export flags = $(compile) $(link) $(objects) $(libs)
$(BUILD)/made-with: FORCE
	@CC='$(CC)' tools/deps --look build
	@mkdir -p $(@D)
	@printf '%s\n' "$$flags" | cmp -s - $@ || printf '%s\n' "$$flags" >$@

-include $(objects:.o=.d) $(tests:=.d) $(BUILD)/tests/page/page.d $(wildcard $(BUILD)/tests/fuzz/*.d)

# A new version takes the place of an old one by mv: at no moment does qmail-smtpd find half a
# program or none, which it would answer its client with 451.
plugins = $(DESTDIR)$(QMAIL)/plugins
control = $(DESTDIR)$(QMAIL)/control
man8    = $(DESTDIR)$(PREFIX)/share/man/man8
bin     = $(DESTDIR)$(PREFIX)/bin
listed  = '^[^\#]*plugins/helodnscheck' $(control)/smtpplugins
columns = '  %-36s %s\n'

install: $(PROGRAM) $(REPLAY)
	install -d $(plugins) $(bin) $(man8)
	install -m 755 $(PROGRAM) $(plugins)/.helodnscheck.new
	mv -f $(plugins)/.helodnscheck.new $(plugins)/helodnscheck
	install -m 755 $(REPLAY) $(bin)/heloreplay
	install -m 644 man/helodnscheck.8 man/heloreplay.8 $(man8)
	@echo; echo "Installed. Still to do by hand, see man helodnscheck:"
	@grep -qs $(listed) || printf $(columns) $(QMAIL)/control/smtpplugins '[helo]' \
		'' plugins/helodnscheck
	@test -e $(control)/moreipme || printf $(columns) $(QMAIL)/control/moreipme \
		'the addresses of this server, one a line'
	@printf $(columns) 'the run file of qmail-smtpd' 'export ENABLE_SPP=1' \
		'' 'export HELO_DNS_CHECK=PLRIV'

uninstall:
	@! grep -qs $(listed) || echo "Take plugins/helodnscheck out of" \
		"$(QMAIL)/control/smtpplugins now: until then every client gets 451."
	rm -f $(plugins)/helodnscheck $(bin)/heloreplay $(man8)/helodnscheck.8 $(man8)/heloreplay.8

# What is run needs what is installed: one after the other, also with make -j. The second make sees
# the compiler and the archives that the first may have had to install.
deps:
	@CC='$(CC)' tools/deps build

demo:
	@CC='$(CC)' tools/deps build demo
	@$(MAKE) --no-print-directory all
	@tools/demo

check:
	@CC='$(CC)' tools/deps build demo lint check fuzz
	@tests/check

# The comparison with Haraka is part of `check`; this asks Haraka's own plugin again (node 20, npm).
check-haraka:
	@CC='$(CC)' tools/deps build demo check
	@tests/haraka/again

# Some ten minutes; `check` has a short one. Options, --helos N for one: tests/load/run.
load:
	@CC='$(CC)' tools/deps build demo load
	@$(MAKE) --no-print-directory all
	@tests/load/run --long

coverage:
	@CC='$(CC)' tools/deps build demo lint check
	@tests/check --coverage

# Each target of tests/fuzz for so many seconds, by hand; `check` does it for 20.
FUZZ_SECONDS = 1200

fuzz:
	@CC='$(CC)' tools/deps build demo fuzz
	@tests/fuzz/run --seconds $(FUZZ_SECONDS) --keep

# What a HELO costs (bench/README.md); RUNS=100 for a first look.
bench:
	@CC='$(CC)' tools/deps build demo
	@$(MAKE) --no-print-directory $(PROGRAM) $(BUILD)/bench/empty $(BUILD)/bench/bench
	@bench/run --program $(PROGRAM) $(RUNS:%=--runs %)

# Are the tests any good? An hour and more, so not in `check`: see tests/mutants/run.
mutants:
	@CC='$(CC)' tools/deps build demo lint check
	@tests/mutants/run

# The program alone: the tests' tables are laid out by hand, and Check's macros are not ours.
# variableScope: declarations stand first in a function here. xargs runs one clang-tidy a processor;
# whatever they say but how much of the system's headers they passed over is a finding.
defines = -I. -I$(BUILD) -D_GNU_SOURCE -DVERSION='""' -DQMAIL_HOME='""'

formatted = *.[ch] replay/*.[ch] $(wildcard $(folders:%=%/*.[ch]))

lint: $(BUILD)/style.css.h
	@tools/deps --look lint
	@clang-format --dry-run --Werror $(formatted)
	@cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr $(defines) \
		--enable=warning,style,performance,portability \
		--suppress=missingIncludeSystem --suppress=variableScope $(sources)
	@! { printf '%s\n' $(sources) | xargs -P "$$(nproc)" -I FILE \
		clang-tidy --quiet FILE -- -std=c11 $(defines) 2>&1 || echo "clang-tidy fails"; } | \
		grep -v '^[0-9]* warnings\? generated\.$$'

format:
	@tools/deps --look lint
	clang-format -i $(formatted)

clean:
	rm -rf build helodnscheck heloreplay

FORCE:
.PHONY: all unit page fuzzers install uninstall deps demo check check-haraka mutants load coverage bench fuzz lint format clean FORCE
# Tests keep their objects; half a file of a failed recipe is no file.
.SECONDARY:
.DELETE_ON_ERROR:
