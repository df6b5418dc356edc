# On a fresh machine with Python >= 3.11, make and git:
#   make lab     opens the lessons
#   make test    passes the tests
#   make quick   passes those that take no time
#   make lab GPU=1   also computes on an NVIDIA card (Linux)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
FOR_GPU := $(VENV)/.installed-for-gpu
export TF_CPP_MIN_LOG_LEVEL ?= 3
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: setup lab test quick soak notebooks site docs keys weights explorables recorded recorded-depth ledger conventions lock check check-keys check-pages check-explorables bench lint picture

setup: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if (3, 11) <= v < (3, 14) else \
	  f"Python {v[0]}.{v[1]} is too old or too new: the lessons need 3.11, 3.12 or 3.13.\n" \
	  "Name one with: make PYTHON=python3.12 ...")'
	@echo "Installing the lessons into $(VENV): about 2 GB, one to three minutes where the network is fast."
	@echo "pip says nothing until it is done. If you stop it, the same command begins again."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

lab: setup $(if $(GPU),$(FOR_GPU))
	$(BIN)/resnet-lessons lab notebooks $(LAB_OPTIONS)

# TensorFlow's own extra names the CUDA libraries; the lock says which TensorFlow.
$(FOR_GPU): $(INSTALLED)
	@echo "Installing the CUDA libraries into $(VENV): five minutes or more, about 3 GB to fetch and 6 GB on disk."
	$(BIN)/pip install --quiet "tensorflow[and-cuda]==$$(sed -n 's/^tensorflow==\([^ ;]*\).*/\1/p' requirements.lock)"
	$(BIN)/python -m ipykernel install --sys-prefix --name resnet-lessons-gpu \
	  --display-name "ResNet lessons (GPU)" --env RESNET_LESSONS_DEVICE gpu
	@touch $@

test: setup
	$(BIN)/python -m pytest $(TEST_OPTIONS)

# The tests without a marker, in a minute or so; the last line says what was left out.
quick: setup
	$(BIN)/python -m pytest -q --disable-warnings --quick $(TEST_OPTIONS)

# All tests in their long form: a class of 200, every attack, twenty kills, ten thousand students, whole
# installations, the whole site, every chapter solved by typing, every program that verify knows. First those
# that want the machine for themselves.
GRADING := tests/instructor/grading
ALONE := $(GRADING)/whole_classes/test_class.py $(GRADING)/whole_classes/test_kills.py tests/attacks \
  $(GRADING)/machines/test_cluster.py $(GRADING)/whole_classes/test_memory.py \
  $(GRADING)/whole_classes/test_ten_thousand.py \
  tests/instructor/test_release.py tests/test_environment.py tests/test_installations.py
soak: setup
	RESNET_LESSONS_SOAK=1 $(BIN)/python -m pytest -n 0 -s --durations=10 $(ALONE) $(TEST_OPTIONS)
	RESNET_LESSONS_SOAK=1 $(BIN)/python -m pytest --durations=25 $(addprefix --ignore=,$(ALONE)) $(TEST_OPTIONS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

# All of them, or one: make notebooks CHAPTER=2
notebooks: setup
	$(BIN)/resnet-lessons build $(if $(CHAPTER),--chapter $(CHAPTER))

# The chapters as pages, in the folder site/: open site/index.html.
site: setup
	$(BIN)/resnet-lessons site

# The pages of docs/ as a site of their own: open build/docs/index.html. A warning is an error.
DOCS := build/docs
docs: setup
	$(BIN)/python -m sphinx -b html -q -W --keep-going docs $(DOCS)

# Answer keys, and what each program of a synthetic class must earn: of all exercises, or of one:
# make keys EXERCISE=warm_up
keys: setup
	$(BIN)/python -m resnet_lessons.instructor.answer_keys $(EXERCISE)
	$(BIN)/python -m tests.classes.oracle $(EXERCISE)

weights: setup
	$(BIN)/python -m resnet_lessons.instructor.weights

# Script and data of what computes in a reader's browser; needs Node.js 20 or later, with npm.
explorables: setup
	$(BIN)/python -m resnet_lessons.instructor.explorables build

recorded: setup
	$(BIN)/python -m resnet_lessons.instructor.recorded $(RUNS)

# About an hour: networks of three depths on all images. Stopped, the same command goes on where it was.
recorded-depth: setup
	$(BIN)/python -m resnet_lessons.instructor.recorded_depth $(if $(KEPT),--kept $(KEPT))

ledger: setup
	$(BIN)/python -m resnet_lessons.instructor.claims_page

# The tables and pictures of docs/reference/network_conventions.md.
conventions: setup
	$(BIN)/python -m resnet_lessons.instructor.conventions_page

lock: setup
	$(BIN)/python -m resnet_lessons.instructor.lock

# Generated files are fresh: sources and compared text exactly, keys within tolerance. NOTEBOOKS=--no-run
# leaves the compared text to nbval, which runs the same notebooks in `make test`; KEYS=--some runs one
# wrong program in three; EXPLORABLES=--script leaves the data of explorables to the tests.
check: lint check-keys check-pages check-explorables

check-keys: setup
	$(BIN)/python -m resnet_lessons.instructor.answer_keys --check $(KEYS)

check-pages: setup
	$(BIN)/resnet-lessons build --check $(NOTEBOOKS)
	$(BIN)/python -m resnet_lessons.instructor.claims_page --check
	$(BIN)/python -m resnet_lessons.instructor.conventions_page --check

# Without npm the script is not built again, and only its sources are compared.
check-explorables: setup
	$(BIN)/python -m resnet_lessons.instructor.explorables --check $(EXPLORABLES)

# The moving picture of the README, from a real JupyterLab in Chromium: some minutes.
picture: setup
	$(BIN)/python -m tests.journeys.moving_picture

bench: setup
	$(BIN)/python -m benchmarks.run
