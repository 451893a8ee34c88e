# Everything runs in .venv, which is made when it is first needed from a Python 3.11 to 3.14.
PYTHON ?= python3
BIN := .venv/bin

# What is measured and tested is what a user runs: compiled modules, ordinary buffering.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONUNBUFFERED

.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what can be made.
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-16s %s\n", $$1, $$2 }'

.PHONY: run
run: .venv/run.done ## Open the sample articles.
	$(BIN)/glossator seeds

.PHONY: test
test: .venv/dev.done ## Run the tests.
	$(BIN)/pytest -n auto --dist worksteal

.PHONY: faults
faults: .venv/dev.done ## Try what means harm, hold the lock, and kill a thousand times: nothing may be lost.
	$(BIN)/python -m tests.faults

KEYS ?= 5000
SEED ?= 0
.PHONY: walk
walk: .venv/dev.done ## Press KEYS random keys on all pages, from SEED on: no foreign text, nothing changed unmeant.
	$(BIN)/python -m tests.walk --keys $(KEYS) --seed $(SEED)

.PHONY: check
check: lint test ## Lint, types, the arrows between the rooms, then the tests.

.PHONY: lint
lint: .venv/dev.done ## Lint, types, and the arrows between the rooms.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: interop
interop: .venv/interop.done .venv/doccano.done ## Give what is exported to the programs that it is for.
	.venv/interop/bin/pytest tests/interop -rs

.PHONY: bench
bench: .venv/dev.done ## Measure, as ratios against a floor in the same run.
	$(BIN)/python -m benchmarks

.PHONY: snapshots
snapshots: .venv/dev.done ## Take the pictures anew that the snapshot tests compare with.
	$(BIN)/pytest tests/snapshots --snapshot-update

.PHONY: screenshots
screenshots: .venv/dev.done ## Take the pictures of README and docs.
	$(BIN)/python -m docs.screenshots

.PHONY: annotations.db
annotations.db: .venv/dev.done ## Build the starter workspace from seeds/.
	$(BIN)/python -m seeds.build annotations.db

.PHONY: lock
lock: .venv/dev.done ## Pin the newest versions that pyproject.toml allows.
	$(BIN)/pip install --quiet uv
	for set in build:run "dev --all-extras:dev" "interop --all-extras:interop"; do \
		$(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --quiet \
			--no-header --no-annotate --no-emit-index-url --group $${set%:*} --output-file requirements/$${set#*:}.txt; \
	done
	@# Not this program's own dependencies: it is not installed there.
	$(BIN)/uv pip compile --group doccano --upgrade --universal --python-version 3.11 --generate-hashes --quiet \
		--no-header --no-annotate --no-emit-index-url --output-file requirements/doccano.txt

.PHONY: clean
clean: ## Remove what the targets above have made outside the repository's own files.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis snapshot_report.html

# An environment is complete when its mark is there; the marks are older than what they were made from when it changes.
.venv/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14) and "glossator needs Python 3.11 to 3.14; name one with make PYTHON=...")'
	$(PYTHON) -m venv .venv
	@# Lets git show the starter workspace as SQL; .gitattributes names the driver.
	@-git config diff.sqlite.textconv "$(CURDIR)/$(BIN)/sqlite-utils dump" 2>/dev/null

.venv/run.done: .venv/bin/pip pyproject.toml requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Other programs want other versions, so they have environments of their own, and the one to develop in stays as it is.
.venv/interop.done: .venv/bin/pip pyproject.toml requirements/interop.txt
	$(BIN)/python -m venv .venv/interop
	.venv/interop/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/interop.txt
	.venv/interop/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Where it cannot be installed, what it is for is skipped, and says so.
.venv/doccano.done: .venv/bin/pip requirements/doccano.txt
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
		$(BIN)/python -m venv .venv/doccano; \
		.venv/doccano/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/doccano.txt; \
	fi
	@touch $@

.venv/dev.done: .venv/bin/pip pyproject.toml requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run.done
