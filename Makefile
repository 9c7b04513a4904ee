# Amar Kaj. `make` alone names what there is to do.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PORT ?= 8000
# Where the machine says so, as images of containers do, Python keeps nothing that it compiled: each process would compile
# three thousand modules anew, for four seconds of the six in which it starts.
unexport PYTHONDONTWRITEBYTECODE

PYTHON_BIN := .venv/bin/python
# When make is killed outright, the kernel tells the site to stop too.
TIED := $(shell command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM)
# Runs of each state machine of money, payments of a storm of notifications, and releases due at once, where there is time.
MANY_STEPS := ESCROW_RUNS=500 STORM_PAYMENTS=100 DUE_RELEASES=10000
# Per cent of lines and branches that tests are to reach.
COVERED := 97
# Settings as on a real site, for the checks alone; nothing is reached with them.
AS_PRODUCTION := MARKET_ENV=production ALLOWED_HOSTS=check.example STRIPE_SECRET_KEY=sk_live_check \
	STRIPE_WEBHOOK_SECRET=whsec_check EMAIL_URL=smtp://localhost:25 \
	SECRET_KEY=fifty-characters-that-are-only-there-for-the-checks-0123456789

.PHONY: help
help: ## What there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: ## Set up and serve the site on PORT (default 8000); Ctrl-C stops it
	@deploy/bootstrap.sh run
	@exec $(TIED) $(PYTHON_BIN) manage.py serve

.PHONY: setup
setup: ## Everything for working on the site: packages, browser, fonts
	@deploy/bootstrap.sh test
	@$(PYTHON_BIN) -m market.translation.catalogues

.PHONY: test
test: setup ## Every test, in random order on two processors, with coverage
	$(TIED) $(PYTHON_BIN) -m slipcover --json --out .coverage.json -m pytest -n 2 --dist loadgroup $(ARGS)
	@$(PYTHON_BIN) -m slipcover --merge .coverage.json --out .coverage.json --skip-covered $(if $(ARGS),,--fail-under $(COVERED)) || \
		{ echo "Less than $(COVERED) % of lines and branches are covered." >&2; exit 1; }

.PHONY: quick
quick: setup ## The tests of what you changed, without journeys and races
	$(TIED) .venv/bin/pytest -q -n 2 --deselect tests/core/test_serve.py $(ARGS) $$($(PYTHON_BIN) -m tests.quick)

.PHONY: bench
bench: setup ## Measure the site, each figure beside a reference; ARGS="P1 --rows 1000000" chooses
	@deploy/bootstrap.sh bench
	$(TIED) .venv/bin/python -m bench $(ARGS)

.PHONY: trial
trial: setup ## Break a site of several processes in every way, and see it heal; ARGS="--short" or names of faults
	$(TIED) .venv/bin/python -m trial $(ARGS)

.PHONY: prove
prove: setup ## What takes hours: money in every order of steps, 10,000 sockets, a million messages, 200 deaths of PostgreSQL; ARGS="--messages N" chooses
	$(if $(filter --short --help,$(ARGS)),,$(MANY_STEPS) .venv/bin/pytest -q -n 2 tests/properties tests/concurrency/test_due_releases.py)
	$(TIED) .venv/bin/python -m trial --messages 1000000 $(ARGS) crowd storm money restore

.PHONY: mutation
mutation: setup ## Change the code of money, and see whether a test notices: a night or two; ARGS="--sample 300 --minutes 60 market/payments/ledger" chooses
	nice -n 15 $(TIED) $(PYTHON_BIN) -m tests.mutation $(ARGS)

.PHONY: search-node
search-node: ## A search node on SEARCH_PORT (default 9200), for ELASTICSEARCH_URL; NODES=3 makes a cluster; Ctrl-C stops it
	@deploy/bootstrap.sh search
	@exec $(TIED) deploy/search/start

.PHONY: check
check: setup ## Format, lint, types, layers, migrations, settings for production
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/mypy market trial
	.venv/bin/lint-imports
	$(PYTHON_BIN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(AS_PRODUCTION) $(PYTHON_BIN) manage.py check --deploy --fail-level WARNING

.PHONY: format
format: setup ## Format the code and mend what can be mended by rule
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

.PHONY: lock
lock: setup ## Pin the packages again, with hashes; ARGS="--upgrade" takes the newest versions
	deploy/lock $(ARGS)

.PHONY: check-locks
check-locks: setup ## Prove that the lock files can be installed by their hashes alone, with old and new pip
	deploy/check-locks

.PHONY: messages
messages: setup ## Bring the translation catalogues up to date with the code
	$(PYTHON_BIN) manage.py messages

.PHONY: pictures
pictures: setup ## Take the README's pictures of a new site that runs on PORT
	$(PYTHON_BIN) docs/take_pictures.py
