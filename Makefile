# Everything that sets Homeport up, runs it and tests it; `make help` lists it.
# This is the only place that knows how the environment is made. .ci/run, README.md and the guides call it.
# It keeps to what GNU make 3.81 (macOS) and a POSIX shell can do.

VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip -qq --disable-pip-version-check --no-input
# A Python 3.11, 3.12 or 3.13 to build the environment with; looked for when it is empty.
PYTHON :=

IN_RANGE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

.DEFAULT_GOAL := help
.PHONY: help setup setup-run run test check bench pictures guide lock notices clean venv

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: setup-run ## make .venv with everything for work on Homeport; .venv/bin/homeport is the program
	@$(MAKE) -s --no-print-directory $(VENV)/.test

setup-run: venv
	@$(MAKE) -s --no-print-directory $(VENV)/.run $(VENV)/.libraries

# In the window when there is a display, else in the terminal.
run: setup-run ## set up what is needed and do the main job
	@$(VENV)/bin/homeport --demonstration

test: setup ## set up, check and run all tests; the exit code is 0 only when everything passed
	@failed=0; \
	$(MAKE) -s --no-print-directory check || failed=1; \
	$(PY) tests/run.py || failed=1; \
	[ $$failed -eq 0 ] || echo "make test: failed; the reasons are above." >&2; \
	exit $$failed

check: setup ## look at style, types and import contracts only
	@failed=0; \
	$(PY) -m ruff check --quiet --output-format=concise . || failed=1; \
	$(PY) -m ruff format --quiet --check . || { echo "ruff format: the files above are not formatted" >&2; failed=1; }; \
	$(PY) -m mypy --no-error-summary || failed=1; \
	contracts=$$($(VENV)/bin/lint-imports 2>&1) || { echo "$$contracts"; failed=1; }; \
	[ $$failed -eq 0 ] && echo "Style, types and import contracts are in order."; \
	exit $$failed

bench: setup ## measure and write the figures into docs/benchmarks.md
	@$(PY) tests/bench/run.py --write

# Every changed picture is looked at before it is committed: it is what the window looks like from then on.
pictures: setup ## keep the pictures that tests compare the window with (tests/ui/golden) anew
	@$(PY) -m pytest -q -p pytest-qt -o qt_log_ignore=propagateSizeHints --golden-write tests/ui/test_golden.py
	@git status --short tests/ui/golden 2>/dev/null || true

guide: setup ## take the pictures of docs/guide and README.md again, from the real window; two minutes
	@$(PY) packaging/guide_pictures.py
	@git status --short docs 2>/dev/null || true

# uv resolves for every supported Python and system at once; pip cannot.
# Pins stay as they are unless UPGRADE=--upgrade is given.
lock: venv ## pin requirements/*.in again, with hashes, into requirements/*.txt
	@[ -x build/lock/bin/python ] || $(PY) -m venv build/lock
	@build/lock/bin/python -m pip -qq install --require-hashes -r requirements/lock.txt
	@for name in lock build runtime embedded dev bench; do \
	  deps=; [ $$name != embedded ] || deps=--no-deps; \
	  build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $$deps $(UPGRADE) \
	    --no-header --no-annotate --system-certs \
	    --output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

notices: setup ## write the list of bundled third-party packages in NOTICE again
	@$(PY) packaging/notices.py --write

clean: ## remove everything that was made here, .venv included
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	@rm -rf app/*.egg-info
	@find app tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment is made anew when its Python is gone or out of range, when the checkout was moved (scripts hold its
# path), or when an earlier installation did not come to its end.
venv:
	@if [ -e $(VENV) ]; then \
	  if [ -e $(VENV)/.unfinished ] || ! $(PY) -c '$(IN_RANGE)' 2>/dev/null \
	    || ! grep -q -F "$(CURDIR)/$(VENV)/bin/" $(VENV)/bin/pip 2>/dev/null; then \
	    echo "$(VENV) is not usable as it is; making it anew."; rm -rf $(VENV); \
	  fi; \
	fi
	@[ -e $(VENV) ] || { \
	  candidates="$(PYTHON)"; [ -n "$$candidates" ] || candidates="python3 python3.13 python3.12 python3.11"; \
	  chosen=; incomplete=; \
	  for candidate in $$candidates; do \
	    "$$candidate" -c '$(IN_RANGE)' >/dev/null 2>&1 || continue; \
	    if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then chosen=$$candidate; break; fi; \
	    incomplete=$${incomplete:-$$candidate}; \
	  done; \
	  if [ -z "$$chosen" ] && [ -n "$$incomplete" ]; then \
	    packages=$${incomplete##*/}-venv; \
	    "$$incomplete" -c 'import ctypes; ctypes.CDLL("libgomp.so.1")' 2>/dev/null || packages="$$packages libgomp1"; \
	    echo "$$incomplete cannot make a virtual environment: its module ensurepip is missing." >&2; \
	    echo "On Debian and Ubuntu: apt-get install $$packages" >&2; exit 1; \
	  elif [ -z "$$chosen" ]; then \
	    echo "Homeport needs Python 3.11, 3.12 or 3.13 and found none among: $$candidates." >&2; \
	    echo "On Debian 12: apt-get install python3 python3-venv; on macOS: brew install python@3.13." >&2; \
	    echo "One that has no usual name is given so: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$("$$chosen" --version)."; \
	  mkdir $(VENV) && touch $(VENV)/.unfinished && "$$chosen" -m venv $(VENV); \
	}

# Bytecode is compiled here because PYTHONDONTWRITEBYTECODE may be set: without it every start is about five times slower.
$(VENV)/.run: requirements/build.txt requirements/runtime.txt requirements/embedded.txt pyproject.toml
	@echo "Installing Homeport and what it needs; the first time this takes a minute or two."
	@touch $(VENV)/.unfinished
	@$(PIP) install --root-user-action=ignore --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) install --root-user-action=ignore --require-hashes --no-deps -r requirements/embedded.txt
	@$(PIP) install --root-user-action=ignore --no-deps --no-build-isolation --editable .
	@$(PY) -m compileall -q app
	@rm -f $(VENV)/.unfinished
	@touch $@

$(VENV)/.test: requirements/dev.txt $(VENV)/.run
	@echo "Installing what tests and checks need."
	@touch $(VENV)/.unfinished
	@$(PIP) install --root-user-action=ignore --require-hashes -r requirements/dev.txt
	@rm -f $(VENV)/.unfinished
	@touch $@

# Wheels leave a few libraries to the system. Qt's are asked for where the window is started, not here.
$(VENV)/.libraries: $(VENV)/.run
	@[ "$$(uname)" = Linux ] || { touch $@; exit 0; }; \
	missing=$$(find $(VENV)/lib -name '*.so*' -type f ! -path '*/PySide6/*' ! -path '*/shiboken6/*' \
	  -exec ldd {} + 2>/dev/null | awk '/not found/ { print $$1 }' | sort -u); \
	[ -n "$$missing" ] || { touch $@; exit 0; }; \
	packages=; \
	for library in $$missing; do \
	  case $$library in \
	    libgomp.so.1) package=libgomp1 ;; \
	    libstdc++.so.6) package=libstdc++6 ;; \
	    libgcc_s.so.1) package=libgcc-s1 ;; \
	    libz.so.1) package=zlib1g ;; \
	    *) package="(the package that holds $$library)" ;; \
	  esac; \
	  packages="$$packages $$package"; \
	done; \
	echo "These system libraries are missing:" $$missing >&2; \
	echo "On Debian and Ubuntu: apt-get install$$packages" >&2; exit 1
