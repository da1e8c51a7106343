# Every target sets up what it needs; stamp files make the second run start at once.
PY      := .venv/bin/python
UV      := .venv/bin/uv
NODE    := npm --silent
LOCKING := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

PAGES   := $(shell find verifier pwa tools backend/goda/console -path '*/node_modules' -prune -o -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.mts' -o -name '*.mjs' -o -name '*.css' -o -name '*.js' -o -name '*.html' -o -name '*.svg' -o -name '*.webmanifest' \) -print 2>/dev/null)

.PHONY: run test check bench pictures lock format clean

run: .venv/run.stamp node_modules/build.stamp
	@.venv/bin/goda demo

test: .venv/test.stamp node_modules/build.stamp
	@$(PY) tools/ensure_chromium.py
	$(NODE) test
	$(PY) -m pytest tests --ignore tests/browser --numprocesses 2 --dist loadfile $(PYTEST)
	$(PY) -m pytest tests/browser $(PYTEST)

check: .venv/test.stamp node_modules/install.stamp
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(NODE) run check
	$(NODE) run types

bench: .venv/test.stamp node_modules/build.stamp
	@$(PY) tools/ensure_chromium.py
	$(PY) -m bench

pictures: .venv/test.stamp node_modules/build.stamp
	@$(PY) tools/ensure_chromium.py
	$(PY) -m tools.pictures

format: .venv/test.stamp node_modules/install.stamp
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	npx biome check --write .

# --- what the targets above stand on

.venv/bin/uv:
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/uv
	@test -f .venv/test.stamp || $(UV) pip install --quiet --require-hashes -r requirements.lock
	@test ! -f .venv/test.stamp || $(UV) pip install --quiet --require-hashes -r requirements-test.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements-test.lock pyproject.toml | .venv/bin/uv
	$(UV) pip install --quiet --require-hashes -r requirements-test.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

node_modules/install.stamp: package-lock.json package.json
	npm ci --silent
	@touch $@

node_modules/build.stamp: node_modules/install.stamp $(PAGES)
	$(NODE) run build
	@touch $@

lock: | .venv/bin/uv
	$(LOCKING) pyproject.toml --group build --group simulators -o requirements.lock
	$(LOCKING) pyproject.toml --group build --group test -c requirements.lock -o requirements-test.lock
	@# Apart from node_modules: npm would leave out what this machine did not install.
	rm -rf var/lock && mkdir -p var/lock && cp --parents package.json .npmrc verifier/*/package.json pwa/package.json var/lock
	cd var/lock && npm install --package-lock-only --silent
	cp var/lock/package-lock.json . && rm -rf var/lock

clean:
	rm -rf .venv node_modules var backend/goda/web_dist
