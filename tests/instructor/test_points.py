"""`points.toml`: what may stand there, and what is said of everything else."""

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.points import PointsError, points_beside


def put(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "points.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder, text):
    path = put(folder, text)
    with pytest.raises(PointsError) as caught:
        points_beside(folder)
    return str(caught.value).replace(str(path), "points.toml")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("[points]\nregular_block = 5\ngrow = 2.5\n", {"regular_block": 5, "grow": 2.5}),
        ("[points]\r\nregular_block = 5 # mine\r\n", {"regular_block": 5}),
        (b"\xef\xbb\xbf[points]\nwarm_up = 1", {"warm_up": 1}),
        ("points.grow = 0\npoints.lesion = 1000", {"grow": 0, "lesion": 1000}),
        ("points = { grow = 4.0 }", {"grow": 4}),
        ("[points]\n", {}),
        ("", {}),
    ],
)
def test_points_that_are_well_written(tmp_path, text, points):
    put(tmp_path, text)
    assert points_beside(tmp_path) == points
    assert [type(each) for each in points_beside(tmp_path).values()] == [
        type(each) for each in points.values()
    ]


def test_the_file_lies_in_the_folder_or_beside_it(tmp_path, monkeypatch):
    report = tmp_path / "course" / "report"
    assert points_beside(report) == {}
    put(tmp_path / "course", "[points]\ngrow = 7")
    (tmp_path / "course" / "bundle.zip").touch()
    monkeypatch.chdir(tmp_path / "course")
    for out in (report, tmp_path / "course" / "bundle.zip", "report", "new/../report"):
        assert points_beside(out) == {"grow": 7}
    assert points_beside(tmp_path / "course" / "other" / "report") == {}
    own = put(report, "[points]\ngrow = 8")
    with pytest.raises(PointsError, match=r"There are two files of points, .* Remove one"):
        points_beside(report)
    (tmp_path / "course" / "points.toml").unlink()
    assert points_beside(report) == {"grow": 8}
    own.unlink()
    own.mkdir()
    with pytest.raises(PointsError, match="cannot be read: Is a directory"):
        points_beside(report)


@pytest.mark.parametrize(
    "value",
    ["-1", "-0.5", "1001", "2.55", "inf", "-inf", "nan", "true", '"5"', "[5]", "2024-01-01", "{}"],
)
def test_a_value_that_is_no_number_of_points_is_named_with_its_line(tmp_path, value):
    assert refused(tmp_path, f"# ours\n[points]\ngrow = 3\nregular_block = {value}\n") == (
        f"points.toml, line 4 (regular_block = {value}): The points of regular_block must be a "
        "number from 0 to 1000, without quotation marks and with at most one digit after the "
        "point, for example 5 or 2.5."
    )


def test_an_unknown_exercise_is_named_with_its_line_and_the_known_ones(tmp_path):
    told = refused(tmp_path, "# regular_blok\n[points]\n\nregular_blok = 5")
    assert told.startswith(
        'points.toml, line 4 (regular_blok = 5): There is no exercise "regular_blok". '
        'Did you mean "regular_block"? The exercises are: '
    )
    assert all(name in told for name in EXERCISES)


def test_every_fault_is_told_at_once(tmp_path):
    told = refused(tmp_path, "[course]\ngrow = 1\n[points]\nnothing = 1\ngrow = -1\n")
    assert [line.partition("):")[0] for line in told.splitlines()] == [
        "points.toml, line 1 ([course]",
        "points.toml, line 4 (nothing = 1",
        "points.toml, line 5 (grow = -1",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regular_block = 5", "line 1 (regular_block = 5): 'regular_block' has no place in this"),
        ("points = 5", "line 1 (points = 5): Nothing can be made of `points`."),
        ("[[points]]\ngrow = 1", "line 1 ([[points]]): Nothing can be made of `points`."),
        ("[points]\ngrow = 2,5", "(at line 2, column 9)"),
        ("[points]\ngrow 2", "(at line 2, column 6)"),
        ("[points]\ngrow = 2\ngrow = 3", "(at line 3, column 9)"),
        ("[points", "(at line 1, column 8)"),
        ('[points]\n"\\u0067row" = -1', "The points of grow must be a number"),
    ],
)
def test_what_cannot_be_understood_is_shown_with_an_example(tmp_path, text, said):
    told = refused(tmp_path, text)
    assert said in told
    assert "must be" in told or "for example: regular_block = 5." in told


def test_another_encoding_is_told(tmp_path):
    assert refused(tmp_path, "[points] # größer".encode("latin-1")) == (
        "points.toml is not a text in UTF-8. Save it as UTF-8."
    )
