# Two commands do everything on a fresh machine: `make reproduce` and `make test`.
# They need Python 3.11 or later and make; what else is missing is installed into .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
BENCH_READY := $(VENV)/.ready-bench
DOCS_READY := $(VENV)/.ready-docs
BROWSER_READY := $(VENV)/.ready-browser
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# Another installation may be running.
APT_WAIT := -o DPkg::Lock::Timeout=300

.DEFAULT_GOAL := help
.PHONY: help install data reproduce test browser lint bench figures docs clean

help:
	@echo "make reproduce   install, get the data, train the three networks, write runs/quick/report.html"
	@echo "make test        install, run all tests"
	@echo "make browser     find or install Chromium and what checks pages in it (part of make test)"
	@echo "make lint        format, lint, types and the layers of the packages"
	@echo "make data        find or fetch Fashion-MNIST"
	@echo "make bench       measure speed and memory beside other libraries, write benchmarks/results"
	@echo "make figures     measure the device, write docs/figures/device-*"
	@echo "make docs        make the pages of docs/ into a site, docs/_build/html"
	@echo "make clean       remove the environment and caches; runs/ stays"

install: $(READY)

# Debian splits venv off Python; apt mends that where it may be used.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; found: $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV); \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    && apt-get $(APT_WAIT) update -qq && apt-get $(APT_WAIT) install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); } \
	  || { echo "cannot make a virtual environment: install the venv module of $(PYTHON)"; exit 1; }

# Norse without its dependencies: it asks for torchvision, which has to match torch exactly and
# which the neurons do not use. Its other requirements are in the extra and in constraints.txt.
$(READY): $(VENV)/bin/python pyproject.toml constraints.txt Makefile
	$(PIP) install -q -c constraints.txt -e '.[dev]'
	$(PIP) install -q -c constraints.txt --no-deps norse nir nirtorch cmtj
	@touch $(READY)

# The peers of the benchmarks; SpikingJelly asks for torchvision too, which its neurons do not use,
# and what cmtj's wall asks for is here already.
$(BENCH_READY): $(READY)
	$(PIP) install -q -c constraints.txt -e '.[dev,bench]'
	$(PIP) install -q -c constraints.txt --no-deps norse nir nirtorch spikingjelly cmtj
	@touch $(BENCH_READY)

data: $(READY)
	@$(BIN)/dwmtj data status >/dev/null || $(BIN)/dwmtj data fetch || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    && echo "trying Debian's package instead" && apt-get $(APT_WAIT) update -qq \
	    && apt-get $(APT_WAIT) install -y -qq dataset-fashion-mnist >/dev/null \
	    && $(BIN)/dwmtj data status >/dev/null; }

# Goes on with an interrupted run, and only writes the report anew for a finished one.
reproduce: $(READY) data
	$(BIN)/dwmtj reproduce --profile quick --out runs/quick --resume
	$(BIN)/dwmtj report runs/quick --study results/conditioned --study results/paper

# Chromium of the system, and in tests/report/pages what npm has: axe-core and html-validate, run by
# the Node.js of a Python package. What cannot be had is told, and the tests of pages are skipped.
browser: $(READY)
	@$(MAKE) --no-print-directory $(BROWSER_READY) || echo "no browser or no checkers: pages are not tested"

CHROMIUM := command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
$(BROWSER_READY): $(READY) tests/report/pages/package-lock.json
	@{ $(CHROMIUM); } >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get $(APT_WAIT) update -qq \
	    && apt-get $(APT_WAIT) install -y -qq --no-install-recommends chromium >/dev/null; }
	@cd tests/report/pages && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --ignore-scripts
	@touch $(BROWSER_READY)

test: $(READY) data browser
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# As the dwmtj command sets them: see docs/performance.md.
bench: SETTINGS := OMP_WAIT_POLICY=passive THP_MEM_ALLOC_ENABLE=1
bench: $(BENCH_READY)
	$(BIN)/python -m benchmarks.train_step
	$(SETTINGS) $(BIN)/python -m benchmarks.scaling
	$(SETTINGS) $(BIN)/python -m benchmarks.roofline
	$(SETTINGS) $(BIN)/python -m benchmarks.convolution
	$(BIN)/python -m benchmarks.wall_dynamics
	$(BIN)/python -m benchmarks.device_speed
	$(BIN)/python -m benchmarks.read_events

figures: $(READY)
	$(BIN)/python docs/figures/make.py

$(DOCS_READY): $(READY)
	$(PIP) install -q -c constraints.txt -e '.[docs]'
	@touch $(DOCS_READY)

# Begins anew, so that nothing of a page or a name that is gone stays; warnings are errors.
docs: $(DOCS_READY)
	rm -rf docs/_build docs/api/generated
	$(BIN)/python -m sphinx -b html -j auto -q -W --keep-going docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	rm -rf docs/_build docs/api/generated
	rm -rf tests/report/pages/node_modules
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
