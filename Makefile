# Warhol Studio.  `make help` lists what there is; the virtual environment is made when something needs it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCHES = $(patsubst bench/%.py,bench.%,$(filter-out bench/__init__.py bench/servers.py,$(sort $(wildcard bench/*.py))))

.PHONY: help setup demo test check bench
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  */\1\t/p' $(MAKEFILE_LIST) | expand -t 10

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e '.[dev]' -c constraints.txt
	touch $(STAMP)

setup: $(STAMP)  ## make the virtual environment with the pinned libraries

demo: setup  ## open the studio in the browser
	$(BIN)/python app.py

test: setup  ## the tests that need no GPU, network or download
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 -m 'not slow' --ignore=tests/browser
	$(BIN)/python -m pytest -q -r R -m 'not slow' tests/browser

check: setup  ## formatting, lint, types, architecture, then all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q

bench: setup  ## measure against named peers, one JSON object a line
	@failed=0; for module in $(BENCHES); do $(BIN)/python -m $$module || failed=1; done; exit $$failed
