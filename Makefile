# `make run` and `make test` work on a fresh clone with nothing but Python 3.11 or newer.

PYTHON ?= python3
PORT ?= $(or $(TCD_PORT),8000)
BIN = .venv/bin

.PHONY: lock run test lint clean

run: .venv/ready
	$(BIN)/python run.py index
	$(BIN)/python run.py serve --port $(PORT)

test: .venv/ready-to-test lint
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell

# The packages of the image (deploy/requirements.lock) and of the checks (.ci/requirements.lock), each with the hashes of its files.
# Versions stay where they can; newer ones are taken with: make lock UPGRADE=--upgrade
lock: .venv/ready-to-test
	$(BIN)/uv $(LOCKED) --extra fetch --extra formats --extra opensearch --output-file deploy/requirements.lock pyproject.toml
	$(BIN)/uv $(LOCKED) --extra test --constraints deploy/requirements.lock --output-file .ci/requirements.lock pyproject.toml

LOCKED = pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis index/*

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/ready-to-test: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@ .venv/ready
