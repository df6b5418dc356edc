"""What the box shows of this machine: Python and the packages that answers need, and no answer."""

import subprocess
import sys
import textwrap
import venv
from pathlib import Path

import pytest

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.sandbox import box, shown
from tests.instructor.sandbox.support import said, sandbox

needs_box = pytest.mark.skipif(
    box.why_no_sandbox() != "", reason=f"no sandbox here: {box.why_no_sandbox()}"
)
# Where Python in a box finds what holds answers, and how many files it finds at all.
LOOK = """
import os
answers, files = [], 0
for folder, folders, names in os.walk("/"):
    if folder == "/": folders.remove("proc")
    files += len(names)
    answers += [f"{folder}/{name}" for name in [*folders, *names]
                if name in ("resnet_lessons", "secret.txt") and not folder.startswith("/grader")]
"""


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """A folder of packages in which some are installed; the only one where packages are looked for."""
    folder = tmp_path / "site-packages"
    install(folder, "tensorflow", "six>=1", "wheel; extra == 'more'", "unheard-of")
    install(folder, "six")
    install(folder, "wheel")
    install(folder, "resnet-lessons", "tensorflow", package="resnet_lessons")
    monkeypatch.setattr(sys, "path", [str(folder)])
    shown.shown.cache_clear()
    shown.answers_shown.cache_clear()
    yield folder
    shown.shown.cache_clear()
    shown.answers_shown.cache_clear()


def install(folder, name, *requirements, package=None):
    package = package or name
    metadata = f"{package}-1.dist-info"
    files = {
        f"{package}/__init__.py": "",
        f"{metadata}/METADATA": "\n".join(
            [f"Name: {name}", "Version: 1", *(f"Requires-Dist: {each}" for each in requirements)]
        ),
        f"{metadata}/RECORD": f"{package}/__init__.py,,\n{metadata}/METADATA,,\n../../bin/{name},,\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def test_packages_are_shown_with_what_they_require_and_nothing_beside_them(packages):
    (packages / "six.pth").write_text("/somewhere")
    found = {each.name for each in shown.shown().places if each.parent == packages}
    assert found == {"tensorflow", "tensorflow-1.dist-info", "six", "six-1.dist-info"}
    assert shown.shown().packages == (packages,)


@pytest.mark.parametrize(
    "where", ["resnet_lessons/x.py", "deep/er/resnet_lessons/x.py", ".git/config", "ledger.sqlite"]
)
def test_what_may_hold_answers_is_found_in_what_is_shown(packages, where):
    assert shown.answers_shown() == ""
    shown.answers_shown.cache_clear()
    (packages / "six" / where).parent.mkdir(parents=True, exist_ok=True)
    (packages / "six" / where).write_text("x")
    assert Path(shown.answers_shown()) in (
        packages / "six" / where,
        *(packages / "six" / where).parents,
    )


def test_a_notebook_of_the_lessons_is_found_and_no_other(packages):
    (packages / "six" / "of_the_package.ipynb").write_text("{}")
    assert shown.answers_shown() == ""
    shown.answers_shown.cache_clear()
    (packages / "six" / "b.ipynb").write_text('{"cells": ["import resnet_lessons as rl"]}')
    assert shown.answers_shown() == str(packages / "six" / "b.ipynb")


def test_it_is_known_which_files_are_shown(packages):
    assert shown.is_shown(packages / "six" / "class")
    assert not shown.is_shown(packages) and not shown.is_shown(packages / "wheel")
    (packages / "tensorflow" / "include").mkdir()
    shown.shown.cache_clear()
    assert not shown.is_shown(packages / "tensorflow" / "include" / "class")
    assert not shown.is_shown(Path(sys.base_prefix)) and not shown.is_shown(Path(__file__))


@needs_box
def test_grading_refuses_where_answers_or_submissions_would_be_seen(
    monkeypatch, packages, tmp_path
):
    monkeypatch.setattr(box, "why_no_sandbox", lambda: "")
    with pytest.raises(box.NoSandbox, match=r"would see .*six.class.*Use a folder elsewhere"):
        box.refuse_if_shown((tmp_path, packages / "six" / "class"))
    (packages / "six" / "resnet_lessons").mkdir()
    with pytest.raises(box.NoSandbox, match=r"may hold answers: .*six.resnet_lessons lies inside"):
        box.choose()


def test_libraries_are_those_that_a_program_is_linked_with():
    python = shown.shown().interpreter
    names = {path.name.partition(".so")[0] for path in shown.shown().places if ".so" in path.name}
    assert {"libc", "libm", "libstdc++", "libz"} <= names
    assert any(name.startswith("ld-linux") for name in names)
    assert not any("libX11" in name or "libtk" in name for name in names)
    assert python.parent.name == "bin" and "libc.so.6" in {
        name.decode() for name in shown._needed(python)
    }


def test_what_is_no_library_needs_none(tmp_path):
    for text in (b"", b"x" * 100, b"\x7fELF\x01" + b"x" * 100):
        (tmp_path / "file").write_bytes(text)
        assert shown._needed(tmp_path / "file") == set()


@needs_box
@pytest.mark.sandbox
def test_few_files_are_seen_and_of_the_system_only_libraries():
    with sandbox() as made:
        code = f"{LOOK}\nfound = answers, files < 30_000, sum(len(f) for *_, f in os.walk('/usr'))"
        answers, few, of_the_system = eval(said(made, code))
    assert (answers, few) == ([], True)
    assert of_the_system < (100 if sys.base_prefix != "/usr" else 3000)


@needs_box
@pytest.mark.process
@pytest.mark.parametrize("place", ["", "src", "lib/python3.{minor}/site-packages", "lib", "share"])
def test_a_copy_of_the_lessons_in_the_environment_itself_is_not_seen(tmp_path, place):
    """A clone may be its own environment, and pip puts copies of clones into `src`."""
    venv.create(tmp_path, with_pip=False)
    copy = tmp_path / place.format(minor=sys.version_info.minor)
    copy.mkdir(exist_ok=True)
    (copy / "resnet_lessons").symlink_to("clone")
    (copy / "clone").mkdir()
    (copy / "secret.txt").write_text("the answers")
    paths = [each for each in sys.path if each.endswith("-packages")]
    packages = tmp_path / f"lib/python3.{sys.version_info.minor}/site-packages"
    (packages / "others.pth").write_text("\n".join([*paths, str(PACKAGE.parent)]))
    code = textwrap.dedent(
        f"""
        import subprocess, sys
        from resnet_lessons.instructor.sandbox import box
        assert sys.prefix == {str(tmp_path)!r}
        subprocess.run([*box.python_in_box(), "-c", {LOOK + "print(answers)"!r}], check=True)
        """
    )
    ran = subprocess.run(
        [tmp_path / "bin/python", "-c", code], capture_output=True, text=True, timeout=120
    )
    assert ran.stdout.strip() == "[]", ran.stderr
