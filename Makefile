# make demo   install, then rank, render, verify and store the sample campaign
# make test   install, then run all tests
# make check  install, then lint, type-check and check the imports' direction
# make check-bounds  paint what the tests paint with every index of a compiled loop checked
# make soak   kill everything in turn on a farm of two nodes, for MINUTES (20), and look what is lost;
#             then live through HISTORIES (1000000) of the simulated farm
# make bench-peers  install what `handbill bench render` is held against (needs Node)
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= demo-output
MINUTES ?= 20
HISTORIES ?= 1000000
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUNTIME_STAMP := $(VENV)/.stamp-$(shell cat requirements.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.stamp-dev-$(shell cat requirements.lock requirements-dev.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)

.PHONY: help install install-dev demo test check check-bounds soak bench-peers format lock clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# make/make/p' Makefile

$(RUNTIME_STAMP):
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if (3, 11) <= v[:2] <= (3, 14) else f"Handbill needs Python 3.11 to 3.14; {sys.executable} is {v.major}.{v.minor}. Name another: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (about a minute) ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.stamp-*
	@touch $@

$(DEV_STAMP): $(RUNTIME_STAMP)
	@echo "installing the development tools ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV): $(RUNTIME_STAMP)

install: $(RUNTIME_STAMP)

install-dev: $(DEV_STAMP)

demo: $(RUNTIME_STAMP)
	$(BIN)/handbill demo --out $(OUT)

# Three for two cores: many tests wait for what they started. One cache of the painter's compiled
# loops, since each farm would compile them for itself; modules are compiled once as well.
test: export NUMBA_CACHE_DIR := $(abspath $(VENV))/.compiled
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV_STAMP)
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# No scripts of packages are run. Not part of any install of Handbill.
bench-peers:
	cd bench/peers && npm ci --ignore-scripts

# Compiled loops write where they are told; what is written outside of an array shows up anywhere.
check-bounds: $(DEV_STAMP)
	NUMBA_BOUNDSCHECK=1 NUMBA_CACHE_DIR=$(abspath $(VENV))/.bounds-checked $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile tests/unit/render_farm/paint tests/unit/render_farm/encode tests/golden tests/property

# Needs PostgreSQL's server (.ci/packages), and root for the disk that runs full.
soak: $(DEV_STAMP)
	$(BIN)/python -m tests.acceptance.soak --minutes $(MINUTES) --farms 2
	$(BIN)/python -m tests.simulation --histories $(HISTORIES)

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs the `uv` program; writes names, versions and hashes only.
lock:
	uv pip compile pyproject.toml requirements-build.in --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock
	uv pip compile --group dev -c requirements.lock --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-dev.lock

clean:
	rm -rf $(VENV) demo-output .mypy_cache .ruff_cache
