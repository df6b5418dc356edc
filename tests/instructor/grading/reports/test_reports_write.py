import os
from dataclasses import replace

import pytest

from resnet_lessons.instructor.grading.reports import report_pages, tables, write
from resnet_lessons.instructor.grading.reports.safe_names import file_names
from tests.instructor.grading import samples


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def in_no_time(graded):
    students = tuple(
        replace(one, marks=tuple(replace(mark, seconds=0.0) for mark in one.marks))
        for one in graded.students
    )
    return replace(graded, students=students, seconds=0.0)


def test_everything_is_written(tmp_path):
    graded = samples.small_class()
    write(graded, tmp_path / "new" / "report")
    files = contents(tmp_path / "new" / "report")
    names = file_names(student.student_id for student in graded.students)
    feedback = {f"feedback/{name}" for name in names.values()}
    assert set(files) == {"grades.csv", "scores.csv", "run.json", "index.html", *feedback}
    assert files["grades.csv"] == b"\xef\xbb\xbf" + tables.grades(graded).encode()
    assert files["scores.csv"] == b"\xef\xbb\xbf" + tables.scores(graded).encode()
    assert files["index.html"] == report_pages.index_page(graded).encode()


def test_feedback_comes_first_and_the_index_last(tmp_path, monkeypatch):
    order, replace_file = [], os.replace

    def recording(source, target):
        assert os.path.dirname(source) == os.path.dirname(target)
        order.append(os.path.relpath(target, tmp_path))
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", recording)
    write(samples.small_class(), tmp_path)
    assert [name.startswith("feedback") for name in order] == [True] * 2 + [False] * 4
    assert order[-1] == "index.html"


def test_a_killed_run_leaves_whole_files_and_the_next_one_no_rest(tmp_path, monkeypatch):
    write(samples.graded(), tmp_path)
    before = contents(tmp_path)

    def killed(source, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "replace", killed)
        write(samples.small_class(), tmp_path)
    after = contents(tmp_path)
    assert before.items() <= after.items()
    write(samples.small_class(), tmp_path)
    assert not [name for name in contents(tmp_path) if "being-written" in name]


def test_the_same_class_gives_the_same_bytes_but_for_timings(tmp_path):
    graded = samples.large_class(30)
    for name, one in (("a", graded), ("b", graded), ("c", in_no_time(graded))):
        write(one, tmp_path / name)
    first, second, third = (contents(tmp_path / name) for name in "abc")
    assert first == second
    assert {name for name in first if first[name] != third[name]} == {"index.html", "run.json"}
    for name in first:
        one, other = (samples.without_timings(files[name].decode()) for files in (first, third))
        assert one == other


def test_only_own_feedback_of_others_is_removed(tmp_path):
    graded = samples.small_class()
    write(graded, tmp_path)
    feedback = tmp_path / "feedback"
    (feedback / "notes.html").write_text("<title>mine</title>")
    (feedback / "late.html").write_text("x" * 2000 + report_pages.MARKER)
    (feedback / "notes.txt").write_text(report_pages.MARKER)
    (feedback / "folder.html").mkdir()
    (feedback / "link.html").symlink_to(feedback / "ada.html")
    write(replace(graded, students=graded.students[:1]), tmp_path)
    left = {path.name for path in feedback.iterdir()}
    assert "ada.html" not in left
    assert {"notes.html", "late.html", "notes.txt", "folder.html", "link.html"} <= left
    assert len(left) == 6


def test_hostile_names_stay_in_the_folder(tmp_path):
    write(samples.large_class(20), tmp_path / "report")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert len(list((tmp_path / "report" / "feedback").glob("*.html"))) == 20


def test_what_cannot_be_written_is_an_os_error(tmp_path):
    (tmp_path / "report").write_text("a file")
    with pytest.raises(OSError):
        write(samples.small_class(), tmp_path / "report")
