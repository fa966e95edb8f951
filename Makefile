# Everything from a checkout, Python 3.11 or newer and make: `make figures`, `make test`.
PYTHON ?=
PYTEST_ARGS ?=
MOMENTS ?= 100
EVERY ?= 1
LOCK_ARGS ?=

READY := .venv/ready

.PHONY: help figures test whole soak bench versions docs cluster mlflow lint lock clean

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*##/make \1\t/p' Makefile

figures: $(READY)  ## draw the sweep of config/config.yaml
	.venv/bin/snakemake --cores all
	@echo "figures: plots/ (look at plots/k0=0.33/rc-1.778e-05.png)"

# Compiled first: the tests start thousands of processes, and keep them from writing into the checkout.
test: $(READY)  ## run the tests but the slow ones, in a quarter of an hour; PYTEST_ARGS goes to pytest
	.venv/bin/python -m compileall -q scripts plugins
	PYTHONUTF8=1 SWEEPFIG_TEST_FIGURES=100 .venv/bin/pytest -q -n auto --dist worksteal -m "not slow" $(PYTEST_ARGS)

whole: $(READY)  ## run all tests, in an hour; PYTEST_ARGS goes to pytest
	.venv/bin/python -m compileall -q scripts plugins
	PYTHONUTF8=1 .venv/bin/pytest -q -n auto --dist worksteal $(PYTEST_ARGS)

soak: $(READY)  ## the long tests: thousands of figures compared, of steps between runs; faults of a cluster, of system calls
	PYTHONUTF8=1 SWEEPFIG_SOAK=1 SWEEPFIG_TEST_FIGURES=2500 .venv/bin/pytest -q -n auto --timeout 3600 \
		tests/drawing/test_template.py tests/drawing/test_plain.py tests/workflow/test_slurm.py tests/faults/test_invariant.py $(PYTEST_ARGS)
	PYTHONPATH=scripts:tests/support .venv/bin/python tests/faults/soak.py $(MOMENTS)
	PYTHONPATH=scripts:tests/support .venv/bin/python tests/faults/soak_syscalls.py $(EVERY)

bench: $(READY)  ## measure every way to draw a sweep; writes benchmarks/results.md
	.venv/bin/python benchmarks/bench.py

versions: $(READY)  ## the tests with other versions of Python, matplotlib and Snakemake; an hour
	.venv/bin/python tests/workflow/versions.py build/versions

docs: $(READY)  ## the documentation, its pictures drawn anew, into build/docs
	.venv/bin/mkdocs build --strict
	@echo "documentation: build/docs/index.html"
	@echo "to search it, too: .venv/bin/python -m http.server --directory build/docs"

cluster: $(READY)  ## add Snakemake's plugins for clusters to .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r requirements-cluster.lock

mlflow: $(READY)  ## add MLflow to .venv, for log_to: mlflow
	.venv/bin/pip install --quiet --disable-pip-version-check -r requirements-mlflow.lock

lint: $(READY)  ## check style, types and workflow
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/mypy benchmarks docs
	PYTHONPATH=scripts .venv/bin/lint-imports
	.venv/bin/snakefmt --check Snakefile workflow
	.venv/bin/snakemake --lint

COMPILE := .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make lock"

lock: $(READY)  ## resolve the locks from pyproject.toml; LOCK_ARGS=--upgrade for the newest
	.venv/bin/pip install --quiet uv
	$(COMPILE) --extra workflow --extra test $(LOCK_ARGS) \
		--output-file requirements.lock pyproject.toml
	$(COMPILE) --extra workflow --extra cluster $(LOCK_ARGS) --constraint requirements.lock \
		--output-file requirements-cluster.lock pyproject.toml
	$(COMPILE) --extra mlflow $(LOCK_ARGS) --constraint requirements.lock \
		--output-file requirements-mlflow.lock pyproject.toml

clean:  ## remove .venv and caches; figures stay
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info scripts/*.egg-info plugins/*/build plugins/*/*.egg-info
	find . -name .snakemake -prune -o -name __pycache__ -prune -exec rm -rf {} +

# The last thing a setup writes is its own folder. An interrupted one has no such file; where the
# folder was moved or .venv's Python is gone, .venv no longer works: both are made anew.
ifneq ($(and $(realpath .venv/bin/python),$(shell cat $(READY) 2>/dev/null)),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): requirements.lock plugins/snakemake-executor-plugin-warm/pyproject.toml
	@scripts/bootstrap.sh $(PYTHON)
