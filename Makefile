# Every command sets up what it needs by itself (setup.sh) and shares one environment, .venv.
.PHONY: help run test lint lab guests manuals translations bench soak screenshots wheel clean

py := .venv/bin/python

# The tests start machines by the hundred, each a process: their bytecode is kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run          the manager (without a display: the Welcome guest in this terminal)"
	@echo "make test         lint, types, and all tests: unit, contract, GUI, real guests"
	@echo "make lint         lint and types only"
	@echo "make lab          every guest test on real KVM semantics, in the laboratory (FULL=1: the long ones, too)"
	@echo "make guests       try every guest in every way; docs/guests.md and screenshots/guests/ (about an hour)"
	@echo "make soak         boot Linux 200 times on the software CPU (an hour); failures in build/soak/"
	@echo "make bench        measure, side by side with QEMU and virt-manager; figures in build/bench.json"
	@echo "make screenshots  the pictures in screenshots/, from real running machines"
	@echo "make manuals      vgctl's manual page, from what vgctl understands"
	@echo "make translations bring resources/translations up to what the windows say, and compile it"
	@echo "make wheel        an installable package in dist/"
	@echo "make clean        remove what was built; .venv stays"

run:
	@./setup.sh run

# Fast ones first. The tests of one run share Qt's offscreen platform: no window opens.
test: lint
	QT_QPA_PLATFORM=offscreen $(py) -m pytest tests/unit tests/contract tests/gui tests/guests

lint:
	@./setup.sh test
	$(py) -m ruff check .
	$(py) -m ruff format --check .
	$(py) -m mypy

# Where this computer's KVM has hardware behind it, the tests run on it; elsewhere QEMU emulates a CPU that has it.
lab:
	@./setup.sh test
	$(py) -m pytest --lab $(if $(FULL),--long) tests/guests

guests:
	@./setup.sh test
	$(py) -m tests.census

bench:
	@./setup.sh bench
	$(py) -m tests.bench

soak:
	@./setup.sh test
	$(py) -m tests.soak

screenshots:
	@./setup.sh test
	$(py) -m tests.screenshots

manuals:
	@./setup.sh test
	$(py) -m tests.manual

translations:
	@./setup.sh test
	$(py) -m tests.translation

wheel:
	@./setup.sh test
	$(py) -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist/*.whl

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find engine virtgui tests -name __pycache__ -type d -prune -exec rm -rf {} +
