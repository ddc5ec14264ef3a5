# Every command of Rangkul. A newcomer needs two: `make run` and `make test`; `make help` lists all.
# From a bare checkout with Python 3.11 or newer: all else is installed into .venv from lock files.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The first Python that is new enough; `make run PYTHON=/path/to/python3.12` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --no-input --disable-pip-version-check --require-hashes
LOCK := uv pip compile pyproject.toml --quiet --generate-hashes --python-version 3.11 \
	--no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)
# A file is run by one process, and in the order of tests/conftest.py: not by its number of tests.
PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder
# Checks need settings but no city: their secrets and database go to a folder that is thrown away.
SCRATCH := scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	export DATA_DIR="$$scratch" SECRET_DIR="$$scratch/secret" ANCHOR_DIR="$$scratch/anchor" && \
	unset DATABASE_URL ROOT_FINGERPRINT_FILE &&

.PHONY: help run install install-dev test test-all check bench lock chromium clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' \
		| awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo "PORT, DATA_DIR and DATABASE_URL are honoured, for example: PORT=9000 make run"

run: install ## the demo city on http://127.0.0.1:8000; installs what it needs, keeps the data
	@$(BIN)/rangkul migrate
	@$(BIN)/rangkul demo
	@exec $(BIN)/rangkul serve

install: .venv/.installed ## .venv with what runs, and the command .venv/bin/rangkul

install-dev: .venv/.installed-dev ## .venv with what tests, too

test: install-dev chromium ## the suite for all day, browser flows included, on SQLite
	@env -u RANGKUL_TEST_POSTGRES $(PYTEST) -m "not long" tests

test-all: install-dev chromium ## what make test leaves out, and everything on a real PostgreSQL
	@env -u RANGKUL_TEST_POSTGRES $(PYTEST) -m long tests
	@RANGKUL_THOROUGH=20 $(PYTEST) tests/policy
	@RANGKUL_TEST_ON=postgresql ops/testing-postgres.sh $(PYTEST) tests

check: install-dev ## format, lint, types, floors, migrations, generated docs, translations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(SCRATCH) $(BIN)/rangkul makemigrations --check --dry-run
	@$(SCRATCH) $(BIN)/rangkul policy-docs --check
	@$(SCRATCH) $(BIN)/rangkul check-translations

bench: install-dev ## the tables of benchmarks/, each printed with its baseline, seed and machine
	@for script in benchmarks/[a-z]*.py; do \
		test -f "$$script" || continue; echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

lock: ## make both lock files anew from pyproject.toml (needs uv); UPGRADE=--upgrade moves versions
	@command -v uv >/dev/null || { echo "make lock needs uv in PATH" >&2; exit 1; }
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -o requirements-dev.lock

chromium: ## the browser of the tests: Debian's own, installed where we may
	@command -v chromium >/dev/null || ops/install-debian.sh chromium fonts-dejavu-core

clean: ## remove .venv and caches; the data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.venv/.installed: requirements.lock | .venv/bin/pip
	@echo "Installing the locked dependencies (once) ..."
	@$(PIP) -r requirements.lock
	@sh ops/link-checkout.sh
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the locked test dependencies (once) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@

# pip is the last thing that venv writes: an interrupted venv is made again.
.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Debian: apt-get install" \
		"python3 python3-venv. Elsewhere: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv is missing." \
		"Debian: apt-get install python3-venv" >&2; exit 1; }
