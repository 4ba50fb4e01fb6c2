# Two commands: `make run` starts the embedded service on ./data, `make test` runs everything that the project checks.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
SHARED ?= ../shared
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiling every module again at every start makes each command several times as slow.
unexport PYTHONDONTWRITEBYTECODE

# The development lock is a superset of the run lock with the same versions, so either may be installed over the other.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
INSTALL := $(BIN)/python -m pip install --require-hashes --progress-bar on
# Hatchling comes from the lock, so nothing unpinned is fetched to build.
INSTALL_SELF := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet

.PHONY: bench-stream chaos help run eval bench bench-match train test check-python format format-check lint types imports schemas-check schemas unit lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: $(RUN_STAMP) ## Start the embedded service on ./data (DATA=dir) with the sample coverage, or with CONFIG=file
	@exec $(BIN)/quotewire run --data $(DATA) $(if $(CONFIG),--config $(CONFIG),--sample)

eval: $(RUN_STAMP) ## Measure the analysis against ../shared (QUICK=1 for a part)
	@$(BIN)/python -m quotewire.evaluation $(SHARED) $(if $(QUICK),--quick)

# What is compared with lives in an environment of its own, so that the project's stays light.
BENCH_VENV := build/bench/venv
$(BENCH_VENV)/.installed: benchmarks/requirements.lock | check-python
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --require-hashes --quiet --requirement benchmarks/requirements.lock
	@touch $@

bench: $(RUN_STAMP) $(BENCH_VENV)/.installed ## Speed and memory of the analysis beside spaCy and textacy
	@$(BIN)/python benchmarks/analysis.py $(SHARED) --baselines $(BENCH_VENV)/bin/python

bench-match: $(RUN_STAMP) ## What 100,000 watches and aliases cost
	@$(BIN)/python benchmarks/matching.py

bench-stream: $(DEV_STAMP) ## Articles a second and seconds to alert over real Kafka, PostgreSQL and Elasticsearch
	@PYTHONPATH=services:. $(BIN)/python benchmarks/stream.py

chaos: $(DEV_STAMP) ## Kill every service and stop every server, again and again, under load
	@QUOTEWIRE_CHAOS_ROUNDS=10 $(BIN)/python -m pytest tests/e2e/streaming/test_killed.py -s

train: | check-python ## Train, export and calibrate the encoder from ../shared (most of an hour on two cores)
	@$(MAKE) --no-print-directory -C training train PYTHON=$(PYTHON)

test: format-check lint types imports schemas-check unit ## Run everything that the project checks
	@echo "All checks passed."

check-python:
	@command -v $(PYTHON) >/dev/null || { echo "quotewire needs Python 3.11 or later; '$(PYTHON)' was not found. Try: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "quotewire needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -c 'import platform; print(platform.python_version())'). Try: make PYTHON=/path/to/python3.11" >&2; exit 1; }

$(BIN)/python: | check-python
	@echo "Creating the virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing; on Debian: apt install python3-venv" >&2; exit 1; }

$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@if [ -f $(DEV_STAMP) ] && [ $(DEV_STAMP) -nt requirements.lock ] && [ $(DEV_STAMP) -nt pyproject.toml ]; then exit 0; fi; \
		echo "Installing the locked dependencies into $(VENV)"; \
		$(INSTALL) --requirement requirements.lock && $(INSTALL_SELF)
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked dependencies and the tools for development into $(VENV)"
	@$(INSTALL) --requirement requirements-dev.lock
	@$(INSTALL_SELF)
	@touch $@

format: $(DEV_STAMP) ## Write the code in the project's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --select I --fix --quiet .

format-check: $(DEV_STAMP)
	@echo "== format"
	@$(BIN)/ruff format --check .

lint: $(DEV_STAMP) ## Lint
	@echo "== lint"
	@$(BIN)/ruff check .

types: $(DEV_STAMP) ## Check types, strictly
	@echo "== types"
	@$(BIN)/mypy

imports: $(DEV_STAMP) ## Check that the layers hold
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo

schemas-check: $(DEV_STAMP)
	@echo "== schemas"
	@$(BIN)/python -m quotewire.schemas check

schemas: $(DEV_STAMP) ## Write schemas/ from the models, and docs/settings.md from the settings
	@$(BIN)/python -m quotewire.schemas write
	@$(BIN)/python docs/settings.py

unit: $(DEV_STAMP)
	@echo "== tests"
	@$(BIN)/python -m pytest

lock: $(DEV_STAMP) ## Remake both lock files
	@$(LOCK) --all-extras --group pyproject.toml:build --group pyproject.toml:lock $(UPGRADE) --output-file requirements-dev.lock
	@$(LOCK) --extra all --group pyproject.toml:build --constraints requirements-dev.lock --output-file requirements.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

clean: ## Remove the virtual environment and caches (the data folder stays)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
