# Two commands do all set-up on a fresh machine: `make run` and `make test`.
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
export PYTHONWARNINGS := ignore
# Compiled modules are kept, so that a second start takes seconds.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test every-test check lint types architecture histories races flash storm ha forgery offline attribution screenshots lighthouse pooled \
	weight bench bench-growth format schema authorization audit audit-bench relevance install install-tests clean basemap schematic places

run: install
	@exec $(PYTHON) -m linli.cli run

# Everything: static checks, unit, architecture, integration, browser, and the CI form of the heavy proofs.
# Types are checked while the tests run.
test: install-tests lint
	@$(MAKE) --no-print-directory -j 2 types every-test

# In three processes, of which two play in the browser (tests/shares.py): one often waits for another program.
PROCESSES ?= 3
every-test:
	$(PYTHON) -m pytest -n $(PROCESSES) --dist loadscope --no-loadscope-reorder

# Fast: format, lint, strict types, architecture; the latter two side by side.
check: lint
	@$(MAKE) --no-print-directory -j 2 types architecture

lint: $(VENV)/.tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

types: $(VENV)/.tests
	$(VENV)/bin/mypy

architecture: $(VENV)/.tests
	$(PYTHON) -m pytest tests/architecture

# The long form of the histories: as many as HISTORIES says (10,000), from a seed of one's own if wished.
histories: install-tests
	HISTORIES=$${HISTORIES:-10000} $(PYTHON) -m pytest tests/histories -s

# The long form of the races: as many rounds as LONG_RACES says (20), each with its own seed; its figures are
# written into docs/reliability/races.md.
races: install-tests
	LONG_RACES=$${LONG_RACES:-20} RACES_FIGURES=docs/reliability/races.json $(PYTHON) -m pytest -s tests/races
	$(PYTHON) -m tests.races.page

# The long form of a flash sale: 10,000 people at two servers want 1,000 units; 30 % of those who get some walk away,
# 10 % of payments fail.
flash: install-tests
	FLASH_PEOPLE=$${FLASH_PEOPLE:-10000} FLASH_UNITS=$${FLASH_UNITS:-1000} \
		FLASH_FIGURES=$(CURDIR)/docs/reliability/flash.json \
		$(PYTHON) -m pytest -s tests/integration/test_flash.py -k everything_is_sold
	$(PYTHON) -m tests.flash_page

# The long form of the storm: SIGKILL at random while people shop; figures into docs/reliability/storm.md.
storm: install-tests
	STORM_ROUNDS=$${STORM_ROUNDS:-100} STORM_CHECKOUTS=$${STORM_CHECKOUTS:-20000} \
		STORM_FIGURES=docs/reliability/storm.json $(PYTHON) -m pytest -s tests/storm
	$(PYTHON) -m tests.storm.page

# Three database machines on one, with Patroni and etcd, each fault HA_TIMES times (3) while people shop; figures into
# docs/reliability/ha.md. Needs root; says what else it needs.
ha: $(VENV)/.tests
	HA_TIMES=$${HA_TIMES:-3} HA_FIGURES=$(CURDIR)/docs/reliability/ha.json $(PYTHON) -m tests.ha
	$(PYTHON) -m tests.ha.page

# The long form of the forgeries: a million tokens that no market has signed, a hundred thousand guesses at ten digits;
# figures into docs/reliability/forgery.md.
forgery: install-tests
	FORGERY_MUTATIONS=$${FORGERY_MUTATIONS:-1000000} FORGERY_FIGURES=docs/reliability/forgery.json \
		GUESSING_UNKNOWN=$${GUESSING_UNKNOWN:-5} GUESSING_FIGURES=docs/reliability/guessing.json \
		$(PYTHON) -m pytest -s tests/forgery
	$(PYTHON) -m tests.forgery.page

# The long form of terminals without a network: as many histories as OFFLINE says (2,000); figures into
# docs/reliability/offline.md.
offline: install-tests
	rm -f docs/reliability/offline.json
	OFFLINE=$${OFFLINE:-2000} OFFLINE_FIGURES=$(CURDIR)/docs/reliability/offline.json \
		$(PYTHON) -m pytest -s tests/offline
	$(PYTHON) -m tests.offline.page

# The long form of the simulated month: 20,000 people of 10 shops whose true channel effects are known; figures into
# docs/reliability/attribution.md.
attribution: install-tests
	MONTH_PEOPLE=$${MONTH_PEOPLE:-20000} MONTH_SHOPS=$${MONTH_SHOPS:-10} \
		MONTH_FIGURES=$(CURDIR)/docs/reliability/attribution.json $(PYTHON) -m pytest -s tests/months
	$(PYTHON) -m tests.months.page

format: $(VENV)/.tests
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# The README's pictures, from a demo of their own.
screenshots: install-tests
	$(PYTHON) -m tests.browser.screenshots

# Speed, accessibility and manners of four pages; and what pages weigh and how long the server takes.
# The loop over four web processes and two workers, behind PgBouncer (apt-get install pgbouncer).
pooled: install-tests
	POOLED=1 $(PYTHON) -m pytest -s tests/integration/test_many_processes.py

lighthouse: install-tests
	@tests/install-browser whole
	@tests/judges/install all
	$(PYTHON) -m tests.browser.lighthouse

weight: install-tests
	$(PYTHON) -m tests.browser.weight

schema: install
	$(PYTHON) -m linli.cli schema

# The page that says who is let in where, from the rows of the authorization matrix.
authorization: $(VENV)/.tests
	$(PYTHON) -m tests.integration.matrix.page

# How well the search answers the judged queries; `make relevance WRITE=--write` writes the page.
relevance: install-tests
	$(PYTHON) -m tests.relevance.report $(WRITE)

# Every hot path beside its limit: the database alone, the bare server. Takes its own database and servers.
bench: install-tests
	$(PYTHON) -m bench --write
	$(PYTHON) -m bench.pages --write
	$(PYTHON) -m bench.writes --write

# How the loop's cost grows with the market, up to ten million orders: says first what disk and time it needs.
bench-growth: install-tests
	$(PYTHON) -m bench.growth --audit --write

# What the audit costs on a million ledger entries, in a database of its own.
audit-bench: install-tests
	$(PYTHON) -m bench.audit --write

audit: install
	$(PYTHON) -m linli.cli audit

# The Helsinki basemap, from an OpenStreetMap extract; its two libraries are not the product's.
basemap: install
	$(UV) run --frozen --group maps python -m linli.demo.derive_basemap \
		"$(EXTRACT)" linli/web/shared/static/maps/$(MARKET).json

# The named places of Helsinki, from the same extract.
places: install
	$(UV) run --frozen --group maps python -m linli.demo.derive_places \
		"$(EXTRACT)" linli/demo/data/$(MARKET)/places.csv

# The Hangzhou schematic, from its plan.
schematic: install
	$(UV) run --frozen --group maps python -m linli.demo.draw_schematic \
		linli/demo/data/hangzhou_plan.toml linli/web/shared/static/maps/hangzhou.json

install: $(VENV)/.product

install-tests: $(VENV)/.tests
	@tests/install-browser
	@tests/judges/install

# The environment comes from the lock file; it is made again when the lock changes.
$(UV):
	@echo "making the environment …"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed"; exit 1)
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.product: uv.lock pyproject.toml | $(UV)
	$(UV) sync --quiet --frozen --no-dev --inexact --compile-bytecode
	@touch $@

$(VENV)/.tests: uv.lock pyproject.toml | $(UV)
	$(UV) sync --quiet --frozen --compile-bytecode
	@touch $@ $(VENV)/.product

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
