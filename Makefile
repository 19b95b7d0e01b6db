# The commands of the project; `make` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin

.PHONY: help check fast format docs bench screenshots samples bless lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

check: ## all that CI runs
	./test

fast: ## style, types and the tests that take seconds
	./test --fast

format: ## set the code in order
	$(PY)/ruff check --fix -q . ; $(PY)/ruff format -q .

docs: ## write the reference pages again from the code
	$(PY)/python tools/reference.py

bench: ## measure, and write docs/reference/benchmarks.md
	$(PY)/python -m bench

samples: ## make the sample inbox and its expected results again
	$(PY)/python -m samples.make_samples

bless: ## accept new golden papers of tests/papers (never the samples); read the diff
	$(PY)/python tools/bless.py

screenshots: ## the pictures of the README
	$(PY)/python tools/screenshots.py

lock: ## resolve the requirements again, with hashes and without hosts (needs uv)
	for name in requirements requirements-dev; do \
	  uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 $$name.in -o $$name.lock -q; done
