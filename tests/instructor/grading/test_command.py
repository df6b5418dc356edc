"""The command line of the grader: what it asks for, what it prints, and how it stops."""

import errno
import os
import shutil
import signal
import tempfile
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading import command, command_faults, whole_class
from resnet_lessons.instructor.grading.grades import GradedClass, GradedStudent, ManualMark, Mark
from resnet_lessons.instructor.grading.marks.policy import policy_of
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from resnet_lessons.instructor.points import PointsError
from tests.instructor.grading.intake.archive_tools import put

CHAPTER_2 = tuple(each for each in EXERCISES.values() if each.chapter == 2)
FIRST, SECOND = CHAPTER_2[:2]
POINTS = sum(each.points for each in CHAPTER_2)


def student(name, *marks, files=("x.ipynb",), problems=()):
    return GradedStudent(name, marks, files, problems=problems)


def class_of(*students, exercises=CHAPTER_2):
    return GradedClass(exercises, students, 1, "the sandbox", True, {}, seconds=25.4)


ADA = student("ada", Mark(FIRST.id, "passed", 1.0), Mark(SECOND.id, "error"))
BOB = student("bob", files=(), problems=(("", "no notebook was handed in"),))


@pytest.fixture
def grader(monkeypatch):
    """Grades nothing: returns, raises or does what it is told, and keeps what it was asked."""

    class Grader:
        does, asked, steps = staticmethod(lambda: class_of(ADA, BOB)), None, ((0, 2), (2, 2))

        def grade(self, path, out, options, progress):
            self.asked = options
            for step in self.steps:
                progress(*step)
            return self.does()

    found = Grader()
    monkeypatch.setattr(whole_class, "grade", found.grade)
    return found


def main(tmp_path, *options):
    return command.main([str(tmp_path / "class"), "--out", str(tmp_path / "rep"), *options])


def test_the_end_line(grader, tmp_path, capsys):
    assert main(tmp_path) == 0
    assert capsys.readouterr().out == (
        f"Graded 2 students in 25 s: mean {FIRST.points / 2:.1f} of {POINTS} points (chapter 2). "
        "1 answer ended with an error, 1 student handed in no notebook. "
        f"Open {tmp_path / 'rep' / 'index.html'}\n"
    )


def test_one_and_many_are_told_apart():
    cat = student("cat", Mark(FIRST.id, "error"), Mark(SECOND.id, "error"))
    dan = student("dan", problems=(("x.ipynb", "is no notebook"),))
    assert command.summary(class_of(cat)).startswith("Graded 1 student in 25 s: mean 0.0 of ")
    told = command.summary(class_of(cat, dan, BOB, replace(BOB, student_id="eve")))
    assert told.endswith(
        "2 answers ended with an error, 2 students handed in no notebook, "
        "1 student handed in files that cannot be read."
    )


def test_without_points_there_is_no_mean():
    warm_up = EXERCISES["warm_up"]
    graded = class_of(student("ada", Mark("warm_up", "passed", 1.0)), exercises=(warm_up,))
    assert command.summary(graded) == "Graded 1 student in 25 s (chapter 0)."


def test_nothing_new(grader, tmp_path, capsys):
    grader.steps = ((2, 2),)
    main(tmp_path)
    assert capsys.readouterr().out.startswith("Graded 2 students")
    (tmp_path / "rep").mkdir()
    (tmp_path / "rep" / "index.html").touch()
    main(tmp_path)
    printed = capsys.readouterr()
    assert printed.out.startswith("Nothing new to grade; the report is up to date. Open ")
    assert printed.err == "graded 2 of 2 files\n"
    grader.steps = ((0, 2), (2, 2))
    main(tmp_path)
    assert capsys.readouterr().out.startswith("Graded 2 students")


def test_marks_by_hand_and_a_gradebook_that_fails_are_told(grader, tmp_path, capsys):
    by_hand = replace(ADA.marks[0], manual=ManualMark(1, comment="Look"))
    graded = class_of(replace(ADA, marks=(by_hand, ADA.marks[1])), BOB)
    grader.does = lambda: replace(graded, gradebook_fault="It is locked.")
    (tmp_path / "rep").mkdir()
    (tmp_path / "rep" / "index.html").touch()
    for grader.steps, told in (
        (((0, 2), (2, 2)), "handed in no notebook."),
        (((2, 2),), "the report is up to date."),
    ):
        assert main(tmp_path, "--gradebook", "sqlite:///book.db") == 1
        assert grader.asked.gradebook == "sqlite:///book.db"
        said = capsys.readouterr()
        assert f"{told} The report counts what you entered by hand for 1 answer. Open " in said.out
        assert said.err.endswith("The report is written, the gradebook is not: It is locked.\n")


def test_points_that_are_wrong_are_told(grader, tmp_path, capsys):
    def refuse():
        raise PointsError("points.toml, line 2 (grow = -1): no number of points.")

    grader.does = refuse
    assert main(tmp_path) == 1
    assert capsys.readouterr().err.endswith(
        "points.toml, line 2 (grow = -1): no number of points.\n"
    )


def test_chapters(grader, tmp_path, capsys):
    main(tmp_path)
    assert grader.asked.chapters == ()
    for given in (["--chapters", "2,1"], ["--chapters", "2, 1,2"], ["--chapter=1", "--chapter=2"]):
        main(tmp_path, *given)
        assert grader.asked.chapters == (1, 2)
    for wrong, named in (("77", "77"), ("2,x", "x"), ("2,", ""), ("2;3", "2;3"), ("02", "02")):
        with pytest.raises(SystemExit):
            main(tmp_path, "--chapters", wrong)
        told = capsys.readouterr().err
        assert (
            f"argument --chapters: {named!r} is not a chapter with exercises" in told
            and "(0 to 5)" in told
        )


def test_chapters_that_nobody_began_are_named_with_the_way_to_choose():
    told = command.summary(replace(class_of(ADA), left_out=(1, 3)))
    assert (
        f"of {POINTS} points (chapter 2). Nobody wrote an answer in chapters 1 and 3, so nothing "
        "there counts; `--chapters` chooses others. 1 answer ended with an error."
    ) in told


def test_a_cluster(grader, tmp_path, capsys):
    main(tmp_path)
    assert grader.asked.cluster == ""
    for address in ("local:3", "tls://login1:8786"):
        main(tmp_path, "--cluster", address)
        assert grader.asked.cluster == address
    for wrong in (["--cluster", "local:none"], ["--cluster", "local:2", "--unsafe"]):
        with pytest.raises(SystemExit):
            main(tmp_path, *wrong)
    assert "workers of a cluster need the sandbox" in capsys.readouterr().err


def test_rules_for_attempts_and_lateness(grader, tmp_path, capsys):
    main(tmp_path)
    assert not grader.asked.policy
    options = "--attempts", "first", "--late", "10,5", "--due", "2026-10-08 23:59"
    main(tmp_path, *options)
    assert grader.asked.policy == policy_of("first", "10,5", "2026-10-08 23:59")
    for wrong, told in (
        (["--attempts", "worst"], "invalid choice: 'worst'"),
        (["--late", "much"], "argument --late: 'much' is no rule for lateness. Write the percent"),
        (
            ["--late", "10", "--due", "soon"],
            "argument --due: 'soon' is no time. Write, for example",
        ),
        (["--due", "2026-10-08"], "say with --late what a day costs"),
        (["--worksheet", "Grades.csv"], "say with --late what a day costs"),
    ):
        with pytest.raises(SystemExit):
            main(tmp_path, *wrong)
        assert told in capsys.readouterr().err


@pytest.mark.parametrize("failed", [0, 2])
def test_a_shard(tmp_path, capsys, monkeypatch, failed):
    asked = []
    monkeypatch.setattr(command, "grade_shard", lambda *given: asked.append(given) or failed)
    assert main(tmp_path, "--shard", "2/4", "--seed-file", str(tmp_path / "seed")) == bool(failed)
    (_, _, shard, options, _), said = asked[0], capsys.readouterr()
    assert str(shard) == "2/4" and options.seed == int((tmp_path / "seed").read_text())
    assert ("Graded the shard 2/4." in said.out) == (not failed)
    assert ("At 2 files the grader itself failed." in said.err) == bool(failed)


def test_shards_that_are_none_are_refused(tmp_path, capsys):
    for wrong in ("2", "0/4", "5/4", "a/b"):
        with pytest.raises(SystemExit):
            main(tmp_path, "--shard", wrong)
    assert main(tmp_path, "--shard", "1/4") == 1
    assert "All shards of a class need the same seed." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(tmp_path, "--seed", "1", "--seed-file", "seed")


@pytest.fixture
def heeded():
    """Ctrl-C is heeded, also where a shell that runs the tests in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("where", ["grade", "end"])
def test_ctrl_c_ends_with_one_sentence(grader, heeded, tmp_path, capfd, monkeypatch, where):
    def interrupted(*_):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            # Impatient: pressed again while the sandbox ends.
            os.kill(os.getpid(), signal.SIGINT)

    if where == "grade":
        grader.does = interrupted
    else:
        monkeypatch.setattr(command, "by_hand", interrupted)
    assert main(tmp_path) == 130
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.endswith(f"\nStopping …\n\n{command._STOPPED}\n")
    assert signal.getsignal(signal.SIGINT) is heeded


def test_what_is_wrong_is_told(grader, tmp_path, capsys):
    def refuse():
        raise whole_class.ReportRefused("The report's folder cannot be made: no space.")

    grader.does = refuse
    assert main(tmp_path) == 1
    assert capsys.readouterr().err.endswith("The report's folder cannot be made: no space.\n")


_FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (_FULL, "rep"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT), "/disk/run.json"), "/disk/run.json"),
        (shutil.Error([("a.py", "/tmp/x/a.py", str(_FULL))] * 99), tempfile.gettempdir()),
    ],
)
def test_a_full_disk_is_told_in_two_sentences(grader, tmp_path, capsys, error, place):
    def fill():
        raise error

    grader.does = fill
    assert main(tmp_path) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("The disk is full: no room is left for ") and len(said) < 300
    assert said.endswith(f"{place}. {command_faults.MAKE_ROOM}")


def test_no_name_of_a_file_reaches_the_terminal_as_it_is(grader, tmp_path, capsys):
    def refuse():
        raise PermissionError(errno.EACCES, "Permission denied", "x/\x1b[2J\nname")

    grader.does = refuse
    assert main(tmp_path) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == "x/·[2J·name: Permission denied"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    put(tmp_path, "class/ann/x.ipynb", "file")
    with pytest.raises(
        whole_class.ReportRefused, match=r"^The report's folder cannot be made: .*: Not a d"
    ):
        whole_class.grade(tmp_path / "class", tmp_path / "file" / "rep")


def test_another_seed_is_told(tmp_path, caplog):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        seeds = [whole_class._kept(ledger, "seed", given, lambda: 9) for given in (5, None, 5)]
        assert seeds == [5, 5, 5]
        assert caplog.messages == []
        assert whole_class._kept(ledger, "seed", 6, lambda: 9) == 6
        assert caplog.messages == [
            "The seed changed: all answers are graded again, and the report keeps this choice."
        ]
        assert whole_class._kept(ledger, "seed", None, lambda: 9) == 6
