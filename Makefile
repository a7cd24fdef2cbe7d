# Two commands are all a newcomer needs: `make serve` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
TURTLE := ontology data queries

.PHONY: serve build test lint unit wheel bench format answers release lock clean

serve: .venv/.serve
	$(BIN)/igmgraph serve

build: .venv/.serve
	$(BIN)/igmgraph build

test: lint unit wheel

lint: .venv/.test
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/igmgraph format --check $(TURTLE)

unit: .venv/.test
	$(BIN)/pytest --cov --cov-report=term

wheel: .venv/.test
	.ci/wheel

# What to measure, and how: `make bench BENCH="queries --profiles 2000"`; `make bench BENCH=--help` tells the rest.
bench: .venv/.bench
	$(BIN)/python -m bench $(BENCH)

format: .venv/.test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/igmgraph format $(TURTLE)

# Rewrites the expected answers of queries; read the difference row by row.
answers: .venv/.test
	-$(BIN)/python .ci/answers.py

# Makes the data a release that stays: raise dcat:version in data/ttl/catalog.ttl first.
release: .venv/.serve
	rm -rf build/release
	$(BIN)/igmgraph build --store build/release
	$(BIN)/igmgraph snapshot release --store build/release

lock: .venv/.test
	$(BIN)/uv pip compile -q --upgrade --no-strip-extras --universal --generate-hashes --no-annotate --no-header \
	  --group build --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --no-strip-extras --universal --generate-hashes --no-annotate --no-header \
	  --constraint requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --no-strip-extras --universal --generate-hashes --no-annotate --no-header \
	  --constraint requirements-dev.lock --group bench --output-file requirements-bench.lock pyproject.toml

clean:
	rm -rf .venv store dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv

.venv/.serve: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.test: .venv/.serve requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

.venv/.bench: .venv/.test requirements-bench.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@
