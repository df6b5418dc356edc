"""What Canvas takes back is what the report says, for those whom it means and for nobody else."""

import csv
import io
import json
import zipfile

import mistune
import nbformat
import pytest

from resnet_lessons.instructor.grading.handing_back import feedback_files
from resnet_lessons.instructor.grading.reports import report_pages
from tests.instructor.grading import samples
from tests.instructor.grading.handing_back.handed_back import BLOCK, MOST, marks, report_of
from tests.instructor.grading.intake.archive_tools import NOTEBOOK, archive_at, put, zipped
from tests.instructor.grading.reports.page_reader import Page, student
from tests.support.platform_importers import CanvasCourse

FILE = "02_block_structure.ipynb"
# Ann was late and handed in three times, under one name.
NAMES = (
    f"otterann_LATE_101_{{}}_{FILE.replace('.ipynb', '-2.ipynb')}",
    f"foxben_102_902_{FILE}",
    f"elkcy_103_903_{FILE}",
)
TITLE = "Blocks (77)"


def download(tmp_path):
    ann = [f"otterann_LATE_101_{900 + n}_02_block_structure-{n}.ipynb" for n in (1, 2)]
    return archive_at(tmp_path, f"otterann_LATE_101_900_{FILE}", *ann, *NAMES[1:])


def course(**more):
    users = {
        101: ("Otter, Ann", "s-1", "ann@school.edu"),
        102: ("Fox, Ben", "s-2", "ben@school.edu"),
        103: ("Elk, Cy", "s-3", "cy@school.edu"),
        104: ("=1+1, Dan", "s-4", "dan@school.edu"),
    }
    attachments = {
        900: (101, FILE),
        901: (101, "02_block_structure-1.ipynb"),
        902: (101, "02_block_structure-2.ipynb"),
    }
    return CanvasCourse(
        users,
        {76: ("Warm up", 10.0), 77: ("Blocks", float(MOST))},
        more.pop("grades", {(102, 76): "9.00", (104, 77): "3.00"}),
        more.pop("attachments", attachments),
    )


def shares(student, name):
    return {"otterann_101": 0.5, "foxben_102": 1.0, "elkcy_103": 0.375}[student]


@pytest.fixture
def report(tmp_path):
    return report_of(tmp_path / "report", download(tmp_path), shares)


def gradebook(tmp_path, **form):
    path = tmp_path / "Grades.csv"
    path.write_bytes(course().export(**form))
    return path


def rows(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "form",
    [{}, {"separator": ";", "comma": True}, {"with_sis": False}],
    ids=["English", "with a comma before decimals", "without SIS users"],
)
def test_canvas_takes_each_mark_for_its_student_and_changes_nothing_else(
    tmp_path, report, capsys, form
):
    path = gradebook(tmp_path, **form)
    before = path.read_bytes()
    status, said, missing = marks(
        capsys, "canvas", report, "--gradebook", path, "--assignment", TITLE
    )
    assert (status, missing) == (0, "")
    assert path.read_bytes() == before
    table = report / "marks" / "canvas_marks.csv"
    assert f"Marks of 3 students: {table}" in said and "other rows (1) get no mark" in said
    assert said.splitlines()[-2:] == [
        "Next, import the table in Canvas' gradebook.",
        "Upload the archive as it is where Canvas asks for submissions with feedback.",
    ]
    found = course().import_gradebook(table.read_bytes())
    earned = {101: 0.5 * BLOCK.points, 102: BLOCK.points, 103: 0.375 * BLOCK.points}
    assert {key: float(text) for key, text in found.items()} == {
        (user, 77): points for user, points in earned.items()
    }


def test_the_table_holds_the_students_with_a_mark_and_one_assignment(tmp_path, report, capsys):
    marks(capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", "77")
    table = rows(report / "marks" / "canvas_marks.csv")
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", TITLE]
    assert table[1] == ["    Points Possible", "", "", "", "", f"{MOST:.2f}"]
    assert table[2] == ["Otter, Ann", "101", "s-1", "ann@school.edu", "Section 1", "2"]
    assert len(table) == 5


def test_feedback_is_a_notebook_under_the_name_that_canvas_knows(tmp_path, report, capsys):
    marks(capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", "Blocks")
    known = course(attachments=course().attachments | {902: (102, FILE), 903: (103, FILE)})
    content = (report / "marks" / "canvas_feedback.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [
            NAMES[2], NAMES[1], "otterann_LATE_101_902_02_block_structure-2.ipynb",
        ]  # fmt: skip
    handed_in = course(attachments=course().attachments | {902: (101, FILE)})
    given, ignored = handed_in.import_feedback(content)
    assert len(ignored) == 2
    assert set(given) == {101}
    assert known.import_feedback(content)[0].keys() == {102, 103}
    [(name, data)] = given[101]
    notebook = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(notebook)
    [cell] = notebook.cells
    assert name == FILE and cell.cell_type == "markdown"
    assert "otterann_101" in cell.source and "2</strong> of" in cell.source
    # What stands after an empty line would be read as Markdown, and styles are not part of the text.
    assert "\n\n" not in cell.source and "<style" not in cell.source


def test_what_a_student_wrote_is_no_markdown_in_the_notebook():
    """It would fetch a picture from elsewhere, for whoever opens the feedback."""
    wrote = (
        "line 1\n\n![x](http://elsewhere.example/x.png)\n\n\n    **bold** <b>1</b>\r\n \n# Title"
    )
    ada = student(samples.mark(BLOCK, "error", details=(("What was seen", wrote),)))
    page = report_pages.feedback_page(samples.graded([ada], [BLOCK]), ada)
    notebook = nbformat.reads(feedback_files.shown_as("a.ipynb", page.encode()).decode(), 4)
    read = Page(mistune.create_markdown(escape=False)(notebook.cells[0].source))
    assert not read.all("img") and not read.all("b") and len(read.all("h1")) == 1
    assert "![x](http://elsewhere.example/x.png)" in read.text and "**bold** <b>1</b>" in read.text


def test_no_file_is_overwritten_and_the_second_run_says_the_same(tmp_path, report, capsys):
    path = gradebook(tmp_path)
    for _ in range(2):
        marks(capsys, "canvas", report, "--gradebook", path, "--assignment", TITLE)
    names = {each.name for each in (report / "marks").iterdir()}
    assert names == {
        "canvas_marks.csv", "canvas_marks-2.csv", "canvas_feedback.zip", "canvas_feedback-2.zip",
    }  # fmt: skip
    first, second = (
        (report / "marks" / f"canvas_{name}").read_bytes() for name in ("marks.csv", "marks-2.csv")
    )
    assert first == second
    assert (report / "marks" / "canvas_marks.csv").stat().st_mode & 0o077 == 0


def test_who_is_excused_or_unknown_is_named_and_gets_no_mark(tmp_path, report, capsys):
    known = course(grades={(101, 77): "EX", (102, 77): "N/A"})
    del known.users[103]
    path = tmp_path / "Grades.csv"
    path.write_bytes(known.export())
    status, said, missing = marks(
        capsys, "canvas", report, "--gradebook", path, "--assignment", TITLE
    )
    assert status == 1 and "No table of marks was written" in said and "came from" not in said
    assert missing.splitlines() == [
        "Not handed back; nothing was guessed:",
        "  elkcy_103: Canvas' number 103 is in no row.",
        "  foxben_102: Canvas says that the assignment is not the student's (N/A).",
        "  otterann_101: Canvas says that the student is excused (EX).",
    ]
    assert not (report / "marks" / "canvas_marks.csv").exists()


def test_a_report_of_another_platforms_download_says_so_whatever_the_points(tmp_path, capsys):
    put(tmp_path / "class", f"Zoe Yak_11_assignsubmission_file/{FILE}")
    report = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0)
    status, said, _ = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", "Warm up"
    )
    assert status == 1 and "None of this report's work came from Canvas" in said


def test_without_numbers_of_canvas_the_sis_user_and_then_the_login_decide(tmp_path, capsys):
    put(tmp_path / "class", *(f"{name}/{FILE}" for name in ("s-1", "ben@school.edu", "103", "zoe")))
    report = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0)
    status, _, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", TITLE
    )
    found = course().import_gradebook((report / "marks" / "canvas_marks.csv").read_bytes())
    assert status == 0 and set(found) == {(101, 77), (102, 77)}
    # A folder called 103 may be a number of the school, and Canvas' user 103 somebody else.
    assert "  103: 103 is in no row." in missing and "  zoe: zoe is in no row." in missing
    assert not (report / "marks" / "canvas_feedback.zip").exists()


def test_two_students_of_the_report_never_share_a_row(tmp_path, capsys):
    put(tmp_path / "class", *(f"{name}/{FILE}" for name in ("s-1", "ann@school.edu")))
    report = report_of(tmp_path / "report", tmp_path / "class", lambda *_: 1.0)
    _, _, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", TITLE
    )
    assert missing.count("the same row belongs to another student of the report, too") == 2
    assert not (report / "marks" / "canvas_marks.csv").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], 'The gradebook has these: "Warm up (76)", "Blocks (77)". Name one with --assignment.'),
        (["--assignment", "Block"], "has no assignment 'Block'. It has these: \"Warm up (76)\""),
        (
            ["--assignment", "Warm up"],
            f"are out of {MOST} points, the assignment is out of 10. Add --scale",
        ),
        (["--assignment", TITLE, "--chapters", "3"], "The report holds no marks of chapter 3"),
    ],
)
def test_what_is_not_clear_is_asked(tmp_path, report, capsys, options, told):
    status, said, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), *options
    )
    assert status == 1 and said == "" and told in missing
    assert not (report / "marks").exists()


def test_marks_are_converted_where_the_instructor_says_so(tmp_path, report, capsys):
    path, warm_up = gradebook(tmp_path), ("--assignment", "Warm up (76)")
    marks(capsys, "canvas", report, "--gradebook", path, *warm_up, "--scale")
    marks(capsys, "canvas", report, "--gradebook", path, *warm_up, "--no-scale")
    converted, same = (
        course(grades={}).import_gradebook((report / "marks" / name).read_bytes())
        for name in ("canvas_marks.csv", "canvas_marks-2.csv")
    )
    assert float(same[102, 76]) == BLOCK.points
    assert float(converted[102, 76]) == round(10 * BLOCK.points / MOST, 2)


def test_names_that_are_formulas_stay_harmless_and_are_still_known(tmp_path, capsys):
    path = archive_at(tmp_path, f"dan_104_905_{FILE}", f"otterann_101_900_{FILE}")
    report = report_of(tmp_path / "report", path, lambda *_: 1.0)
    for name in ("=1+1, Dan", "\uff1dcmd|x", "@sum", "-1+1"):
        known = course(grades={})
        known.users[104] = (name, "s-4", "dan@school.edu")
        gradebook = tmp_path / "Grades.csv"
        gradebook.write_bytes(known.export())
        out = tmp_path / f"out {ord(name[0])}"
        marks(
            capsys, "canvas", report, "--gradebook", gradebook, "--assignment", TITLE, "--out", out
        )
        content = (out / "canvas_marks.csv").read_bytes()
        assert known.import_gradebook(content).keys() == {(101, 77), (104, 77)}
        assert rows(out / "canvas_marks.csv")[-1][0] == f"'{name}"


def test_hostile_file_names_lead_nowhere(tmp_path, capsys):
    names = [
        f"otterann_101_900_..\\..\\evil{FILE}",
        "foxben_102_902_a:b*c?.ipynb",
        "elkcy_103_903_link_list.ipynb",
        "dan_104_904_linked.ipynb",
    ]
    # In a folder, since an archive's reader takes a backslash for a line between folders.
    report = report_of(tmp_path / "report", put(tmp_path / "class", *names), lambda *_: 1.0)
    _, _, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", TITLE
    )
    with zipfile.ZipFile(report / "marks" / "canvas_feedback.zip") as archive:
        for name in archive.namelist():
            assert not set(name) & set('/\\:*?"<>|') and not name.startswith("..")
        assert len(archive.namelist()) == 3
    # Canvas takes a name that ends so for a link, and would ignore the file.
    assert "dan_104: Canvas shows feedback as a file of the name" in missing


def test_other_kinds_of_files_hold_the_page_as_they_can(tmp_path, capsys):
    path = archive_at(
        tmp_path,
        ("otterann_101_900_work.zip", zipped(FILE)),
        ("foxben_102_902_work.txt", NOTEBOOK),
        (f"elkcy_103_903_{FILE}", NOTEBOOK),
        ("elkcy_103_904_notes.html", b"<p>jupyter</p>"),
    )
    report = report_of(tmp_path / "report", path, lambda *_: 1.0)
    _, _, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", TITLE
    )
    with zipfile.ZipFile(report / "marks" / "canvas_feedback.zip") as archive:
        assert set(archive.namelist()) == {"otterann_101_900_work.zip", f"elkcy_103_903_{FILE}"}
        with zipfile.ZipFile(io.BytesIO(archive.read("otterann_101_900_work.zip"))) as inner:
            page = (report / "feedback" / "otterann_101.html").read_bytes()
            assert inner.namelist() == ["feedback.html"] and inner.read("feedback.html") == page
    assert "foxben_102: Canvas shows feedback as a file of the name that was handed in" in missing


def test_anonymous_submissions_are_not_given_to_whoever_has_the_number(tmp_path, capsys):
    path = archive_at(tmp_path, "anon_Ab3dE_101_02_block_structure.ipynb")
    report = report_of(tmp_path / "report", path, lambda *_: 1.0)
    _, said, missing = marks(
        capsys, "canvas", report, "--gradebook", gradebook(tmp_path), "--assignment", TITLE
    )
    assert "No table of marks was written" in said and "the assignment is anonymous" in missing


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\xff\xfeS\x00", "is not a text in UTF-8"),
        (b"a,b\n1,2\n", "is no gradebook of Canvas"),
        (b"Student,ID,Section,X (1)\na,1,s,2,3\n", "row 2 has 5 cells and the first one 4"),
        (b'Student,ID,Section,"X (1)\n' + b"x" * 20, "holds no column of an assignment"),
        (b"Student,ID,Section,Notes\na,1,s,2\n", "holds no column of an assignment"),
    ],
)
def test_a_table_that_is_none_is_refused_in_a_sentence(tmp_path, report, capsys, content, told):
    path = tmp_path / "Grades.csv"
    path.write_bytes(content)
    status, _, missing = marks(capsys, "canvas", report, "--gradebook", path)
    assert status == 1 and told in missing and missing.count("\n") == 1
    path.unlink()
    status, _, missing = marks(capsys, "canvas", report, "--gradebook", path)
    assert status == 1 and "cannot be read: No such file" in missing


def test_a_folder_that_is_no_report_or_a_damaged_one_is_refused(tmp_path, report, capsys):
    path = gradebook(tmp_path)
    assert "holds no finished report" in marks(capsys, "canvas", tmp_path, "--gradebook", path)[2]
    facts = json.loads((report / "run.json").read_text())
    for damaged in (
        "{",
        "[]",
        '{"chapters": 1}',
        json.dumps(facts | {"students": [{"feedback": 1}]}),
    ):
        (report / "run.json").write_text(damaged)
        status, _, missing = marks(capsys, "canvas", report, "--gradebook", path)
        assert status == 1 and "run.json is damaged" in missing
    for one in facts["students"]:
        one["feedback"] = "../../../etc/passwd"
    (report / "run.json").write_text(json.dumps(facts))
    _, _, missing = marks(capsys, "canvas", report, "--gradebook", path, "--assignment", TITLE)
    assert missing.count("the report holds no feedback page") == 3
