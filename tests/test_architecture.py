"""The shape of the project: rooms, which way imports run, and that importing it is cheap."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import resnet_lessons as rl
from resnet_lessons.course.exercises import EXERCISES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "resnet_lessons"
ROOMS = {
    "checker",
    "course",
    "data",
    "experiments",
    "figures",
    "instructor",
    "machine",
    "network",
    "student",
    "training",
    "widgets",
}


def modules():
    return [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]


def contracts(folder):
    """What import-linter says of the package in a folder, which holds pyproject.toml too."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package's modules and the contracts, in a folder where a test may break them."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.npz", "*.keras")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=ignored)
    return folder


@pytest.mark.parametrize(
    ("path", "statement", "what"),
    [
        ("figures/style.py", "from resnet_lessons.student import hints", "student"),
        ("network/depths.py", "import resnet_lessons.course.exercises", "course"),
        ("training/fit.py", "from resnet_lessons.experiments import races", "experiments"),
        ("figures/style.py", "import keras", "keras"),
        ("new_room.py", "", "new_room"),
    ],
)
def test_an_import_that_runs_the_wrong_way_breaks_a_contract(copy, path, statement, what):
    module = copy / PACKAGE.name / path
    before = module.read_text() if module.exists() else None
    module.write_text(f"{before or ''}\n{statement}\n")
    try:
        said = contracts(copy)
    finally:
        module.unlink() if before is None else module.write_text(before)
    assert said.returncode != 0
    assert what in said.stdout


def test_the_package_keeps_its_contracts(copy):
    said = contracts(copy)
    assert said.returncode == 0, said.stdout


def test_every_module_lies_in_a_room_and_every_room_says_what_belongs_there():
    here = [path for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert {path.name for path in here if path.is_dir()} == ROOMS
    assert {path.name for path in here if path.is_file()} == {"__init__.py", "cli.py", "display.py"}
    for room in ROOMS:
        said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))
        assert said and said.count(".") >= 1 and len(said) > 60, room


def test_no_two_modules_or_classes_share_a_name():
    """Modules of an exercise bear its id wherever they lie; explorers are called as in notebooks."""
    modules_by_name, classes_by_name = {}, {}
    programs = {"right.py", "wrong.py"}
    for path in modules():
        if path.name != "__init__.py" and path.name not in programs and path.stem not in EXERCISES:
            modules_by_name.setdefault(path.stem, []).append(path)
        if path.name not in programs:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    classes_by_name.setdefault(node.name, []).append(path)
    for places in (modules_by_name, classes_by_name):
        assert {name: found for name, found in places.items() if len(found) > 1} == {}


def imported(path):
    """Dotted names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def loaded_by(statements):
    """Top-level names of the modules that statements load in a fresh interpreter."""
    script = f"import sys; before = set(sys.modules)\n{statements}\n"
    script += "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_python_s_own_modules_only():
    found = loaded_by("import resnet_lessons")
    assert found <= {"resnet_lessons", *sys.stdlib_module_names}


@pytest.mark.process
def test_what_is_said_to_load_without_tensorflow_does():
    names = sorted(rl._WITHOUT_TENSORFLOW)
    imports = "\n".join(f"import resnet_lessons.{name}" for name in names)
    found = loaded_by(f"{imports}\nresnet_lessons.experiments.recorded('lesion')")
    assert not found & {"keras", "tensorflow"}


def test_the_network_and_the_probe_use_keras_only():
    """So that they run on every backend of Keras; lean layers are those of TensorFlow's."""
    of_tensorflow = {
        "checker/lean_layers.py",
        "checker/lean_run.py",
        "checker/symbolic.py",
        "course/answers/dissection.py",
        "course/exercises/checkerboard.py",
        "course/exercises/gradients_reached.py",
        "training/fused_normalization.py",
    }
    rooms = ("course", "checker", "network", "training")
    paths = [path for room in rooms for path in (PACKAGE / room).rglob("*.py")]
    for path in [
        *paths,
        PACKAGE / "experiments/races.py",
        PACKAGE / "experiments/branch_scaling.py",
    ]:
        if path.relative_to(PACKAGE).as_posix() not in of_tensorflow:
            assert not any(name.startswith("tensorflow") for name in imported(path)), path


def test_figures_draw_without_pyplot():
    for path in (PACKAGE / "figures").glob("*.py"):
        assert not any(name.startswith("matplotlib.pyplot") for name in imported(path)), path


def test_files_stay_small():
    # Files of programs hold one small program after the other, and the network all of its answers.
    files = (path for path in modules() if path.name not in ("right.py", "wrong.py", "model.py"))
    long = [path for path in files if len(path.read_text().splitlines()) > 320]
    assert not long
