import itertools
import unicodedata

import pytest

from resnet_lessons.instructor.grading.reports.safe_names import file_names, visible
from tests.instructor.grading import samples


@pytest.mark.parametrize("name", ["ada", "a.b@x+y", "Ada Lovelace_12345", "a__b", "陈小明", "Zoë"])
def test_a_harmless_name_stays(name):
    assert file_names([name]) == {name: f"{name}.html"}


@pytest.mark.parametrize(
    "name, start",
    [
        ("", "student-"),
        (".", "student-"),
        ("..", "student-"),
        ("\u3164\ufe0f", "student-"),
        (".hidden", "hidden-"),
        ("-rf", "rf-"),
        ("name.", "name-"),
        ("name ", "name-"),
        ("a//b\\c", "a_b_c-"),
        ("../../x", "_.._x-"),
        ("a:b|c", "a_b_c-"),
        ("CON", "student CON-"),
        ("nul.txt", "student nul.txt-"),
        ("com¹ .x", "student com¹ .x-"),
        ("\udcff\x00", "student-"),
        ("a\u202eb", "a_b-"),
        ("Zo\u0308e", "Zöe-"),
        ("é" * 80, "é" * 53 + "-"),
        ("x" * 116, "x" * 106 + "-"),
    ],
)
def test_any_other_name_is_changed_and_says_so(name, start):
    changed = file_names([name])[name]
    assert changed.startswith(start)
    digest = changed.removeprefix(start).removesuffix(".html")
    assert len(digest) == 8
    assert set(digest) <= set("0123456789abcdef")


def test_every_file_name_is_safe():
    parts = (
        "",
        ".",
        "..",
        "/",
        "\\",
        "con",
        "\0",
        "\n",
        "é",
        "e\u0301",
        "\udcff",
        " ",
        "-",
        "😀",
        "A",
    )
    ids = {"".join(three) for three in itertools.product(parts, repeat=3)} | {"é" * 500}
    names = file_names(ids)
    assert set(names) == ids
    for name in names.values():
        assert len(name.encode()) <= 120
        assert not name.startswith((".", "-", " "))
        assert not set('/\\:*?"<>|') & set(name)
        assert name.removesuffix(".html").rstrip(". ") == name.removesuffix(".html")
        assert name.split(".")[0].rstrip().lower() not in ("con", "nul", "aux", "prn")
        assert not any(unicodedata.category(letter).startswith("C") for letter in name)
    same = {unicodedata.normalize("NFKC", name).casefold() for name in names.values()}
    assert len(same) == len(ids)


def test_names_equal_but_for_case_are_told_apart():
    names = file_names(["Ada", "ada", "ADA", "bob", "Straße", "STRASSE", "é", "e\u0301"])
    assert names["bob"] == "bob.html"
    assert len({name.casefold() for name in names.values()}) == 8
    assert all("-" in names[name] for name in ("Ada", "ada", "ADA", "Straße", "STRASSE", "e\u0301"))


def test_a_name_that_copies_anothers_hash_gets_its_own():
    taken = file_names([".x"])[".x"].removesuffix(".html")
    ids = {".x", taken}
    for _ in range(3):
        names = file_names(ids)
        assert len({name.casefold() for name in names.values()}) == len(ids)
        ids |= {name.removesuffix(".html") for name in names.values()}


def test_the_order_of_the_students_does_not_matter():
    ids = list(samples.HOSTILE_NAMES)
    assert file_names(ids) == file_names(ids[::-1]) == file_names(iter(ids))


def test_visible_shows_what_would_disturb_and_nothing_else():
    assert visible("Zoë 陈 سارة \u200f") == "Zoë 陈 سارة \u200f"
    assert visible("a\x00\x1b\u202e\udcff\n\u2028\u2066") == (
        "a\\x00\\x1b\\u202e\\udcff\\n\\u2028\\u2066"
    )
    assert visible("a\n\t\r", keep="\n\t") == "a\n\t\\r"
