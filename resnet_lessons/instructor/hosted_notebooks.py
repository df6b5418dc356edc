"""What a notebook begins with that is opened on a machine of others, such as Colab or Kaggle: a badge that
opens it there, and a cell that installs the lessons where they are missing."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import nbformat

from resnet_lessons import __version__
from resnet_lessons.instructor.answers import PACKAGE

WHEEL = f"resnet_lessons-{__version__}-py3-none-any.whl"
# Signs that no shell, no IPython, and no Markdown reads as anything but themselves.
_SIGNS = r"[A-Za-z0-9._~:/?&=%+,@-]"
_LONGEST = 1000
# What the places lack or have too old; the rest of what the lessons need is theirs and stays as it is.
_INSTALLED = ("anywidget", "keras")
_REPOSITORY = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?P<name>[A-Za-z0-9._-]{1,100})"
    r"(?:/(?P<branch>[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}))?"
)
_BADGE = (
    "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    "(https://colab.research.google.com/github/{repository}/blob/{branch}/notebooks/{file})"
)
_ABOUT = (
    "On Colab or Kaggle, run the next cell first: it installs the lessons, in a minute or so. Elsewhere it "
    "does nothing. You need not restart the kernel afterwards, even if it says so. Such a machine is lost when "
    "you leave it; the cell that follows says where your answers are kept."
)
_FIRST_LINE = "# Installs the lessons where they are missing, as on Colab or Kaggle. Elsewhere it does nothing."
_CELL = f"""\
{_FIRST_LINE}
import importlib.util

if importlib.util.find_spec("resnet_lessons") is None:
    %pip install --quiet --no-deps "{{wheel}}"
    # TensorFlow and whatever else the place brings itself stay as they are.
    %pip install --quiet {{requirements}}
    importlib.invalidate_caches()"""


class HostingRefused(Exception):
    """An address, a path, or a repository that cannot be used; the text says why and what to name."""


@dataclass(frozen=True)
class Hosting:
    """From where the students' machines take notebooks and wheel.

    Args:
        wheel: the address of the wheel, or its path on those machines.
        repository: "OWNER/NAME" on GitHub, whose folder `notebooks/` holds them; "" for no badge.
        branch: of that repository.
    """

    wheel: str
    repository: str = ""
    branch: str = "main"


def hosting(install_from, colab=None):
    """A `Hosting` from what an instructor wrote.

    Args:
        install_from: an https address, or a path on the students' machines, of our wheel or of the folder
            that holds it.
        colab: "OWNER/REPOSITORY" or "OWNER/REPOSITORY/BRANCH" on GitHub, or None.

    Raises:
        HostingRefused: says what is wrong.
    """
    if not colab:
        return Hosting(_wheel(install_from))
    found = _REPOSITORY.fullmatch(colab)
    branch = (found and found["branch"]) or "main"
    if not found or ".." in branch or branch.endswith(("/", ".", ".lock")):
        raise HostingRefused(
            f"--colab {colab!r} names no repository on GitHub. Write OWNER/REPOSITORY, or "
            "OWNER/REPOSITORY/BRANCH; without a branch it is main."
        )
    return Hosting(_wheel(install_from), f"{found['owner']}/{found['name']}", branch)


def _wheel(given):
    """The address or path of the wheel itself."""
    what = f"--install-from {given[:200]!r}"
    if not re.fullmatch(rf"{_SIGNS}{{1,{_LONGEST}}}", given):
        raise HostingRefused(
            f"{what} holds a sign that a notebook's command could misread, or is too long. Name an address or "
            "a path of letters, digits and . _ ~ : / ? & = % + , @ -."
        )
    if given.endswith("/"):
        given += WHEEL
    parts = urlsplit(given)
    if "://" in given and (parts.scheme != "https" or not parts.hostname):
        raise HostingRefused(f"{what} is no address that begins with https://, as it must be.")
    if given.startswith("-") or PurePosixPath(parts.path).name != WHEEL or given.endswith("?"):
        raise HostingRefused(
            f"{what} does not end in {WHEEL}. That is the wheel without answers, which the bundle holds: put "
            "it there, and name its address or its path on the students' machines."
        )
    return given


def what_to_upload(chosen):
    """What an instructor has to put where, in words."""
    said = f"Put {WHEEL} from it where students' machines find it: {chosen.wheel}"
    if not chosen.repository:
        return said
    where = f"{chosen.repository} on GitHub, branch {chosen.branch}"
    return f"{said}\nPut the folder notebooks/ from it at the top of {where}."


def with_beginning(notebook, stem, chosen):
    """A notebook that begins with the badge and the cell that installs the lessons.

    Args:
        notebook: `NotebookNode`, which stays as it is.
        stem: name of its file without the ending.
        chosen: `Hosting`.

    Returns:
        `NotebookNode`
    """
    lines = [_ABOUT]
    if chosen.repository:
        badge = _BADGE.format(
            repository=chosen.repository, branch=chosen.branch, file=f"{stem}.ipynb"
        )
        lines.insert(0, f"{badge}\n\n")
    about = nbformat.v4.new_markdown_cell("".join(lines), id="hosted-about")
    cell = nbformat.v4.new_code_cell(install_cell(chosen.wheel), id="hosted-install")
    return nbformat.from_dict({**notebook, "cells": [about, cell, *notebook.cells]})


def install_cell(wheel):
    """The text of the cell that installs the lessons."""
    return _CELL.format(wheel=wheel, requirements=" ".join(f'"{one}"' for one in _requirements()))


def _requirements():
    """What is installed beside the wheel, in the versions that the project asks for."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.match(r"[\w-]+", each).group(): each for each in project["project"]["dependencies"]}
    return [asked[name] for name in _INSTALLED]


# Of any release: a regular expression with a limit, since it is held against hostile texts.
_ANY = re.compile(
    re.escape(_CELL)
    .replace(re.escape("{wheel}"), rf"{_SIGNS}{{1,{_LONGEST}}}")
    .replace(re.escape("{requirements}"), r'(?:"[a-z]{1,40}[\d.,<>=]{0,40}" ?){1,9}')
)


def is_install_cell(text):
    """Whether a cell's text, normalised, is one that `install_cell` makes, and nothing else."""
    return text.startswith(_FIRST_LINE) and _ANY.fullmatch(text) is not None
