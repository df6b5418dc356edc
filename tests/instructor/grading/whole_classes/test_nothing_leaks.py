"""What students are handed after a class was graded holds no secret of the run: pages, and what goes back to
each platform. The students wrote wrong answers, or none; two of them look for what is hidden."""

import json
import shutil
import zipfile
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor import hidden_part, leaks
from resnet_lessons.instructor.answers import answer, regions
from resnet_lessons.instructor.autograder.result_forms import PLATFORMS
from resnet_lessons.instructor.exercises import programs, variants
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.whole_class import Options, grade
from tests.classes.notebook import clean, path_of, written
from tests.instructor.grading.handing_back.handed_back import marks
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.spies import patient_spy, spy
from tests.support.platform_importers import ENGLISH, CanvasCourse, MoodleAssignment

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]
SEED = 3_141_592_653_589
CHAPTER = 2
MOST = float(sum(exercise.points for exercise in exercises_of((CHAPTER,))))
FILE = path_of(CHAPTER).name

STUDENTS = {
    "diagnosed": {
        "pre_activation": variants("pre_activation")["relu_before_normalization"],
        "regular_block": variants("regular_block")["stride_on_second_convolution"],
    },
    "undiagnosed": {"regular_block": next(iter(programs.texts("wrong", "regular_block").values()))},
    "spy": {"regular_block": spy("regular_block")},
    "patient": {"regular_block": patient_spy("regular_block")},
    "empty": {},
}
NUMBERS = dict(zip(STUDENTS, (11, 12, 13, 14, 15), strict=True))


@pytest.fixture(scope="module")
def notebooks():
    """{student: what is handed in}"""
    holes = {one.id: released_notebooks().fill_in(one.id) for one in exercises_of((CHAPTER,))}
    return {
        student: json.dumps(clean(written(CHAPTER, holes | answers))).encode()
        for student, answers in STUDENTS.items()
    }


@pytest.fixture(scope="module")
def graded(notebooks, tmp_path_factory):
    """{platform: (`GradedClass`, report) of the class as this platform hands it out}; it is judged once."""
    known, made = None, {}
    names = {
        "canvas": "{0}_{1}_90{1}_" + FILE,
        "moodle": "{0}_{1}_assignsubmission_file/" + FILE,
        "gradescope": "submission_{1}/" + FILE,
    }
    for platform, name in names.items():
        folder = tmp_path_factory.mktemp(platform)
        for student, content in notebooks.items():
            path = folder / "class" / name.format(student, NUMBERS[student])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if platform == "gradescope":
            (folder / "class" / "submission_metadata.yml").write_text(_METADATA)
        if known:
            (folder / "report").mkdir()
            shutil.copy(known / "ledger.sqlite", folder / "report")
        known = folder / "report"
        made[platform] = grade(folder / "class", known, Options(seed=SEED, workers=2)), known
    return made


@pytest.fixture(scope="module")
def reports(graded):
    return {platform: report for platform, (_, report) in graded.items()}


_METADATA = "---\n" + "".join(
    f"submission_{number}:\n  :created_at: 2026-10-02 09:00:00.000000000 Z\n  :submitters:\n"
    f"  - :name: {student}\n    :sid: '{number}'\n    :email: {student}@school.edu\n"
    for student, number in NUMBERS.items()
)


def returned(platform, report, folder, capsys):
    """The folder of what goes back to a platform."""
    if platform == "canvas":
        users = {number: (name, f"s{number}", name) for name, number in NUMBERS.items()}
        (folder / "in.csv").write_bytes(CanvasCourse(users, {77: ("Blocks", MOST)}).export())
        options = ("--gradebook", folder / "in.csv")
    elif platform == "moodle":
        people = {number: (name, f"{name}@school.edu") for name, number in NUMBERS.items()}
        worksheet = MoodleAssignment(people, ENGLISH, MOST).worksheet()
        (folder / "in.csv").write_bytes(worksheet)
        options = ("--worksheet", folder / "in.csv")
    else:
        options = ()
    status, said, missing = marks(capsys, platform, report, *options, "--out", folder / "back")
    assert (status, missing) == (0, ""), said
    return folder / "back"


@pytest.fixture(scope="module")
def secrets():
    return hidden_part.of_run(SEED)


def test_no_page_of_a_student_holds_a_secret(reports, secrets):
    report = reports["canvas"]
    pages = {page.name.split("_")[0]: page.read_text() for page in (report / "feedback").iterdir()}
    assert set(pages) == set(STUDENTS)
    # They say something: a diagnosis, the first setting that differs, what was raised.
    assert "Revisit" in pages["diagnosed"] and "images of" in pages["undiagnosed"]
    assert any(str(case) in pages["spy"] for case in EXERCISES["regular_block"].cases)
    assert leaks.search(report / "feedback", secrets) == []


def test_what_nbgrader_makes_feedback_of_holds_none(reports, secrets):
    """The autograded notebooks hold what a student wrote, and two wrote a program of the instructor's."""
    assert len(list((reports["canvas"] / "autograded").rglob("*.ipynb"))) == len(STUDENTS)
    for student, answers in STUDENTS.items():
        (folder,) = (reports["canvas"] / "autograded").glob(f"{student}_*")
        assert leaks.search(folder, secrets.to_who_wrote(*answers.values())) == []


@pytest.mark.parametrize("platform", ["canvas", "moodle", "gradescope"])
def test_what_goes_back_to_a_platform_holds_none(reports, secrets, platform, tmp_path, capsys):
    back = returned(platform, reports[platform], tmp_path, capsys)
    archives = sorted(path.name for path in back.glob("*.zip"))
    assert archives == ([] if platform == "gradescope" else [f"{platform}_feedback.zip"])
    assert list(back.glob("*_marks.csv"))
    assert leaks.search(back, secrets) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_an_autograder_tells_holds_none(graded, secrets, platform, tmp_path):
    """In the words in which a container's result tells the same marks."""
    whole, _ = graded["canvas"]
    for student in whole.students:
        told = PLATFORMS[platform].told(student, whole.exercises, 1.0)
        (tmp_path / "results.json").write_text(json.dumps(told))
        assert leaks.search(tmp_path, secrets) == []
    detail = ("Where", f"it differs in {secrets.telling_settings[0]}")
    marks = (*student.marks[:-1], replace(student.marks[-1], verdict="failed", details=(detail,)))
    told = PLATFORMS[platform].told(replace(student, marks=marks), whole.exercises, 1.0)
    (tmp_path / "results.json").write_text(json.dumps(told))
    assert leaks.search(tmp_path, secrets) != []


def planted(secrets):
    """A secret of each kind, as somebody might put it into a sentence."""
    return {
        "answer": regions(answer("bottleneck_block"))[0].text,
        "seed of the run": f"({SEED})",
        "seed of an exercise": f"seed {secrets.numbers[0]}",
        "hidden setting": secrets.telling_settings[0],
    }


@pytest.mark.parametrize(
    "kind", ["answer", "seed of the run", "seed of an exercise", "hidden setting"]
)
def test_what_would_be_planted_in_any_of_them_is_found(reports, secrets, kind, tmp_path, capsys):
    text = planted(secrets)[kind]
    (page,) = (reports["canvas"] / "feedback").glob("spy*")
    (tmp_path / "pages").mkdir()
    content = page.read_text().replace("</body>", f"<pre>{text}</pre></body>")
    (tmp_path / "pages" / page.name).write_text(content)
    assert leaks.search(tmp_path / "pages", secrets) != []
    notebook = next((reports["canvas"] / "autograded").rglob("*.ipynb"))
    cells = json.loads(notebook.read_text())
    cells["cells"][0]["source"] = text
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / notebook.name).write_text(json.dumps(cells))
    assert leaks.search(tmp_path / "cells", secrets) != []
    for platform in ("canvas", "moodle"):
        (tmp_path / platform).mkdir()
        back = returned(platform, reports[platform], tmp_path / platform, capsys)
        with zipfile.ZipFile(back / f"{platform}_feedback.zip", "a") as archive:
            archive.writestr("more.html", content)
        assert leaks.search(back, secrets) != []
