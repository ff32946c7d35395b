# Down the Mountain. `make serve` reads the book, `make test` proves it; `make` lists the rest.

PORT ?= 8000

# The first Python that is new enough; `make serve PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv/bin/python
PIP := $(VENV) -m pip install -qq --disable-pip-version-check

PYTEST := $(VENV) -m pytest -n auto --dist loadfile --no-loadscope-reorder
FOLDED := $(wildcard code/descent/exercises/chapters/*.md)
UNIT := tests/unit tests/parity tests/exercises

# The same arithmetic on every machine that has AVX2. What newer instructions round otherwise is one
# unit in the last place, but where a rule bounces chaotically a chapter's digits hang on it.
CPU := $(shell grep -om1 '^flags.*' /proc/cpuinfo 2>/dev/null)
ifneq ($(filter avx2,$(CPU)),)
export OPENBLAS_CORETYPE := Haswell
export NPY_DISABLE_CPU_FEATURES := $(if $(filter avx512vl,$(CPU)),X86_V4) \
	$(if $(filter avx512_vpopcntdq,$(CPU)),AVX512_ICL) $(if $(filter avx512_fp16,$(CPU)),AVX512_SPR)
endif

.PHONY: help serve book pdf test check unit site coverage bench study links lab lint fix clean

help:
	@echo "make serve   build the book and serve it on http://127.0.0.1:$(PORT)  (PORT=8001 changes it)"
	@echo "make book    build the book into _build/html"
	@echo "             (WHEELS=folder puts compiled wheels for Pyodide that lie there, such as NumPy's, on the site)"
	@echo "make pdf     print the whole book into one PDF; needs Chromium, and fetches it where it can"
	@echo "make test    run every check: style, library, notebooks, strict build, site"
	@echo "make check   run what takes about two minutes of it: style, types, and the quick tests of the library"
	@echo "make coverage  run the tests of the library, and print which lines they reach"
	@echo "make bench   time the rules beside PyTorch, Keras and Optax, weigh the pages, ask Lighthouse, and time builds and tests, in an hour"
	@echo "make study   run the experiments of chapter 9 again, in some minutes; goes on where it was stopped"
	@echo "             (CLUSTER=tcp://127.0.0.1:8786 runs them on the Dask cluster of that scheduler)"
	@echo "make lab     open JupyterLab on your own copy of the chapters, in my-copy/"
	@echo "make links   ask every address outside the book whether it is there; needs the network"
	@echo "make lint    check style and types"
	@echo "make fix     repair style, and strip the notebooks of all but text outputs"
	@echo "make clean   delete what was built; .venv and my-copy stay"

serve: .venv/ready
	@$(VENV) -m website serve --port $(PORT)

book: .venv/ready
	@$(VENV) -m website build $(if $(WHEELS),--wheels $(WHEELS))

pdf: .venv/ready-test book
	@$(VENV) -m website.browser
	@$(VENV) -m website.paper

links: .venv/ready
	@$(VENV) -m website links

lab: .venv/ready
	@$(VENV) -m website lab

test: lint book
	@$(VENV) -m website.browser
	@$(PYTEST) chapters tests --nbval-lax --nbval-cell-timeout 300

check: lint
	@$(PYTEST) $(UNIT) -q -m "not slow"

# The two halves of `make test`, for machines that run them side by side.
unit: .venv/ready-test
	@$(PYTEST) $(UNIT)

site: .venv/ready-test book
	@$(VENV) -m website.browser
	@$(PYTEST) chapters tests/chapters tests/site --nbval-lax --nbval-cell-timeout 300

coverage: .venv/ready-test
	@$(PYTEST) $(UNIT) --cov --cov-report=term

bench: .venv/ready-test book
	@$(VENV) -m website.browser
	@PYTHONPATH=tests/site $(VENV) -W ignore tests/bench/bench.py

study: .venv/ready
	@$(VENV) -m tools.study $(CLUSTER)

lint: .venv/ready-test
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m ruff format --check --line-length 79 $(FOLDED)
	@$(VENV) -m codespell_lib
	@$(VENV) -m tools.clean --check chapters
	@$(VENV) -m tools.javascript
	@$(VENV) -m tools.pyright

fix: .venv/ready-test
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .
	@$(VENV) -m ruff format --line-length 79 $(FOLDED)
	@$(VENV) -m tools.clean chapters
	@$(VENV) -m tools.javascript --fix

clean:
	rm -rf _build .cache .pytest_cache .ruff_cache chapters/.ruff_cache

# An environment knows its own absolute path, so a moved or copied folder gets a new one.
ifneq ($(CURDIR),$(shell cat .venv/made-in 2>/dev/null))
.PHONY: $(VENV)
endif

$(VENV):
	@test -n "$(PYTHON)" || { echo "This book needs Python 3.11 or newer, and none was found."; exit 1; }
	@echo "Creating .venv with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv --clear .venv
	@echo "$(CURDIR)" > .venv/made-in

.venv/ready: $(VENV) requirements.txt constraints.txt code/pyproject.toml website/pyproject.toml
	@echo "Installing the book's requirements: a minute or two, once."
	@$(PIP) -c constraints.txt pip
	@$(PIP) -r requirements.txt
	@touch $@

.venv/ready-test: .venv/ready requirements-test.txt
	@echo "Installing what the tests need."
	@$(PIP) -r requirements-test.txt
	@touch $@
