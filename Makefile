# What can be done here: run `make`. Everything works without make too: see README.md.

UV_VERSION := 0.13.9
# Any of these Pythons will do. `rm -rf .venv; make PYTHON=3.12 book` asks for one of them.
PYTHON := >=3.11,<3.14
PORT := 8000
EXAMPLES := 50000
BIN := .venv/bin
# Packages are compiled once, not at every start.
unexport PYTHONDONTWRITEBYTECODE
# Packages of other places would take the place of those in .venv.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP
STAMP := .venv/.stamp
EXTRAS := .venv/.extras
# What is dated in the future would be newer than the environment at every start.
DONE = touch $@ && { find $^ -newer $@ -exec touch -r $@ {} + || true; }
TESTS_WITH_TOOLS := browser or poppler or edition or office or npm or epub or crate
# What the checks found: `expobook assurance` makes the record of an edition from it.
RESULTS := _build/assurance
CFFCONVERT_VERSION := 2.0.0
# Packages that others ask for and that the book never uses: in the lock of the extras only.
# jedi, parso: completion while typing, in IPython, which does without (33 MB).
# debugpy: JupyterLab's debugger, in ipykernel, which does without (15 MB).
# pillow: pictures taken out of a PDF, in pikepdf, which does without (21 MB).
UNUSED := jedi parso debugpy pillow
LOCKS := requirements.lock requirements-extras.lock
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11
EDITIONS := $(basename $(notdir $(wildcard data/editions/2*.json)))
PARALLEL := -n auto --maxprocesses 4 --dist loadscope

UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
FETCHED_UV := .tools/uv/own/bin/uv
# A uv fetched just now knows nothing of pip's settings: pass on a mirror that is set there.
UV = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(python3 -m pip config get global.index-url 2>/dev/null)}}" $(FETCHED_UV)
endif

.DEFAULT_GOAL := help
.PHONY: help book test check extras fuzz kills serve references release site package bench lab lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

book: $(STAMP) ## Run the notebooks and build the report, HTML and PDF, in _build/edition
	@$(BIN)/expobook build

test: $(EXTRAS) ## Lint, check types, run the tests, re-execute the notebooks against their reference outputs
	@rm -rf $(RESULTS)
	$(BIN)/ruff check .
	# Cells are read in a column of the book and in a browser: their lines are shorter.
	$(BIN)/ruff format --check --quiet --exclude notebooks .
	$(BIN)/ruff format --check --quiet --line-length 100 notebooks
	@$(BIN)/ruff check . --quiet --output-format junit --output-file $(RESULTS)/ruff.xml
	$(BIN)/mypy --junit-xml $(RESULTS)/mypy.xml
	$(BIN)/pytest -m "not ($(TESTS_WITH_TOOLS))" --cov --cov-report=term $(PARALLEL) --junit-xml $(RESULTS)/tests.xml
	# The kernels of the tests read no settings of their user.
	IPYTHONDIR="$(CURDIR)/.venv/ipython" $(BIN)/pytest --nbval --nbval-current-env notebooks/ $(PARALLEL) --junit-xml $(RESULTS)/notebooks.xml

check: $(EXTRAS) ## Build everything with warnings as errors; test it in a browser and with PDF tools
	$(BIN)/expobook build
	# Pictures and citations are those of the build above.
	EXPOBOOK_STORE="$(CURDIR)/_build/store" $(BIN)/jupyter-book build . -W -n --keep-going --all --quiet
	$(UV) tool run --quiet --python $(BIN)/python cffconvert@$(CFFCONVERT_VERSION) --validate -i CITATION.cff
	$(BIN)/pytest -m "$(TESTS_WITH_TOOLS)" $(PARALLEL) --junit-xml $(RESULTS)/tools.xml

fuzz: $(EXTRAS) ## Read 50,000 made-up settings and grids (EXAMPLES=...): each a model or one message
	EXPOBOOK_FUZZ=$(EXAMPLES) $(BIN)/pytest tests/unit/test_any_input.py -n 2

kills: $(EXTRAS) ## Kill a build at twenty moments, and look for what it leaves (some minutes)
	EXPOBOOK_KILLS=20 $(BIN)/pytest -q tests/book/test_kill.py

serve: $(STAMP) ## Show the pages on http://127.0.0.1:8000 (PORT=...), and again whenever one is saved
	@$(BIN)/python -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' '$(PORT)' 2>/dev/null \
	  || { echo "Port $(PORT) can't be used, another program may have it: try make serve PORT=8001"; exit 1; }
	@$(BIN)/expobook build --watch --port $(PORT)

references: $(STAMP) ## Refresh the notebooks' reference outputs (then review: git diff notebooks/)
	$(BIN)/expobook references
	@git --no-pager diff --stat -- notebooks/ || echo "(This folder isn't git's: no list of what changed.)"

release: $(STAMP) ## Freeze the edition's numbers and hashes in data/editions (REPLACE=--replace)
	$(BIN)/expobook build --no-pdf
	$(BIN)/expobook release $(REPLACE)
	$(BIN)/expobook build --all
	$(BIN)/expobook release $(REPLACE)
	# The edition holds its own record: with the hashes that were just written.
	@$(BIN)/expobook build

site: $(STAMP) ## Build the released editions again from their commits; put all into _site
	@for name in $(EDITIONS); do \
	  test -f _build/editions/$$name/manifest.json || .ci/rebuild_edition $$name || exit 1; done
	@$(BIN)/expobook site $(EDITIONS:%=_build/editions/%) --output _site

package: $(STAMP) ## Pack the released edition, for those who reproduce it (MEASURE=--measure)
	@$(BIN)/expobook package $(MEASURE)

bench: $(EXTRAS) ## Measure beside plain tools: first paint in Chromium, builds, sweeps (after make book)
	@test -f _build/edition/html/index.html || { echo "Nothing is built yet: run 'make book' first."; exit 1; }
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.execution

extras: $(EXTRAS) ## Add what tests, clusters and Parquet files need (make test does so by itself)

lab: $(STAMP) ## Open the notebooks in JupyterLab (installs it into .venv the first time)
	@$(UV) pip install --quiet --python $(BIN)/python --constraint requirements.lock --no-build-isolation --editable '.[lab]'
	@$(BIN)/jupyter lab notebooks

lock: $(FETCHED_UV) ## Resolve both locks again (UPGRADE=--upgrade takes newer versions)
	$(LOCK) --extra build $(UPGRADE) $(UNUSED:%=--no-emit-package %) pyproject.toml -o requirements.lock
	$(LOCK) --extra cluster --extra parquet --extra test -c requirements.lock $(UPGRADE) \
	  $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' requirements.lock) \
	  pyproject.toml -o requirements-extras.lock
	sed -i.bak '/^# The following packages were excluded/,$$d' $(LOCKS) && rm $(LOCKS:%=%.bak)

clean: ## Remove what builds and tests leave behind (keeps .venv)
	rm -rf _build _site .pytest_cache .ruff_cache .mypy_cache .coverage .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The environment, made again whenever the lock or the package's metadata change.
$(STAMP): requirements.lock pyproject.toml | $(FETCHED_UV)
	@echo "Preparing .venv from requirements.lock (about 650 MB, the first time only)"
	@$(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	  || { rm -rf .venv && $(UV) venv --quiet --python '$(PYTHON)' .venv; } \
	  || { echo "No usable Python: Python 3.11, 3.12 or 3.13 is needed on PATH (asked for: $(PYTHON))."; exit 1; }
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@$(DONE)

$(EXTRAS): requirements-extras.lock $(STAMP) | $(FETCHED_UV)
	@echo "Adding what the tests need to .venv from requirements-extras.lock"
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock -r requirements-extras.lock
	@$(DONE)

# The user's settings of pip could put uv elsewhere; each of those that can is set here.
HERE := --no-user --prefix= --root=/ --target .tools/uv/own --upgrade

.tools/uv/own/bin/uv:
	@echo "uv is not on PATH: fetching version $(UV_VERSION) into .tools/ (nothing outside this folder changes)"
	@python3 -m venv .tools/uv \
	  || { rm -rf .tools/uv; echo "python3 cannot make virtual environments: install its venv module (Debian, Ubuntu: apt-get install python3-venv) or install uv."; exit 1; }
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check $(HERE) uv==$(UV_VERSION)
