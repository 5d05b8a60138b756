# Two commands: `make run` and `make test`. Both set up what they need; a second run starts in seconds.
PY := .venv/bin/python
SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run serve test lint soak bench setup setup-dev system system-dev assets fonts clean

run: setup                                        ## set up, build the demo once, serve web and worker
	@.venv/bin/ccer serve --demo

serve: setup                                      ## the same without the demo: an empty production registry
	@.venv/bin/ccer serve

test: setup-dev lint                              ## everything, on SQLite and PostgreSQL, with a browser
	@$(PY) -m pytest -n 2 --dist loadgroup

lint: .cache/dev
	@.venv/bin/ruff check . && .venv/bin/lint-imports && .venv/bin/mypy app workflows methodologies

soak: setup-dev                                   ## lives, kills, races, tampering, forgeries for long, before a release
	@CCER_SOAK=40 $(PY) -m pytest -n 0 -s tests/promises/test_whole_lives.py tests/promises/test_kills.py \
	  tests/promises/test_races.py tests/promises/test_interleavings.py tests/promises/test_ledger_model.py \
	  tests/promises/test_full_disk.py tests/promises/test_log_tampering.py \
	  tests/promises/test_certificate_forgeries.py tests/promises/test_certificate_fetches.py \
	  tests/promises/test_certificate_batch.py

bench: setup-dev
	@$(PY) -m benchmarks

setup: .cache/run system assets fonts
setup-dev: .cache/dev system-dev assets fonts

.cache/run: requirements.lock
	@mkdir -p .cache
	@test -x $(PY) || python3 -m venv .venv
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) --require-hashes -r requirements.lock; \
	  else $(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.cache/dev: .cache/run requirements-dev.lock
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) --require-hashes -r requirements-dev.lock; \
	  else $(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock; fi
	@touch $@

system:
	@bash scripts/system.sh run

system-dev:
	@bash scripts/system.sh test

assets:
	@bash scripts/assets.sh

fonts: .cache/run
	@$(PY) -m app.certificates.fonts

clean:                                            ## forget everything that was built; data folders stay
	rm -rf .venv .cache node_modules app/static/vendor
