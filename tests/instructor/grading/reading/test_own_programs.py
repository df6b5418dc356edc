"""Which answers are programs of the lessons' own, whose observation needs no process of a student's."""

import json

import pytest

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.answers import IMPORTS, answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.exercises.programs import texts
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.intake import repair
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.intake.submissions import Submission
from resnet_lessons.instructor.grading.reading.own_programs import RIGHT, own_program
from resnet_lessons.instructor.grading.reading.self_contained import self_contained
from tests.classes.notebook import written

NAME = "add_shortcut"
TEXT = without_markers(answer(NAME))


def known(text, *before, name=NAME, released=IMPORTS):
    cells = [
        Cell(1, released, released=True),
        *(Cell(place, each) for place, each in enumerate(before, 2)),
    ]
    alone = self_contained(Prepared((*cells, Cell(len(cells) + 1, text, name)), (0,)), name)
    return own_program(alone, name)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"# mine\n\n{TEXT}",
        TEXT.replace("+", " +  "),
        f"{TEXT}\nrl.check('{NAME}', {NAME})",
    ],
)
def test_the_lessons_answer_is_known_whatever_stands_around_it(text):
    assert known(text) == RIGHT


@pytest.mark.parametrize("misconception", variants(NAME))
def test_each_misconception_is_known_unless_it_raises(misconception):
    found = known(variants(NAME)[misconception])
    raises = any(each.failure for each in public_key(NAME).fingerprints[misconception])
    assert (found is None) == raises
    assert raises or found == misconception


def test_some_misconceptions_raise_and_are_told_by_their_lines():
    shown = {
        (name, misconception): known(text, name=name) is None
        for name in ("regular_block", "count_weight_layers")
        for misconception, text in variants(name).items()
    }
    assert set(shown.values()) == {True, False}


@pytest.mark.parametrize("name", sorted(texts("right", NAME)))
def test_another_right_program_is_none_of_them(name):
    assert known(texts("right", NAME)[name]) is None


@pytest.mark.parametrize(
    "before",
    [
        "from keras import layers as ops",
        "import numpy as layers",
        "def layers():\n    return 1",
    ],
)
def test_what_a_student_defines_makes_it_another_program(before):
    name = "pre_activation"
    text = without_markers(answer(name))
    assert known(text, name=name) == RIGHT
    assert known(text, "from keras import layers", name=name) == RIGHT
    assert known(text, before, name=name) is None


def test_what_calls_another_exercise_by_its_name_does_what_the_student_wrote_there():
    found = variants("zero_mapping")["identity_instead_of_zero"]
    assert "identity_kernel" in found
    assert known(found, name="zero_mapping") is None


@pytest.mark.parametrize("chapter", range(1, 6))
def test_in_the_real_notebooks_nearly_every_answer_of_the_lessons_is_known(chapter):
    names = [each.id for each in exercises_of([chapter])]
    content = json.dumps(
        written(chapter, {name: f"# mine\n{without_markers(answer(name))}" for name in names})
    )
    handed_in = Submission("ada", "a.ipynb", content.encode())
    prepared = repair.prepare(handed_in, released_notebooks())
    alone = {name: self_contained(prepared, name) for name in names}
    unknown = {name for name in names if not (alone[name] and own_program(alone[name], name))}
    # The first calls answers of two other exercises, the others look into what they are given.
    assert unknown == {"grow", "count_flops", "load_by_name"} & set(names)


def test_with_other_imports_it_is_another_program():
    name = "pre_activation"
    text = without_markers(answer(name))
    assert known(text, name=name, released="from keras import layers, ops")
    assert not known(text, name=name, released="from keras import layers"), "`ops` is missing"
    assert not known(text, name=name, released="from keras import layers as ops, ops as layers")


@pytest.mark.parametrize("cell", ["range = range(3)", "%time\nrange = 3"])
def test_what_an_instructor_released_beside_it_counts(cell):
    name = "block_layer"
    text = without_markers(answer(name))
    assert known(text, name=name, released=f"{IMPORTS}\nkeys = 3") == RIGHT
    assert known(text, name=name, released=f"{IMPORTS}\n{cell}") is None
