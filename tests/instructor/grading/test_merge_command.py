"""`resnet-lessons merge`: what it asks for and what it prints."""

import pytest

from resnet_lessons import cli
from resnet_lessons.instructor.grading.for_nbgrader import gradebook_access
from resnet_lessons.instructor.grading.grades import GradedClass
from resnet_lessons.instructor.grading.sharded import merging


@pytest.fixture
def merged(monkeypatch):
    """Merges nothing: returns or raises what it is told, and keeps what it was asked."""

    class Merger:
        does, asked = staticmethod(lambda: GradedClass((), (), 1, "the sandbox", True, {})), None

        def merge(self, *given):
            self.asked = given
            return self.does()

    found = Merger()
    monkeypatch.setattr(merging, "merge", found.merge)
    monkeypatch.setattr(gradebook_access, "begin_loading", lambda: None)
    return found


def test_it_says_where_the_report_is(merged, tmp_path, capsys):
    out = tmp_path / "report"
    assert cli.main(["merge", "one", "two", "--out", str(out), "--submissions", "class"]) == 0
    shards, place, submissions, _, gradebook = merged.asked
    assert (shards, place, submissions, gradebook) == (["one", "two"], out, "class", None)
    assert capsys.readouterr().out.endswith(f"Open {out / 'index.html'}\n")


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (merging.ShardsRefused("one shard is missing: 2/2."), 1, "one shard is missing: 2/2.\n"),
        (PermissionError(13, "Permission denied", "one"), 1, "one: Permission denied\n"),
        (KeyboardInterrupt(), 130, "\nStopped. Run the same command again.\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_wrong_is_told_in_a_sentence(merged, tmp_path, capsys, error, status, told):
    def fail():
        raise error

    merged.does = fail
    assert cli.main(["merge", "one", "--out", str(tmp_path / "report")]) == status
    assert capsys.readouterr().err == told
