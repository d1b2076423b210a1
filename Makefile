# make up: everything on one machine, from nothing to the chat's address.   make test: all tests.   make help: the rest.
export PYTHON ENGINE_PYTHON
# Without compiled files every start of a program compiles all of itself anew, which takes longer than the start.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: audit sbom secrets help up test test-fast test-nlu test-all coverage check hooks evaluate encoder decisions bench bench-desk bench-figures bench-slack bench-engine bench-load bench-understanding \
	bench-hostile chaos mutants lock clean

pytest := .venv/bin/python -m pytest
# With arguments the tests run alone: make test ARGS="tests/renewals -k periods". Else these three run before them, two at a time:
# each is busy on one core.
checked := $(if $(ARGS),,@$(MAKE) --no-print-directory --jobs=2 checked understood packed)
# Otherwise tests run side by side, in the groups of tests/conftest.py, and those that measure time after them, by themselves.
cores := $(if $(ARGS),,-n auto --dist loadgroup --no-loadscope-reorder)

help:            ## this list
	@sed -nE -e 's/^##@ /\n/p' -e 's/^([a-z-]+):.*##[ ]*(.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

##@ Run
up: .venv/app-ready .venv-engine/ready   ## set up what is missing, then start everything
	@.venv/bin/renewals up

##@ Check and test (ARGS go to pytest: make test ARGS="tests/renewals -k periods")
check: .venv/dev-ready .venv-engine/dev-ready   ## the checks alone: style, types, imports, commit subjects
	@tools/check

test-fast: .venv/dev-ready   ## the tests that need no engine, browser, server or gateway, in about a minute
	@$(pytest) $(cores) -m "fast and not long" $(ARGS)

test-nlu: .venv-engine/dev-ready   ## the tests of understanding, by the engine's interpreter
	@.venv-engine/bin/python -m pytest -c tests/nlu/pytest.ini $(or $(ARGS),tests/nlu tests/protocol)

test: .venv/tests-ready .venv-engine/dev-ready   ## all checks and all tests but the long ones, as in continuous integration (fifteen to twenty minutes)
	$(checked)
	@$(pytest) $(cores) -m "not long and not firefox and not request_tracker$(if $(ARGS),, and not timed)" $(ARGS)
	$(if $(ARGS),,@$(pytest) -m "timed and not long")

test-all: .venv/tests-ready .venv-engine/dev-ready tests/desks/request-tracker/ready   ## also what is long on purpose: the long tests, those in Firefox and with Request Tracker, and the planted faults
	$(checked)
	@SURVIVING_HANDOFFS=500 $(pytest) --hypothesis-profile=whole $(cores) $(if $(ARGS),,-m "not timed") $(ARGS)
	$(if $(ARGS),,@RELAYED_MESSAGES=200 $(pytest) -m timed)
	@.venv/bin/python tools/mutants

.PHONY: checked understood packed
checked:
	@tools/check
understood:
	@.venv-engine/bin/python -m pytest -c tests/nlu/pytest.ini tests/nlu tests/protocol
packed:
	@.venv/bin/python -c "from bot import model; model.is_current() or model.train(print)"

mutants: .venv/tests-ready .venv-engine/ready   ## plants faults in Slack's door, and shows that the tests catch each
	@.venv/bin/python tools/mutants

coverage: .venv/tests-ready .venv-engine/ready   ## the lines that the tests run, of gateway, actions and business; the page is results/coverage
	@tools/coverage $(ARGS)

hooks: .venv/dev-ready   ## let git run the checks at each commit
	@.venv/bin/pre-commit install

##@ Measure
evaluate: .venv/app-ready .venv-engine/ready   ## scores on the labelled sets; the page is results/understanding.html (OPTIONS=--accept)
	@.venv/bin/renewals evaluate $(OPTIONS) nlu/evaluation/en.jsonl nlu/evaluation/fr.jsonl

encoder: .venv/app-ready .venv-engine/dev-ready   ## makes the sentence encoder anew from the examples (an hour on two cores; goes on where it was stopped)
	@.venv/bin/renewals train --encoder $(OPTIONS)

decisions: .venv/app-ready .venv-engine/ready   ## which decisions differ from the record, over all labelled sets (OPTIONS=--record keeps what is meant)
	@.venv/bin/renewals decisions $(OPTIONS)

bench: .venv/dev-ready .venv-engine/ready   ## how fast look-ups and turns are, at 10,000 and 1,000,000 contracts
	@.venv/bin/python -m benchmarks.store --turns

bench-desk: .venv/dev-ready   ## lists, groups, the morning and the team over 1,000,000 contracts, on SQLite and PostgreSQL; OPTIONS="--contracts 100000"
	@.venv/bin/python -m benchmarks.desk $(OPTIONS)

bench-figures: .venv/dev-ready   ## how long the figures of support take over 1,000,000 messages, on SQLite and PostgreSQL; OPTIONS="--folder DIR" keeps the databases, so that the next run only measures
	@.venv/bin/python -m benchmarks.figures $(OPTIONS)

bench-slack: .venv/tests-ready .venv-engine/ready   ## how soon Slack's deliveries are acknowledged at 50 a second
	@.venv/bin/python -m benchmarks.slack

chaos: .venv/tests-ready .venv-engine/ready   ## whether anything is lost or doubled while processes are killed: two gateways, engines and actions on PostgreSQL (20 minutes; OPTIONS="--people 20 --messages 300 --seconds 120")
	@.venv/bin/python -m benchmarks.chaos $(OPTIONS)

bench-hostile: .venv/dev-ready .venv-engine/ready   ## how long texts take that are made to keep the product busy, beside ordinary messages
	@.venv/bin/python -m benchmarks.hostile

bench-engine: .venv/app-ready .venv-engine/ready   ## the engine beside stock Rasa: speed, training, accuracy (over two hours; OPTIONS="--stock-epochs 10" half an hour)
	@.venv/bin/python -m benchmarks.engine $(OPTIONS)

bench-load: .venv/tests-ready .venv-engine/ready   ## 200 people at once: the product beside stock Rasa, at rates that rise until each breaks (half an hour)
	@.venv/bin/python -m benchmarks.load $(OPTIONS)

bench-understanding: .venv-engine/dev-ready   ## BANKING77 and CLINC150 through the product's classifier: PUBLIC_SETS=folder
	@test -n "$(PUBLIC_SETS)" || { echo "Say where the public sets are: make bench-understanding PUBLIC_SETS=folder (its --help tells what it holds)" >&2; exit 2; }
	@OMP_NUM_THREADS=1 .venv-engine/bin/python -m benchmarks.public_sets "$(PUBLIC_SETS)" $(OPTIONS)

##@ Keep up
audit: .venv-audit/ready   ## what is known against the packages in use; says when the index holds no advisories
	@.venv/bin/python tools/audit

sbom: .venv-audit/ready   ## what the product is made of, as CycloneDX (results/sbom-*.cdx.json)
	@.venv/bin/python tools/sbom

secrets: .venv-audit/ready   ## secrets in the files of the repository that .secrets.baseline does not know (a minute)
	@tools/secrets $(OPTIONS)

lock: .venv/app-ready    ## write the lock files anew
	@tools/lock --upgrade

clean:           ## remove both environments and everything made by running
	rm -rf .venv .venv-engine .venv-audit var models .rasa tests/slack/npm/node_modules tests/slack/npm/build tests/desks/request-tracker

.venv/app-ready: requirements/app.lock requirements/bootstrap.lock pyproject.toml tools/setup-app
	@test -e .venv/dev-ready && tools/setup-app dev || tools/setup-app app
	@touch $@

.venv/dev-ready: requirements/dev.lock requirements/bootstrap.lock pyproject.toml tools/setup-app
	@tools/setup-app dev
	@touch $@ .venv/app-ready

.venv/tests-ready: tests/slack/npm/package-lock.json tests/slack/npm/types.ts tools/setup-tests requirements/dev.lock | .venv/dev-ready
	@tools/setup-tests
	@touch $@

tests/desks/request-tracker/ready: tools/setup-request-tracker
	@tools/setup-request-tracker

.venv-engine/ready: requirements/engine.lock tools/setup-engine .venv/app-ready
	@test -e $@ && test $@ -nt requirements/engine.lock -a $@ -nt tools/setup-engine || tools/setup-engine
	@touch $@

.venv-audit/ready: requirements/audit.lock tools/setup-audit .venv/app-ready
	@tools/setup-audit
	@touch $@

.venv-engine/dev-ready: requirements/engine-dev.lock .venv-engine/ready
	@echo "Installing what the tests of understanding need …"
	@.venv/bin/uv pip install --quiet --no-deps --require-hashes --python .venv-engine/bin/python -r requirements/engine-dev.lock
	@touch $@
