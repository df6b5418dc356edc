"""Pins what the lessons install: `make lock` writes the lock files and environment.yml.

pip refuses a local package in a file with hashes, and conda hands pip one file. environment.yml
therefore holds the lock's pins without their hashes, followed by the package itself.
"""

import re
import subprocess
import sys
import tempfile

from resnet_lessons.instructor.answers import PACKAGE

ROOT = PACKAGE.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / "environment.yml"
STUDENT_LOCK = PACKAGE / "instructor" / "student.lock"
# With hashes, pip wants to see the extras that others ask for.
_COMPILE = (
    "uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes "
    "--no-annotate --no-header --no-strip-extras --no-emit-index-url --no-emit-find-links --quiet"
)
_EXTRAS = ("instructor", "cluster", "dev")
_START = """\
# conda env create -f environment.yml && conda activate resnet-lessons && jupyter lab notebooks
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


def _compile(*options):
    command = [sys.executable, "-m", *_COMPILE.split(), *map(str, options)]
    subprocess.run(command, cwd=ROOT, check=True)


def main():
    """Writes the lock, the part of it that a student bundle needs, and environment.yml."""
    extras = [option for name in _EXTRAS for option in ("--extra", name)]
    _compile(*extras, "--output-file", LOCK)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
        constraints.write("\n".join(pins(LOCK.read_text())))
        constraints.flush()
        _compile("--constraint", constraints.name, "--output-file", STUDENT_LOCK)
    ENVIRONMENT.write_text(environment(LOCK.read_text()))


if __name__ == "__main__":
    main()
