"""What the program in the container writes and returns, whatever happens to the grader."""

import json
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.autograder import one_submission
from resnet_lessons.instructor.autograder.bundled_settings import NAME, BundledSettings
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.grading.grades import GradedStudent, Mark
from resnet_lessons.instructor.points import PointsError
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import NoSandbox
from tests.instructor.autograder.forms import faults, is_graded


@pytest.fixture(params=PLATFORMS)
def place(request, monkeypatch, tmp_path):
    """(name of a platform, file of its result), where its folders lie below a temporary one."""
    home, shut = tmp_path / "home", tmp_path / "platform"
    home.mkdir()
    shut.mkdir(mode=0o755)
    here = replace(
        PLATFORMS[request.param],
        submission=shut / "submission",
        result=shut / "results" / "results.json",
        shut=shut,
    )
    monkeypatch.setattr(one_submission, "HOME", home)
    monkeypatch.setitem(PLATFORMS, request.param, here)
    BundledSettings(request.param, (2,)).write(home / NAME)
    return request.param, here.result


def marked_by(monkeypatch, function):
    monkeypatch.setattr(one_submission, "_marked", function)


def test_marks_replace_what_was_written_first(place, monkeypatch, capsys):
    platform, result = place
    exercises = exercises_of([2])
    student = GradedStudent(
        "submission", tuple(Mark(each.id, "passed", 1.0) for each in exercises), ("02.ipynb",)
    )
    before = []

    def marked(at, settings, folder):
        before.append((result.read_text(), at.shut.stat().st_mode & 0o777))
        return student, exercises

    marked_by(monkeypatch, marked)
    assert one_submission.main() == 0
    text, mode = before[0]
    assert "did not come to an end" in text and mode == 0o700
    assert not is_graded(platform, text) and faults(platform, text) == []
    assert is_graded(platform, result.read_text()) and faults(platform, result.read_text()) == []
    assert json.loads(capsys.readouterr().out) == json.loads(result.read_text())
    assert result.parents[1].stat().st_mode & 0o777 == 0o755
    assert [path.name for path in result.parent.iterdir()] == ["results.json"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NoSandbox("Anyone may change /srv."), "Anyone may change /srv."),
        (SandboxLost("The sandbox does not start."), "The sandbox does not start."),
        (PointsError("points.toml, line 2: …"), "points.toml, line 2"),
        (one_submission._Failed("At this submission the grader failed."), "At this submission"),
        (OSError(28, "No space left on device"), "OSError; the log says more"),
        (KeyError("what nobody foresaw"), "KeyError; the log says more"),
    ],
)
def test_whatever_the_grader_fails_at_is_nobodys_fault(place, monkeypatch, error, told):
    platform, result = place

    def marked(*_):
        raise error

    marked_by(monkeypatch, marked)
    assert one_submission.main() == 1
    text = result.read_text(encoding="utf-8")
    assert told in json.dumps(json.loads(text), ensure_ascii=False)
    assert "This is not your fault" in text
    assert not is_graded(platform, text) and faults(platform, text) == []
    assert "nobody foresaw" not in text


def test_a_grader_that_fails_at_one_answer_marks_none(place, monkeypatch, tmp_path):
    """The marks beside it would be a score that the platform takes for the whole."""
    platform, result = place
    mark = Mark("regular_block", "error", note="the grader itself failed (ValueError)")
    monkeypatch.setattr(one_submission.another_user, "choose", lambda private: None)
    monkeypatch.setattr(
        one_submission, "judge_what_is_left", lambda *_: {0: {"regular_block": mark}}
    )

    class Opened:
        judge = files = None

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(one_submission.whole_class, "open_class", lambda *_, **__: Opened())
    assert one_submission.main() == 1
    text = result.read_text()
    assert "At this submission the grader itself failed (ValueError)." in text
    assert not is_graded(platform, text)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"platform": "gradescope"}',
        '{"platform": "moodle", "chapters": [2]}',
        '{"platform": "coursera", "chapters": "x"}',
    ],
)
def test_settings_that_somebody_broke_are_told(place, monkeypatch, capsys, content):
    path = one_submission.HOME / NAME
    path.write_text(content)
    assert one_submission.main() == 1
    assert f"{path} cannot be read" in capsys.readouterr().err
