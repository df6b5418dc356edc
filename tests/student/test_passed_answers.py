"""Passed answers: kept whole, loaded again, never in the way."""

import contextlib
import errno
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.student import passed_answers
from resnet_lessons.student.answer_text import Answer, collect


def pre_activation(self, inputs, is_training):
    return inputs


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    return inputs


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    return inputs


def closure(factor):
    def unsavable(self, inputs, is_training):
        return factor * inputs

    # A function of no file: its source cannot be read back.
    unsavable.__code__ = unsavable.__code__.replace(co_filename="<nowhere>")
    return unsavable


def keep(exercise_id, function):
    return passed_answers.keep(Answer(exercise_id, function))


def keep_text(folder, exercise_id, text):
    folder.mkdir(exist_ok=True)
    content = text if isinstance(text, bytes) else text.encode()
    (folder / f"{exercise_id}.py").write_bytes(content)


def forget_memory():
    """What closing the notebook does."""
    passed_answers._in_memory.clear()


# Keeping and loading -----------------------------------------------------------------------------


def test_nothing_has_passed_at_first(answers_folder):
    assert passed_answers.passed() == ()
    assert passed_answers.answers() == {}
    assert not answers_folder.exists()


def test_the_folder_lies_beside_the_notebook(monkeypatch, tmp_path):
    monkeypatch.delenv("RESNET_LESSONS_ANSWERS")
    monkeypatch.chdir(tmp_path)
    assert keep("pre_activation", pre_activation) == ""
    assert (tmp_path / "my_answers" / "pre_activation.py").is_file()


def test_an_answer_outlives_its_notebook(answers_folder):
    assert keep("regular_block", regular_block) == ""
    assert keep("pre_activation", pre_activation) == ""
    assert passed_answers.passed() == ("pre_activation", "regular_block")
    forget_memory()
    assert passed_answers.passed() == ("pre_activation", "regular_block")
    assert passed_answers.answers()["pre_activation"](None, "inputs", False) == "inputs"
    assert sorted(path.name for path in answers_folder.iterdir()) == [
        "pre_activation.py",
        "regular_block.py",
    ]


def test_a_later_answer_replaces_the_earlier(answers_folder):
    keep("pre_activation", pre_activation)
    keep_text(answers_folder, "pre_activation", "def pre_activation(*_):\n    return 'other'")
    assert passed_answers.answers()["pre_activation"]() == "other"
    keep("pre_activation", pre_activation)
    assert passed_answers.answers()["pre_activation"](None, "inputs", False) == "inputs"


def test_an_answer_without_source_lives_in_memory(answers_folder):
    sentence = keep("pre_activation", closure(2))
    assert "only until you close this notebook" in sentence
    assert sentence.endswith(".")
    assert passed_answers.passed() == ("pre_activation",)
    assert passed_answers.answers()["pre_activation"](None, 3, False) == 6
    forget_memory()
    assert passed_answers.passed() == ()


def test_an_answer_without_source_takes_the_place_of_a_kept_one(answers_folder):
    keep("pre_activation", pre_activation)
    assert "only until you close this notebook" in keep("pre_activation", closure(2))
    assert passed_answers.answers()["pre_activation"](None, 3, False) == 6


def test_foreign_files_are_left_alone(answers_folder):
    keep_text(answers_folder, "not_an_exercise", "raise ValueError")
    (answers_folder / "notes.txt").write_text("mine")
    (answers_folder / "block_layer.py").mkdir()
    keep("pre_activation", pre_activation)
    assert passed_answers.passed() == ("pre_activation",)
    assert list(passed_answers.answers()) == ["pre_activation"]
    passed_answers.reset()
    assert len(list(answers_folder.iterdir())) == 3


# Files that do not run ---------------------------------------------------------------------------

BROKEN = {
    "empty": "",
    "syntax error": "def regular_block(self:\n",
    "raises": "raise ValueError('no')",
    "not started": "raise NotImplementedError",
    "import of what is not there": "import no_such_module_at_all",
    "leaves the kernel": "raise SystemExit",
    "calls exit": "import sys\nsys.exit('bye')",
    "null byte": "def regular_block():\n    return '\0'",
    "not utf-8": b"def regular_block():\n    return '\xff\xfe'",
    "binary": bytes(range(256)),
    "half a file": "def regular_block(self, inputs, filters, strides,",
    "endless recursion": "def again():\n    again()\nagain()",
    "too deep for the parser": "x = " + "(" * 5000 + ")" * 5000,
    "another name": "def regular_blok(self):\n    return 1",
    "no function": "regular_block = 3",
    "nothing": "regular_block = None",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_skipped_unless_memory_stands_in_for_it(answers_folder, text):
    keep("pre_activation", pre_activation)
    keep_text(answers_folder, "regular_block", text)
    assert list(answers_or_fail()) == ["pre_activation"]
    assert passed_answers.progress().passed == ("pre_activation",)
    keep("regular_block", regular_block)
    keep_text(answers_folder, "regular_block", text)
    assert answers_or_fail()["regular_block"] is regular_block


def answers_or_fail():
    # What leaves the kernel would leave pytest too.
    try:
        return passed_answers.answers()
    except BaseException as error:
        pytest.fail(f"answers() raised {type(error).__name__}: {error}")


# Whole files or none -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "code"),
    [("replace", errno.EACCES), ("fdopen", errno.EMFILE), ("replace", errno.ENOSPC)],
)
def test_a_failed_write_changes_nothing(answers_folder, monkeypatch, function, code):
    keep("pre_activation", pre_activation)
    before = (answers_folder / "pre_activation.py").read_text()

    def fail(*args, **kwargs):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(passed_answers.os, function, fail)
        sentence = keep("pre_activation", regular_block)
    assert os.strerror(code) in sentence
    assert (answers_folder / "pre_activation.py").read_text() == before
    assert [path.name for path in answers_folder.iterdir()] == ["pre_activation.py"]


WRITER = """

from resnet_lessons.student import passed_answers
from resnet_lessons.student.answer_text import Answer
for _ in range(60):
    assert passed_answers.keep(Answer("pre_activation", pre_activation)) == ""
"""


@pytest.mark.process
def test_two_notebooks_writing_at_once_leave_whole_files(answers_folder, tmp_path):
    texts = {}
    for name in ("one", "two"):
        docstring = f'    """{name * 100_000}"""\n'
        text = f"def pre_activation(self, inputs, is_training):\n{docstring}    return '{name}'\n"
        (tmp_path / f"notebook_{name}.py").write_text(text + WRITER)
        texts[name] = text
    writers = [
        subprocess.Popen([sys.executable, tmp_path / f"notebook_{name}.py"]) for name in texts
    ]
    seen, path = set(), answers_folder / "pre_activation.py"
    deadline = time.monotonic() + 60
    while any(writer.poll() is None for writer in writers) and time.monotonic() < deadline:
        if path.is_file():
            text = path.read_text()
            assert text.strip() in {each.strip() for each in texts.values()}
            seen.add(passed_answers.answers()["pre_activation"](None, None, None))
    assert [writer.wait(10) for writer in writers] == [0, 0]
    assert seen <= {"one", "two"}
    assert passed_answers.answers()["pre_activation"](None, None, None) in ("one", "two")
    assert [each.name for each in answers_folder.iterdir()] == ["pre_activation.py"]


# Folders that cannot be used ---------------------------------------------------------------------


def test_a_file_where_the_folder_should_be(answers_folder):
    answers_folder.write_text("in the way")
    sentence = keep("pre_activation", pre_activation)
    assert "cannot be written" in sentence
    assert str(answers_folder) in sentence
    assert sentence.endswith(".")
    assert passed_answers.passed() == ("pre_activation",)
    assert passed_answers.answers() == {"pre_activation": pre_activation}
    assert passed_answers.reset().text == "Forgotten: pre_activation."
    assert answers_folder.read_text() == "in the way"


def test_a_file_above_the_folder(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RESNET_LESSONS_ANSWERS", str(tmp_path / "file" / "my_answers"))
    assert "cannot be written" in keep("pre_activation", pre_activation)
    assert passed_answers.passed() == ("pre_activation",)


@contextlib.contextmanager
def closed_folder(mode):
    """A folder that may not be written (0o555) or not even be looked into (0o000), for anyone."""
    if not hasattr(os, "seteuid"):
        pytest.skip("this system has no file modes")
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "my_answers"
        os.chmod(parent, 0o755)
        keep_text(folder, "regular_block", "def regular_block(*_):\n    return 'kept'")
        folder.chmod(mode)
        if is_root:
            os.seteuid(65534)
        try:
            if not os.access(parent, os.R_OK, effective_ids=True):
                pytest.skip("the folder of temporary files is private")
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            folder.chmod(0o755)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=oct)
def test_a_closed_folder_gives_a_sentence(monkeypatch, mode):
    collect(pre_activation, "pre_activation")
    with closed_folder(mode) as folder:
        monkeypatch.setenv("RESNET_LESSONS_ANSWERS", str(folder))
        sentence = keep("pre_activation", pre_activation)
        assert "only until you close this notebook" in sentence
        assert sentence.endswith(".")
        expected = ["pre_activation", "regular_block"] if mode else ["pre_activation"]
        assert list(passed_answers.passed()) == expected
        assert list(passed_answers.answers()) == expected


def test_a_kept_answer_that_cannot_be_removed_gives_a_sentence(monkeypatch):
    with closed_folder(0o555) as folder:
        monkeypatch.setenv("RESNET_LESSONS_ANSWERS", str(folder))
        text = passed_answers.reset("regular_block").text
        assert text.endswith(".")
        assert "regular_block" in text
        assert not text.startswith("Forgotten: regular_block")


# Forgetting and progress -------------------------------------------------------------------------


def test_reset_forgets_what_is_named(answers_folder):
    for function in (pre_activation, regular_block, block_layer):
        keep(function.__name__, function)
    message = passed_answers.reset("regular_block")
    assert str(message) == repr(message) == "Forgotten: regular_block."
    assert passed_answers.passed() == ("pre_activation", "block_layer")
    assert "pre_activation, block_layer" in passed_answers.reset().text
    assert passed_answers.passed() == ()
    assert list(answers_folder.iterdir()) == []
    assert "nothing" in passed_answers.reset().text


@pytest.mark.parametrize("name", ["regular_blok", "", None, 3, ["regular_block"], "../secrets"])
def test_reset_of_an_unknown_exercise_forgets_nothing(answers_folder, name):
    keep("pre_activation", pre_activation)
    text = passed_answers.reset("pre_activation", name).text
    assert "regular_block" in text
    assert passed_answers.passed() == ("pre_activation",)


def test_progress_counts_points_and_names_what_is_left():
    total = sum(exercise.points for exercise in EXERCISES.values())
    start = repr(passed_answers.progress())
    assert start.splitlines()[0] == f"0 of {len(EXERCISES)} exercises passed, 0 of {total} points"
    assert "✓" not in start
    keep("pre_activation", pre_activation)
    keep("block_layer", block_layer)
    progress = passed_answers.progress()
    points = EXERCISES["pre_activation"].points + EXERCISES["block_layer"].points
    assert progress.points == points
    headline, *lines = repr(progress).splitlines()
    assert headline == f"2 of {len(EXERCISES)} exercises passed, {points} of {total} points"
    assert [line.split()[0] for line in lines] == [
        "✓" if name in ("pre_activation", "block_layer") else "○" for name in EXERCISES
    ]
    for line, exercise in zip(lines, EXERCISES.values(), strict=True):
        assert f"chapter {exercise.chapter}" in line
        assert exercise.id in line


def test_progress_in_a_notebook_is_a_table():
    keep("pre_activation", pre_activation)
    progress = passed_answers.progress()
    table = ElementTree.fromstring(progress._repr_html_())
    assert table.tag == "table"
    caption = "".join(table.find("caption").itertext())
    assert caption == repr(progress).splitlines()[0]
    rows = table.findall("tbody/tr")
    assert ["".join(row[2].itertext()) for row in rows] == list(EXERCISES)
    states = ["".join(row[0].itertext()) for row in rows]
    assert states[list(EXERCISES).index("pre_activation")] == "✓ passed"
    assert states.count("○ to do") == len(EXERCISES) - 1
    assert [int(row[4].text) for row in rows] == [each.points for each in EXERCISES.values()]
    assert len(table.findall("thead/tr/th")) == len(rows[0]) == 5
