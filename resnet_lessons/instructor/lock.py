"""Pins what the lessons install: `make lock` writes the lock files and environment.yml.

pip refuses a local package in a file with hashes, and conda hands pip one file. environment.yml
therefore holds the lock's pins without their hashes, followed by the package itself.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from resnet_lessons.instructor.answers import PACKAGE

ROOT = PACKAGE.parent
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / "environment.yml"
STUDENT_LOCK = PACKAGE / "instructor" / "student.lock"
CONTAINER_LOCK = ROOT / ".binder" / "requirements.txt"
# With hashes, pip wants to see the extras that others ask for.
_COMPILE = (
    "uv pip compile --universal --python-version 3.11 --generate-hashes "
    "--no-annotate --no-header --no-strip-extras --no-emit-index-url --no-emit-find-links --quiet"
)
_EXTRAS = ("lab", "authoring", "grading", "cluster", "docs", "dev")
_OF_STUDENTS = ("lab",)
_START = """\
# conda env create -f environment.yml && conda activate resnet-lessons && resnet-lessons lab
# Generated from requirements.lock by `make lock`: the same pins.
name: resnet-lessons
channels:
  - conda-forge
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
"""


def pins(lock):
    """The requirements of a lock file without their hashes, markers included."""
    lines = re.sub(r"\\\n", " ", lock).splitlines()
    return [re.sub(r"\s*--hash=\S+", "", line).strip() for line in lines if "==" in line]


def environment(lock):
    """The text of environment.yml for a lock file."""
    lines = [*pins(lock), "-e ."]
    return _START + "".join(f"      - {line}\n" for line in lines)


def for_containers(project):
    """What a container with the lessons installs: no graphics card is there to compute on, and
    TensorFlow for the processor alone is half a gigabyte smaller. It exists for x86 only; elsewhere
    TensorFlow itself is small.

    Args:
        project: the table `project` of pyproject.toml.

    Returns:
        list of requirements
    """
    asked = project["dependencies"] + [
        line for name in _OF_STUDENTS for line in project["optional-dependencies"][name]
    ]
    (versions,) = (
        line.removeprefix("tensorflow") for line in asked if line.startswith("tensorflow")
    )
    return [line for line in asked if not line.startswith("tensorflow")] + [
        f"tensorflow-cpu{versions}; platform_machine == 'x86_64'",
        f"tensorflow{versions}; platform_machine != 'x86_64'",
    ]


def _extras(names):
    return [option for name in names for option in ("--extra", name)]


def _compile(*options):
    command = [sys.executable, "-m", *_COMPILE.split(), *map(str, options)]
    subprocess.run(command, cwd=ROOT, check=True)


def main():
    """Writes the lock, the parts of it that a student's bundle and a container need, and
    environment.yml."""
    _compile(PROJECT.name, *_extras(_EXTRAS), "--output-file", LOCK)
    containers = for_containers(tomllib.loads(PROJECT.read_text())["project"])
    with tempfile.TemporaryDirectory() as temporary:
        locked = Path(temporary) / "locked.txt"
        locked.write_text("\n".join(pins(LOCK.read_text())))
        asked = Path(temporary) / "containers.in"
        asked.write_text("\n".join(containers))
        constraint = ("--constraint", locked, "--output-file")
        _compile(PROJECT.name, *_extras(_OF_STUDENTS), *constraint, STUDENT_LOCK)
        _compile(asked, *constraint, CONTAINER_LOCK)
    ENVIRONMENT.write_text(environment(LOCK.read_text()))


if __name__ == "__main__":
    main()
