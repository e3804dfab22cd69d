# Everything is in dev/ (Python, standard library only); this file only names it.
# make run PORT=8001 LIVEKIT_PORT=7881: variables given here reach the commands through the environment.

PYTHON ?= python3
# `make -C folder demo-data` prints nothing but JSON on stdout (before GNU make 4.4 that takes a `make -s` too).
MAKEFLAGS += --no-print-directory
TARGETS := run test test-all drill bench demo-data lint format size build-ui lock clean help

.DEFAULT_GOAL := help
.PHONY: $(TARGETS)

$(TARGETS):
	@$(PYTHON) -m dev $@
