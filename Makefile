# `make run` and `make test` work on a fresh clone with nothing but Python 3.11 or newer.

PYTHON ?= python3
PORT ?= $(or $(TCD_PORT),8000)
BIN = .venv/bin

.PHONY: embed lock run test quick coverage lint clean

run: .venv/ready
	$(BIN)/python run.py index
	$(BIN)/python run.py serve --port $(PORT)

test: .venv/ready-to-test lint
	$(BIN)/python -m pytest -n auto --dist loadgroup

# What a change is tried with first: no servers, browsers, clusters, kills. The whole is `make test`.
quick: .venv/ready-to-test
	$(BIN)/python -m pytest -n auto --dist loadgroup -m $(QUICK)

# Lines and branches of the three floors that the tests of `make quick` run; the others would add to it.
coverage: .venv/ready-to-test
	$(BIN)/python -m pytest -n auto --dist loadgroup -m $(QUICK) --cov --cov-report=
	@for floor in indexer search webapp; do \
	  echo "$$floor: $$($(BIN)/coverage report --include="$$floor/*" --format=total) % of lines and branches"; done

QUICK = "not slow and not browser and not opensearch"

lint: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell

# The packages of the image (deploy/requirements.lock) and of the checks (.ci/requirements.lock), each with the hashes of its files.
# Versions stay where they can; newer ones are taken with: make lock UPGRADE=--upgrade
lock: .venv/ready-to-test
	$(BIN)/uv $(LOCKED) --extra fetch --extra formats --extra mcp --extra opensearch --output-file deploy/requirements.lock pyproject.toml
	$(BIN)/uv $(LOCKED) --extra test --constraints deploy/requirements.lock --output-file .ci/requirements.lock pyproject.toml

LOCKED = pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# The search box for other sites, minified; the first line says of which source.
embed:
	(printf '/*%s*/' "$$(sha256sum webapp/static/js/embed.js | cut -c1-12)"; \
	  npx --yes terser@5.44.0 webapp/static/js/embed.js --ecma 2020 -c -m) > webapp/static/js/embed.min.js

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis index/*

# pip is the last that venv makes: what broke off before is made again.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed. If yours has another name: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

define install
	@echo "Installing packages into .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e $(1) 2>.venv/install.log || \
	  { grep '^ *ERROR' .venv/install.log | sort -u >&2; \
	  echo "The packages were not installed: is there a network, or a proxy that HTTPS_PROXY should name? More in .venv/install.log" >&2; exit 1; }
endef

.venv/ready: pyproject.toml | .venv/bin/pip
	$(call install,.)
	@touch $@

.venv/ready-to-test: pyproject.toml | .venv/bin/pip
	$(call install,'.[test]')
	@touch $@ .venv/ready
