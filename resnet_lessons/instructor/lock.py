"""Pins what the lessons install: `make lock` writes requirements.lock and environment.yml.

pip refuses a local package in a file with hashes, and conda hands pip one file. environment.yml
therefore holds the lock's pins without their hashes, followed by the package itself.
"""

import re
import subprocess
import sys

from resnet_lessons.instructor.answers import PACKAGE

ROOT = PACKAGE.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / "environment.yml"
_COMPILE = (
    "uv pip compile pyproject.toml --universal --python-version 3.11 --extra instructor "
    "--extra dev --generate-hashes --no-annotate --no-header --no-emit-index-url "
    "--no-emit-find-links --quiet --output-file requirements.lock"
)
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


def main():
    """Writes both files."""
    subprocess.run([sys.executable, "-m", *_COMPILE.split()], cwd=ROOT, check=True)
    ENVIRONMENT.write_text(environment(LOCK.read_text()))


if __name__ == "__main__":
    main()
