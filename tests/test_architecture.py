"""The shape of the project: imports run one way, and importing it is cheap."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import resnet_lessons as rl

PACKAGE = Path(__file__).parents[1] / "resnet_lessons"
# From the top of the package to its ground; a module imports only from its own layer or below.
LAYERS = (
    {"cli"},
    {"doctor"},
    {"instructor"},
    {"widgets"},
    {
        "lessons",
        "hints",
        "learning",
        "live_curves",
        "kept_networks",
        "predictions",
        "own_network",
        "own_identities",
        "own_dissection",
        "drawing",
        "own_groundwork",
        "costs",
        "imagenet",
        "experiments",
    },
    {"own_answers", "source", "feedback"},
    {"comparison"},
    {"dissection", "inspection"},
    {"probe", "graphs"},
    {
        "groundwork",
        "advice",
        "keys",
        "failures",
        "seeded_weights",
        "training",
        "loops",
        "fused_normalization",
        "repetition",
        "learner",
        "teaching",
        "trained_run",
        "races",
        "recorded_races",
        "scaling",
    },
    {"figures", "shape_table"},
    {
        "model",
        "residual",
        "counting",
        "arguments",
        "anatomy",
        "block_parts",
        "conventions",
        "cpu_operations",
        "depths",
        "receptive_field",
        "data",
        "device",
        "exercises",
        "files",
        "flatness",
        "garbage",
        "gpu",
        "graphics_card",
        "kept",
        "loading",
        "network_rules",
        "observation",
        "picture",
        "points",
    },
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def modules():
    return [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resnet_lessons"):
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("resnet_lessons.")
            )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_down(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name in imported(path):
        assert LEVEL[own] <= LEVEL[name], f"{own} may not import {name}"


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


def test_what_is_said_to_load_without_tensorflow_does():
    names = sorted(rl._WITHOUT_TENSORFLOW)
    imports = "\n".join(f"import resnet_lessons.{name}" for name in names)
    found = loaded_by(f"{imports}\nresnet_lessons.experiments.recorded('lesion')")
    assert not found & {"keras", "tensorflow"}


def test_the_network_and_the_probe_use_keras_only():
    for name in (
        "model.py",
        "residual.py",
        "points.py",
        "probe.py",
        "graphs/recording.py",
        "graphs/steps.py",
        "graphs/convolutions.py",
        "seeded_weights.py",
        "training.py",
        "loops.py",
        "repetition.py",
        "races.py",
        "scaling.py",
    ):
        assert "tensorflow" not in (PACKAGE / name).read_text().replace("TensorFlow", "")


def test_figures_draw_without_pyplot_and_without_answers():
    for path in (PACKAGE / "figures").glob("*.py"):
        text = path.read_text()
        assert "pyplot" not in text or "import pyplot" not in text
        assert not {"model", "lessons", "own_network"} & set(imported(path))


def test_files_stay_small():
    texts = {"exercises/misconceptions.py", "exercises/misconceptions_chapter1.py"}
    long = [
        str(path.relative_to(PACKAGE))
        for path in modules()
        if len(path.read_text().splitlines()) > 320 and str(path.relative_to(PACKAGE)) not in texts
    ]
    assert long == []
