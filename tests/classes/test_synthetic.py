import ast
import csv
import json
import os

import nbformat
import pytest

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.course.exercises import EXERCISES
from tests.classes.files import SAVES, UNREADABLE
from tests.classes.forms import FORMS
from tests.classes.notebook import imports, path_of
from tests.classes.plan import DELETED, File, Student, plan
from tests.classes.programs import (
    CHAPTERS,
    NEXT_CELL,
    exercises_of,
    names,
    texts,
    without_helpers,
)
from tests.classes.synthetic import COLUMNS, Expected, compare, expected_rows, make, write

SEED = 4
EXERCISE_IDS = [each for chapter in CHAPTERS for each in exercises_of(chapter)]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "submissions"
    return folder, make(folder, 30, SEED)


# What is written ---------------------------------------------------------------------------------


def test_thirty_students_stand_on_disk(small):
    folder, expected = small
    students = plan(30, SEED)
    assert sorted(os.listdir(folder)) == [f"student_{number:03d}" for number in range(1, 31)]
    for student in students:
        assert sorted(os.listdir(folder / student.student_id)) == sorted(
            file.name for file in student.files
        )
    assert len(expected.rows) == 30 * len(EXERCISE_IDS)
    verdicts = {verdict for verdict, _, _ in expected.rows.values()}
    assert verdicts == {"passed", "failed", "error", "not started", "unreadable"}


def test_a_seed_writes_one_class(small, tmp_path):
    folder, expected = small
    assert make(tmp_path / "again", 30, SEED) == expected
    assert _contents(tmp_path / "again") == _contents(folder)
    make(tmp_path / "other", 30, SEED + 1)
    assert _contents(tmp_path / "other") != _contents(folder)


def _contents(folder):
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_a_full_folder_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        make(tmp_path, 30, SEED)
    assert os.listdir(tmp_path) == ["thesis.txt"]


def _written(tmp_path, form, chapter=3, helpers_apart=True):
    style = "the_answer" if chapter == 2 else "with_own_cells"
    programs = {each: "right/the_answer" for each in exercises_of(chapter)}
    programs |= {each: key for each in programs if (key := f"right/{style}") in texts(each)}
    path = tmp_path / "homework.ipynb"
    file = File(chapter, path.name, tuple(programs.items()), form, helpers_apart)
    write(path, file, "seed")
    return path, programs


def _code(path):
    notebook = json.loads(path.read_bytes())
    cells = notebook["worksheets"][0]["cells"] if "worksheets" in notebook else notebook["cells"]
    return [
        "".join(cell.get("source", cell.get("input"))).replace("\r\n", "\n")
        for cell in cells
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("form", ["", *FORMS, *SAVES])
def test_no_form_loses_an_answer(tmp_path, form, chapter):
    path, programs = _written(tmp_path, form, chapter)
    code = _code(path)
    begins = code.index(imports(chapter))
    for exercise_id, key in programs.items():
        *helpers, function = texts(exercise_id)[key].rstrip("\n").split(NEXT_CELL)
        place = next(number for number, text in enumerate(code) if text.endswith(function))
        assert place > begins
        for helper in helpers:
            assert begins < code.index(helper.rstrip("\n")) < place


@pytest.mark.parametrize("form", ["", *FORMS, *SAVES])
def test_every_form_is_a_notebook(tmp_path, form):
    path, _ = _written(tmp_path, form)
    text = path.read_bytes().decode("utf-8-sig")
    assert "_exercise" not in text and "_role" not in text
    saved = json.loads(text)
    assert saved["nbformat"] == (3 if form == "nbformat_3" else 4)
    nbformat.validate(nbformat.reads(text, as_version=nbformat.NO_CONVERT))


def test_forms_do_what_they_say(tmp_path):
    plain, programs = _written(tmp_path, "")
    text = plain.read_text()
    assert text.count("rl.check(") == len(programs)
    for form, count in {"check_cells_deleted": 0, "checks_duplicated": 2 * len(programs)}.items():
        assert _written(tmp_path, form)[0].read_text().count("rl.check(") == count
    for form in ("untouched_copies_above", "untouched_copies_below"):
        assert _written(tmp_path, form)[0].read_text().count("NotImplementedError  #") == 3
    assert "nbgrader" in text
    assert "nbgrader" not in _written(tmp_path, "metadata_stripped")[0].read_text()
    renamed = _written(tmp_path, "grade_ids_renamed")[0].read_text()
    assert '"grade_id": "block_layer' not in renamed and '"grade_id": "cell-' in renamed
    magics = _written(tmp_path, "magics")[0].read_text()
    assert magics.count('"source": "%%time') == 3
    assert "%matplotlib inline" in magics and "!pip install" in magics
    assert _written(tmp_path, "byte_order_mark")[0].read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in _written(tmp_path, "windows_lines")[0].read_bytes()


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_unreadable(tmp_path, kind):
    path = tmp_path / "01_identity_and_zero_mappings.ipynb"
    programs = tuple((each, "right/the_answer") for each in exercises_of(1))
    write(path, File(1, path.name, programs, unreadable=kind), "seed")
    if kind == "directory":
        assert path.is_dir()
    elif kind == "link_out":
        assert path.is_symlink() and tmp_path not in path.resolve().parents
        nbformat.read(path, as_version=4)
    elif kind == "other_json":
        assert not isinstance(json.loads(path.read_bytes())["cells"], list)
    else:
        with pytest.raises(ValueError):
            json.loads(path.read_bytes())


@pytest.mark.parametrize("exercise_id", EXERCISE_IDS)
def test_helpers_apart_are_the_same_program(exercise_id):
    for key in [*names(exercise_id, "right"), *names(exercise_id, "wrong")]:
        text = texts(exercise_id)[key]
        apart = without_helpers(text, exercise_id)
        assert len(apart.split(NEXT_CELL)) <= 2, key
        assert _statements(apart) == _statements(text), key
        assert all(part.strip() for part in apart.split(NEXT_CELL)), key


def _statements(text):
    return sorted(ast.dump(statement) for statement in ast.parse(text).body)


# What must come of it ----------------------------------------------------------------------------


def _right_file(chapter, name=None, **more):
    programs = tuple((each, "right/the_answer") for each in exercises_of(chapter))
    return File(chapter, name or path_of(chapter).name, programs, **more)


def _rows(*files):
    """Of a student beside another who handed in everything."""
    everything = Student("all", "right", tuple(map(_right_file, CHAPTERS)))
    rows = expected_rows([Student("one", "right", files), everything])
    return {exercise: earned[0] for (student, exercise), earned in rows.items() if student == "one"}


def test_what_was_not_handed_in_is_not_started():
    rows = _rows(_right_file(3))
    assert {rows[each] for each in exercises_of(3)} == {"passed"}
    assert {rows[each] for each in exercises_of(1) + exercises_of(2)} == {"not started"}


def test_an_unreadable_file_counts_for_the_chapter_it_names():
    rows = _rows(_right_file(2, unreadable="empty"), _right_file(3))
    assert {rows[each] for each in exercises_of(2)} == {"unreadable"}
    assert {rows[each] for each in exercises_of(1)} == {"not started"}
    assert {rows[each] for each in exercises_of(3)} == {"passed"}


def test_an_unreadable_file_that_names_none_counts_for_all_that_is_missing():
    rows = _rows(_right_file(2, "homework.ipynb", unreadable="empty"), _right_file(3))
    assert {rows[each] for each in exercises_of(1) + exercises_of(2)} == {"unreadable"}
    assert {rows[each] for each in exercises_of(3)} == {"passed"}


def test_a_deleted_cell_is_not_started():
    file = File(3, path_of(3).name, (("block_layer", DELETED),))
    assert _rows(file)["block_layer"] == "not started"


def test_only_chapters_that_someone_handed_in_have_rows():
    rows = expected_rows([Student("one", "right", (_right_file(3),))])
    assert [exercise for _, exercise in rows] == exercises_of(3)


# Comparing ---------------------------------------------------------------------------------------


def _grades(rows, path, change=lambda row: row, columns=COLUMNS):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        for (student, exercise_id), (verdict, diagnosis, points) in rows.items():
            exercise = EXERCISES[exercise_id]
            writer.writerow(change({
                "student_id": student, "chapter": exercise.chapter, "exercise": exercise_id,
                "points": points, "max_points": exercise.points, "verdict": verdict,
                "diagnosis": diagnosis or "",
            }))  # fmt: skip
    return path


def test_the_right_table_has_no_differences(small, tmp_path):
    _, expected = small
    assert compare(expected, _grades(expected.rows, tmp_path / "grades.csv")) == []


ROWS = {
    ("a", "regular_block"): ("failed", "concatenation", 0.3),
    ("b", "regular_block"): ("passed", None, 4.0),
}


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("verdict", "error", "a regular_block: verdict 'error', expected 'failed'"),
        ("diagnosis", "", "a regular_block: diagnosis '', expected 'concatenation'"),
        ("points", "0.4", "a regular_block: points '0.4', expected 0.3"),
        ("points", "many", "a regular_block: points 'many', expected 0.3"),
        ("max_points", "3", "a regular_block: max_points '3', expected 4"),
        ("chapter", "3", "a regular_block: chapter '3', expected '2'"),
    ],
)
def test_each_difference_is_told(tmp_path, column, value, says):
    def change(row):
        return row | {column: value} if row["student_id"] == "a" else row

    assert compare(Expected(ROWS), _grades(ROWS, tmp_path / "grades.csv", change)) == [says]


def test_missing_added_and_doubled_rows_are_told(tmp_path):
    expected = Expected(ROWS | {("c", "grow"): ("passed", None, 4.0)})
    path = _grades(ROWS | {("d", "grow"): ("passed", None, 4.0)}, tmp_path / "grades.csv")
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    assert compare(expected, path) == [
        "d grow: not expected", "a regular_block: twice", "c grow: missing",
    ]  # fmt: skip


def test_other_columns_are_told(tmp_path):
    path = _grades(ROWS, tmp_path / "grades.csv", columns=COLUMNS[:-1])
    (difference,) = compare(Expected(ROWS), path)
    assert "the columns are" in difference
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert len(compare(Expected(ROWS), empty)) == 1


def test_another_seed_leaves_room_in_the_points_of_what_failed(tmp_path):
    def compared(points_of_a, points_of_b, seed):
        given = {"a": points_of_a, "b": points_of_b}
        path = _grades(ROWS, tmp_path / "grades.csv",
                       lambda row: row | {"points": given[row["student_id"]]})  # fmt: skip
        return compare(Expected(ROWS), path, seed)

    assert compared(1.1, 4, PUBLIC_SEED) == ["a regular_block: points '1.1', expected 0.3"]
    assert compared(1.1, 4, 7) == []
    assert compared(2.1, 4, 7) == ["a regular_block: points '2.1', expected 0 to 2"]
    assert compared(1.1, 3.9, 7) == ["b regular_block: points '3.9', expected 4.0"]
