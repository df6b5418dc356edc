"""Notebooks for machines of others: they install the lessons where they are missing, and nothing else."""

import importlib.util
import json
import zipfile

import nbformat
import pytest

from resnet_lessons import cli
from resnet_lessons.instructor import hidden_part, release
from resnet_lessons.instructor.answers import answer, regions
from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake.repair import prepare
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.hosted_notebooks import (
    WHEEL,
    Hosting,
    HostingRefused,
    hosting,
    install_cell,
    is_install_cell,
    with_beginning,
)
from resnet_lessons.instructor.leaks import search
from resnet_lessons.student.hand_in_file import of_notebook
from tests.support.notebook_shell import notebook_shell
from tests.support.saved_notebook import ANSWER, as_json

ADDRESS = f"https://example.org/lessons/{WHEEL}"


# What an instructor may name ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wheel"),
    [
        (ADDRESS, ADDRESS),
        ("https://example.org/lessons/", ADDRESS),
        (f"{ADDRESS}?download=1", f"{ADDRESS}?download=1"),
        (WHEEL, WHEEL),
        ("/kaggle/input/resnet-lessons/", f"/kaggle/input/resnet-lessons/{WHEEL}"),
    ],
)
def test_an_address_or_a_path_of_the_wheel(given, wheel):
    assert hosting(given) == Hosting(wheel)
    assert is_install_cell(install_cell(wheel))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("https://example.org/lessons.whl", f"does not end in {WHEEL}"),
        ("git+https://example.org/lessons.git", "is no address that begins with https://"),
        (f"http://example.org/{WHEEL}", "is no address that begins with https://"),
        (f"file:///tmp/{WHEEL}", "is no address that begins with https://"),
        (f"https:///{WHEEL}", "is no address that begins with https://"),
        (f"{ADDRESS}?", "does not end in"),
        (f"--index-url=https/{WHEEL}", "does not end in"),
        ("", "holds a sign that a notebook's command could misread, or is too long"),
        (f'https://example.org/";rm -r ~;"/{WHEEL}', "holds a sign"),
        (f"https://example.org/$(id)/{WHEEL}", "holds a sign"),
        (f"https://example.org/{{x}}/{WHEEL}", "holds a sign"),
        (f"https://example.org/a b/{WHEEL}", "holds a sign"),
        (f"https://example.org/\n/{WHEEL}", "holds a sign"),
        (f"https://example.org/{'x' * 2_000}/{WHEEL}", "is too long"),
    ],
)
def test_what_could_not_be_installed_from_is_refused(given, words):
    with pytest.raises(HostingRefused, match="--install-from") as refused:
        hosting(given)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("given", "repository", "branch"),
    [
        ("owner/course", "owner/course", "main"),
        ("owner/course/2026", "owner/course", "2026"),
        ("An-owner/a.course_2/term/autumn", "An-owner/a.course_2", "term/autumn"),
    ],
)
def test_a_repository_gets_a_badge(given, repository, branch):
    chosen = hosting(ADDRESS, given)
    assert chosen == Hosting(ADDRESS, repository, branch)
    notebook = with_beginning(nbformat.v4.new_notebook(), "02_block_structure", chosen)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith(
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        f"(https://colab.research.google.com/github/{repository}/blob/{branch}/notebooks/"
        "02_block_structure.ipynb)\n\n"
    )


@pytest.mark.parametrize(
    "given",
    [
        "course",
        "https://github.com/owner/course",
        "o/c/",
        "o/c/..",
        "o/c/a)b",
        "-o/c",
        "o/c/x.lock",
    ],
)
def test_what_is_no_repository_is_refused(given):
    with pytest.raises(HostingRefused, match=r"names no repository on GitHub\. Write OWNER"):
        hosting(ADDRESS, given)


def test_without_a_repository_there_is_no_badge():
    notebook = with_beginning(nbformat.v4.new_notebook(), "02_block_structure", Hosting(ADDRESS))
    assert notebook.cells[0].source.startswith("On Colab or Kaggle, run the next cell first")
    assert "http" not in notebook.cells[0].source


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--colab", "o/c"], "--colab needs --install-from"),
        (["--install-from", ADDRESS, "--nbgrader"], "are for a bundle"),
        (["--install-from", "x"], "does not end in"),
        (["--install-from", ADDRESS, "--colab", "c"], "names no repository"),
    ],
)
def test_the_command_refuses_before_anything_is_made(options, words, tmp_path, capsys):
    assert cli.main(["release", str(tmp_path / "course.zip"), *options]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# The cell that installs --------------------------------------------------------------------------


@pytest.fixture
def shell(monkeypatch, tmp_path):
    """An IPython that writes down what it is asked to install."""
    with notebook_shell(monkeypatch, tmp_path) as made:
        made.asked = []
        magic = lambda line: made.asked.append(line)  # noqa: E731
        made.register_magic_function(magic, magic_name="pip")
        yield made


def test_where_the_lessons_are_it_does_nothing(shell):
    shell.run_cell(install_cell(ADDRESS)).raise_error()
    assert shell.asked == []


def test_where_they_are_missing_it_installs_them_and_leaves_tensorflow_alone(shell, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    shell.run_cell(install_cell(f"{ADDRESS}?download=1")).raise_error()
    assert shell.asked == [
        f'install --quiet --no-deps "{ADDRESS}?download=1"',
        'install --quiet "anywidget>=0.9" "keras>=3.15,<4"',
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\nprint(1)",
        lambda text: "import os\n" + text,
        lambda text: text.replace("importlib.util.find_spec", "print"),
        lambda text: text.replace(ADDRESS, 'x"; import os; "'),
        lambda text: text.replace(ADDRESS, "x\n"),
        lambda text: text.replace(ADDRESS, "x" * 5_000),
        lambda text: text.replace('"keras>=3.15,<4"', '"keras" --pre'),
        lambda text: text.replace("resnet_lessons", "os"),
    ],
)
def test_a_cell_that_is_anything_else_is_not_taken_for_it(change):
    changed = change(install_cell(ADDRESS))
    assert changed != install_cell(ADDRESS) and not is_install_cell(changed)


def test_the_grader_judges_such_a_notebook_as_any_other():
    plain = as_json(("warm_up", ANSWER), ("warm_up_check", 'rl.check("warm_up", warm_up)'))
    hosted = with_beginning(nbformat.from_dict(plain), "00_start_here", hosting(ADDRESS, "o/c"))
    handed_in, _ = of_notebook(json.loads(nbformat.writes(hosted)), {"warm_up": ANSWER})
    found = [
        prepare(Submission("alice", "00_start_here.ipynb", content))
        for content in (json.dumps(plain).encode(), nbformat.writes(hosted).encode(), handed_in)
    ]
    assert len({submission_digest(each) for each in found}) == 1
    assert {each.chapters for each in found} == {(0,)}


# The bundle --------------------------------------------------------------------------------------


@pytest.fixture
def short_chapter(tmp_path, monkeypatch):
    source = tmp_path / "00_start_here.py"
    source.write_text(
        "# %% [markdown]\n# # 0 · Start here\n\n# %%\nimport resnet_lessons as rl\n\n"
        "# %%\n# exercise: warm_up\n"
    )
    monkeypatch.setattr(release, "sources_of", lambda chapter=None: [source])


@pytest.mark.installs
def test_a_bundle_holds_notebooks_that_install_it_and_no_answer(short_chapter, tmp_path, capsys):
    out = tmp_path / "course.zip"
    options = ["--install-from", "https://example.org/lessons/", "--colab", "owner/course"]
    assert cli.main(["release", str(out), *options]) == 0
    said = capsys.readouterr().out
    assert "It holds no answers: give it to your students." in said
    assert f"Put {WHEEL} from it where students' machines find it: {ADDRESS}" in said
    assert "Put the folder notebooks/ from it at the top of owner/course on GitHub, branch" in said
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path / "bundle")
    assert search(tmp_path / "bundle", hidden_part.of_chapter()) == []
    bundle = tmp_path / "bundle" / "resnet-lessons"
    assert (bundle / WHEEL).is_file()
    notebook = nbformat.read(bundle / "notebooks" / "00_start_here.ipynb", as_version=4)
    assert notebook.cells[0].source.startswith("[![Open in Colab]")
    assert notebook.cells[1].source == install_cell(ADDRESS) and notebook.cells[1].outputs == []


@pytest.mark.parametrize("chapter", [None, 5])
def test_a_wheel_with_answers_is_refused_before_anything_is_made(tmp_path, chapter):
    wheel = tmp_path / WHEEL
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("resnet_lessons/course/answers/model.py", answer("gradient_norms"))
    with pytest.raises(release.ReleaseRefused, match="holds what no student gets"):
        release.release(tmp_path / "course.zip", chapter, hosting(str(wheel)))
    assert not (tmp_path / "course.zip").exists()


def test_an_answer_in_any_cell_of_such_a_notebook_is_found(tmp_path):
    secret = regions(answer("regular_block"))[0].text
    secrets = hidden_part.of_chapter()
    notebook = with_beginning(nbformat.v4.new_notebook(), "02", hosting(ADDRESS, "owner/course"))
    nbformat.write(notebook, tmp_path / "clean.ipynb")
    assert search(tmp_path, secrets) == []
    notebook.cells[0].source += f"\n{secret}"
    nbformat.write(notebook, tmp_path / "about.ipynb")
    notebook.metadata["about"] = secret
    notebook.cells[0].source = ""
    nbformat.write(notebook, tmp_path / "metadata.ipynb")
    found = {sentence.split(":")[0] for sentence in search(tmp_path, secrets)}
    assert found == {"about.ipynb", "metadata.ipynb"}
