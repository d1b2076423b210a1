# make up: everything on one machine, from nothing to the chat's address.   make test: all tests.   make help: the rest.
export PYTHON ENGINE_PYTHON
.DEFAULT_GOAL := help
.PHONY: help up test check evaluate bench bench-slack bench-hostile mutants lock clean bench-engine bench-understanding bench-candidates

help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 21

up: .venv/app-ready .venv-engine/ready   ## set up what is missing, then start everything
	@.venv/bin/renewals up

test: .venv/dev-ready .venv-engine/ready tests/slack/npm/build/view.schema.json ## all checks and all tests
	@tools/check
	@.venv/bin/python -m pytest

check: .venv/dev-ready   ## the checks alone: style, types, imports
	@tools/check

evaluate: .venv/app-ready .venv-engine/ready  ## scores on the labelled sets, through the running product; the page is results/understanding.html (OPTIONS=--accept, --cross-validate)
	@.venv/bin/renewals evaluate $(OPTIONS) nlu/evaluation/en.jsonl nlu/evaluation/fr.jsonl

bench: .venv/dev-ready .venv-engine/ready   ## how fast look-ups and turns are, at 10,000 and 1,000,000 contracts (needs PostgreSQL's programs)
	@.venv/bin/python benchmarks/store.py --turns

bench-slack: .venv/dev-ready .venv-engine/ready tests/slack/npm/build/view.schema.json ## how soon Slack's deliveries are acknowledged at 50 a second
	@.venv/bin/python benchmarks/slack.py

bench-hostile: .venv/dev-ready .venv-engine/ready   ## how long texts take that are made to keep the product busy, beside ordinary messages
	@.venv/bin/python benchmarks/hostile.py

mutants: .venv/dev-ready .venv-engine/ready tests/slack/npm/build/view.schema.json ## plants faults in Slack's door, and shows that the tests catch each
	@.venv/bin/python tools/mutants

bench-engine: .venv/app-ready .venv-engine/ready   ## the engine beside stock Rasa: speed, training, accuracy (over two hours; OPTIONS="--stock-epochs 10" half an hour)
	@.venv/bin/python benchmarks/engine.py $(OPTIONS)

bench-understanding: .venv-engine/ready   ## BANKING77 and CLINC150 through the product's classifier: make bench-understanding PUBLIC_SETS=folder
	@test -n "$(PUBLIC_SETS)" || { echo "Say where the public sets are: make bench-understanding PUBLIC_SETS=folder (benchmarks/public_sets.py tells what it holds)" >&2; exit 2; }
	@OMP_NUM_THREADS=1 .venv-engine/bin/python benchmarks/public_sets.py "$(PUBLIC_SETS)" $(OPTIONS)

bench-candidates: .venv-engine/ready   ## the ways to find a topic that were compared, as the table of docs/understanding.md (takes about half an hour)
	@OMP_NUM_THREADS=1 RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 .venv-engine/bin/python -W ignore benchmarks/candidates.py $(OPTIONS)

lock: .venv/app-ready    ## write the lock files anew
	@tools/lock --upgrade

tests/slack/npm/build/view.schema.json: tests/slack/npm/package-lock.json tests/slack/npm/types.ts tools/setup-slack-tests
	@tools/setup-slack-tests
	@touch $@

clean:           ## remove both environments and everything made by running
	rm -rf .venv .venv-engine var models .rasa tests/slack/npm/node_modules tests/slack/npm/build

.venv/app-ready: requirements/app.lock requirements/bootstrap.lock pyproject.toml tools/setup-app
	@test -e .venv/dev-ready && tools/setup-app dev || tools/setup-app app
	@touch $@

.venv/dev-ready: requirements/dev.lock requirements/bootstrap.lock pyproject.toml tools/setup-app
	@tools/setup-app dev
	@touch $@ .venv/app-ready

.venv-engine/ready: requirements/engine.lock tools/setup-engine .venv/app-ready
	@test -e $@ && test $@ -nt requirements/engine.lock -a $@ -nt tools/setup-engine || tools/setup-engine
	@touch $@
