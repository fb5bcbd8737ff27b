# Two commands matter: `make run` and `make test`. `make help` lists all.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# Compiled modules are kept even where the machine is set not to: the tests start dozens of processes on the same code.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup system run test lint fmt demo docs lock clean

help: ## list the commands
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready ## make .venv with the locked requirements

.venv/.ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "python3-venv is needed: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

system: ## install, or name, the system packages that the tests need
	@bash scripts/system_packages.sh

run: setup ## serve the sample district on http://127.0.0.1:8000 (KEEP=1 keeps its data, HTTPS=1 for phones)
	@KEEP=$(KEEP) HTTPS=$(HTTPS) PORT=$(PORT) $(BIN)/permit-service sample serve

test: setup system ## run the whole suite on SQLite, PostgreSQL and in Chromium
	@$(BIN)/python -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder

lint: setup ## check style, types and vendored files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/vendor_frontend.py --check

fmt: setup ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

demo: setup ## play the sample job and the accidents over HTTP
	@$(BIN)/permit-service demo

docs: setup ## write the generated pages of docs/
	@$(BIN)/permit-service docs

lock: setup ## lock the requirements anew
	@$(BIN)/pip-compile -q --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras -o requirements.txt pyproject.toml
	@$(BIN)/pip-compile -q --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean: ## remove what the commands made
	@rm -rf .venv out var .pytest_cache .mypy_cache .ruff_cache
