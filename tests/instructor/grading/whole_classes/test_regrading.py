"""Points and manual marks after a class was graded: everything agrees, and nothing is run again."""

import csv
import io
import json
import shutil

import nbformat
import pytest

from resnet_lessons.instructor.grading import class_run
from resnet_lessons.instructor.grading.grades import Mark
from resnet_lessons.instructor.grading.intake import repair, submissions
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS, released_notebooks
from resnet_lessons.instructor.grading.judging import Judge
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from resnet_lessons.instructor.grading.whole_class import Options, grade
from resnet_lessons.instructor.points import PointsError
from tests.instructor.grading.for_nbgrader.test_manual_marks import enter
from tests.instructor.grading.reports.page_reader import Page

pytestmark = pytest.mark.grades
SHARES = {
    "ada": {"pre_activation": 1.0, "regular_block": 0.375},
    "bob": {"regular_block": 1.0},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A class that handed in whole bundles, begun in chapter 2 alone, and a report's ledger that
    holds its marks; nothing may be run."""

    def forbidden(*_):
        raise AssertionError("something would be run")

    monkeypatch.setattr(class_run, "filled_sandbox", forbidden)
    for student, shares in SHARES.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        for path in sorted(NOTEBOOKS.glob("0[123]_*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") in shares:
                    cell.source = cell.source.replace("raise NotImplementedError", "return None")
            nbformat.write(notebook, tmp_path / "class" / student / path.name)
    (tmp_path / "report").mkdir()
    with Ledger(tmp_path / "report" / "ledger.sqlite") as ledger:
        seed = ledger.setting("seed", lambda: 5)
        judge = Judge(ledger, seed, released_notebooks(), 15, ledger.setting("seeds", lambda: 4))
        for each in submissions.find(tmp_path / "class"):
            prepared = repair.prepare(each)
            for name, share in SHARES[each.student_id].items() if prepared.chapters == (2,) else ():
                mark = Mark(name, "passed" if share == 1 else "failed", share)
                ledger.put(submission_digest(prepared), name, judge.grader(name), mark)
    return tmp_path


def run(folder, **options):
    """Grades again; the tables of the report, and its pages."""
    graded = grade(folder / "class", folder / "report", Options(unsafe=True, **options))
    report = folder / "report"
    pages = {
        name: Page((report / path).read_text()).text
        for name, path in (("index", "index.html"), ("ada", "feedback/ada.html"))
    }
    facts = json.loads((report / "run.json").read_text())
    return graded, table(report / "grades.csv"), table(report / "scores.csv"), pages, facts


def table(path):
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return {(row["student_id"], row.get("exercise", "")): row for row in rows}


def test_a_whole_bundle_counts_where_somebody_wrote(folder):
    _, grades, scores, pages, facts = run(folder)
    # Chapter 2 asks for 2, 3, 4, 4 and 3 points.
    assert {one["max_total"] for one in scores.values()} == {"16"}
    assert [scores[name, ""]["percent"] for name in ("ada", "bob")] == ["21.9", "25"]
    assert "chapter_2" in scores["ada", ""] and "chapter_3" not in scores["ada", ""]
    assert {row["chapter"] for row in grades.values()} == {"2"} and len(grades) == 2 * 5
    assert (facts["chapters"], facts["chapters_left_out"]) == ([2], [1, 3])
    assert "3.5 of 16 points (22%) in chapter 2" in pages["ada"]
    assert "Chapter 3" not in pages["ada"]
    assert "those of chapter 2 (2 of 2 students wrote an answer there)." in pages["index"]
    assert "Nobody wrote an answer in chapters 1 and 3: they were handed in" in pages["index"]

    _, grades, scores, pages, facts = run(folder, chapters=(2, 3))
    assert {one["max_total"] for one in scores.values()} == {"24"}
    assert {row["chapter"] for row in grades.values()} == {"2", "3"}
    assert scores["ada", ""]["percent"] == "14.6" and scores["ada", ""]["chapter_3"] == "0"
    assert (facts["chapters"], facts["chapters_left_out"]) == ([2, 3], [])
    assert "3.5 of 24 points (15%) in chapters 2 and 3" in pages["ada"]
    assert (
        "chapter 2 (2 of 2 students wrote an answer there) and chapter 3 (0 of 2)."
        in (pages["index"])
    )


def test_points_beside_the_report_count_at_once(folder):
    run(folder)
    enter(folder / "report" / "gradebook.db", "bob", "regular_block", manual_score=3.5)
    chosen = folder / "points.toml"
    chosen.write_text("[points]\nregular_block = 6\nbottleneck_block = 0\npre_activation = 0.5\n")
    _, grades, scores, pages, facts = run(folder)
    # A half point for what passed, 0.375 of 6, of 0.5, 3, 6, 0 and 3.
    assert grades["ada", "regular_block"]["points"] == "2.2"
    assert grades["ada", "regular_block"]["max_points"] == "6"
    assert grades["ada", "bottleneck_block"]["max_points"] == "0"
    assert scores["ada", ""]["total"] == "2.7" and scores["ada", ""]["max_total"] == "12.5"
    # What was entered by hand are points, and stays; that the automatic ones changed is told.
    assert grades["bob", "regular_block"]["points"] == "3.5"
    assert grades["bob", "regular_block"]["automatic_points"] == "6"
    assert "Look again: the automatic points changed" in pages["index"]
    assert (
        "Points from your points.toml: pre_activation 0.5 instead of 2, regular_block 6 instead of "
        "4, bottleneck_block 0 instead of 4." in pages["index"]
    )
    assert facts["points"]["regular_block"] == 6
    assert "2.7 of 12.5 points (22%)" in pages["ada"] and "2.2 of 6 points" in pages["ada"]
    assert "The bottleneck block" in pages["ada"]

    # The report's own folder is as good a place.
    shutil.move(chosen, folder / "report")
    assert run(folder)[2] == scores
    (folder / "report" / "points.toml").unlink()
    assert run(folder)[2]["ada", ""]["total"] == "3.5"


def test_wrong_points_change_nothing(folder):
    run(folder)
    report = folder / "report"
    before = {path: path.read_bytes() for path in report.glob("*.csv")}
    (folder / "points.toml").write_text("[points]\nregular_block = -5\n")
    with pytest.raises(PointsError, match=r"line 2 \(regular_block = -5\)"):
        run(folder)
    assert {path: path.read_bytes() for path in before} == before


def test_a_new_report_may_hold_its_points_already(folder):
    (folder / "other").mkdir()
    (folder / "other" / "points.toml").write_text("[points]\nblock_layer = 9\n")
    shutil.rmtree(folder / "class" / "ada")
    shutil.copy(NOTEBOOKS / "03_block_layers.ipynb", folder / "class" / "eve.ipynb")
    shutil.rmtree(folder / "class" / "bob")
    grade(folder / "class", folder / "other", Options(unsafe=True))
    assert table(folder / "other" / "scores.csv")["eve", ""]["max_total"] == "13"


def test_marks_by_hand_reach_every_table_and_page(folder):
    run(folder)
    book = folder / "report" / "gradebook.db"
    comment = "Nearly *there*:\nsee `strides`. <b>"
    enter(book, "ada", "regular_block", manual_score=3.25, extra_credit=0.5, comment=comment)
    enter(book, "ada", "pre_activation", extra_credit=-1)
    for _ in range(2):
        _, grades, scores, pages, _ = run(folder)
        assert grades["ada", "regular_block"] | {"student_id": ""} == {
            "student_id": "", "chapter": "2", "exercise": "regular_block", "points": "3.75",
            "max_points": "4", "verdict": "failed", "diagnosis": "", "automatic_points": "1.5",
            "comment": "Nearly *there*:\\nsee `strides`. <b>",
        }  # fmt: skip
        assert grades["ada", "pre_activation"]["points"] == "1"
        assert scores["ada", ""]["total"] == "4.75" and scores["ada", ""]["percent"] == "29.7"
        assert (
            scores["ada", ""]["comments"]
            == f"regular_block: {grades['ada', 'regular_block']['comment']}"
        )
        assert scores["bob", ""]["total"] == "4" and scores["bob", ""]["comments"] == ""
        assert (
            "3.25 points in place of the 1.5 of the automatic check; 0.5 points extra."
            in (pages["ada"])
        )
        assert "Nearly *there*: see strides. <b>" in pages["ada"]
        assert "From your instructor: 1 point taken off." in pages["ada"]
        assert "ada regular_block 3.75 of 4 1.5 0.5 points of extra credit." in (pages["index"])
        assert "ada pre_activation 1 of 2 2 1 point taken off." in pages["index"]
        assert "Look again" not in pages["index"]
    # What formgrader shows beside the instructor's entries is the grader's.
    place = folder / "report" / "autograded" / "ada" / "02_block_structure"
    assert "regular_block: failed, 1.5 of 4 points" in next(place.iterdir()).read_text()
