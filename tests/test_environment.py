"""What is installed: one set of pins for pip and for conda, with hashes and without addresses."""

import re
import subprocess
import tomllib
import venv
from pathlib import Path

import pytest
import yaml

from resnet_lessons.instructor import lock
from tests.support.soak import only_in_soak

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())


def pip_part():
    return next(part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict))


def test_every_pin_has_hashes_and_no_address():
    assert not re.search(r"https?:|file:|@ ", LOCK)
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) > 100
    assert all(
        re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", block) and "--hash=sha256:" in block
        for block in blocks
    )


@pytest.mark.parametrize("name", ["scikit-learn", "rfc3987-syntax"])
def test_what_nobody_needs_is_not_installed(name):
    # The second reads a grammar when JupyterLab or nbgrader starts, for two seconds.
    assert not re.search(rf"^{name}\b", LOCK, re.MULTILINE)


def test_the_lock_holds_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    of_extras = [line for name in extras if name not in ("all", "gpu") for line in extras[name]]
    direct = project["dependencies"] + of_extras
    locked = set(re.findall(r"^([\w.-]+)(?:\[\S+\])?==", LOCK, re.MULTILINE))
    assert {re.match(r"[\w.-]+", line).group().lower() for line in direct} <= locked
    assert sorted(extras) == ["all", "authoring", "cluster", "dev", "docs", "gpu", "grading", "lab"]
    assert extras["all"] == ["resnet-lessons[authoring,cluster,grading,lab]"]
    assert project["requires-python"] == ">=3.11,<3.14"


def test_conda_installs_the_same_pins_and_the_package():
    assert pip_part() == [*lock.pins(LOCK), "-e ."]
    assert (ROOT / "environment.yml").read_text() == lock.environment(LOCK)
    assert [part for part in ENVIRONMENT["dependencies"] if isinstance(part, str)] == [
        "python>=3.11,<3.14",
        "pip",
    ]


@pytest.mark.installs
@only_in_soak
def test_the_pip_part_of_the_conda_environment_installs(tmp_path):
    requirements = tmp_path / "requirements.txt"
    lines = [line.replace("-e .", f"-e {ROOT}") for line in pip_part()]
    requirements.write_text("\n".join(lines))
    venv.create(tmp_path / "environment", with_pip=True)
    python = tmp_path / "environment" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-r", requirements]
    subprocess.run(install, check=True, timeout=900)
    command = "import resnet_lessons as rl, keras; print(rl.data.photograph().shape)"
    result = subprocess.run(
        [python, "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert result.stdout.strip() == "(600, 512, 3)"
