"""The short ways change no report: lean layers, and equal answers that are run once."""

import json

import pytest

from resnet_lessons.course.exercises import exercises_of
from tests.classes import synthetic
from tests.classes.notebook import written
from tests.instructor.grading.whole_classes.whole_runs import grade, needs_sandbox
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.grades, pytest.mark.sandbox, needs_sandbox]
STUDENTS = 40 if IS_SOAK else 4
# What says when and how long: the rest is the same to the byte.
_TIMED = {"index.html", "run.json", "gradebook.db", "ledger.sqlite"}
# What two students wrote, with a comment of their own: with a class, with an error in the same line, and
# with one in different lines.
_TWINS = {
    "pre_activation": """# {name}
from keras import layers, ops


class Activation(layers.Layer):
    def __init__(self, axis):
        super().__init__()
        self.normalise = layers.BatchNormalization(axis=axis)

    def call(self, inputs, training=None):
        return ops.relu(self.normalise(inputs, training=training))


def pre_activation(self, inputs, is_training):
    axis = -1 if self.data_format == "channels_last" else 1
    return Activation(axis)(inputs, training=is_training)""",
    "pre_activation_with_shortcut": """def pre_activation_with_shortcut(
    self, inputs, strides, is_training, shortcut_filters
):
    # {name} tries a layer that does not exist.
    return layers.PreActivation()(inputs), inputs""",
    "regular_block": """# {name}{lines}
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    return self.pre_activation(inputs, is_training).numpy() + self.nothing""",
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The reports of one class, by the short ways and without them."""
    folder = tmp_path_factory.mktemp("careful")
    expected = synthetic.make(folder / "class", 10 * STUDENTS, seed=8)
    synthetic.keep(folder / "class", expected, STUDENTS)
    for name, lines in (("ada", ""), ("emmy", "\n\n")):
        others = dict.fromkeys(exercise.id for exercise in exercises_of([2]))
        answers = {each: text.format(name=name, lines=lines) for each, text in _TWINS.items()}
        path = folder / "class" / f"{name}/02_block_structure.ipynb"
        path.parent.mkdir()
        path.write_text(json.dumps(written(2, others | answers)))
    options = ("--seed", 77, "--seeds", 2)
    grade(folder / "class", folder / "fast", *options)
    grade(folder / "class", folder / "careful", *options, "--careful")
    return folder / "fast", folder / "careful"


def test_reports_are_the_same_to_the_byte(reports):
    fast, careful = map(_files, reports)
    assert fast.keys() == careful.keys()
    assert any(name.endswith(".html") for name in fast) and "grades.csv" in fast
    assert [name for name in fast if fast[name] != careful[name]] == []


def _files(report):
    return {
        path.relative_to(report).as_posix(): path.read_bytes()
        for path in sorted(report.rglob("*"))
        if path.is_file() and path.name not in _TIMED
    }
