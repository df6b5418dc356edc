"""`rl.draw_block`, and the drawing that a failed check of a block shows."""

import html.parser

import keras
import pytest
from keras import ops

import resnet_lessons as rl
from resnet_lessons.checker.feedback import CheckResult
from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.display import Message, Picture
from resnet_lessons.figures.canvas import LessonFigure, png
from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.exercises import programs, variants
from resnet_lessons.instructor.wrong_kinds import KINDS
from resnet_lessons.student import check, draw_block
from resnet_lessons.student.answer_text import Answer
from tests.figures.overlap import assert_readable, drawn_texts
from tests.support.processor_time import fastest
from tests.support.soak import some

BLOCKS = ("regular_block", "bottleneck_block")
BOTH_SETTINGS = ["With strides 1 and an identity shortcut", "With strides 2 and a projection"]


@pytest.fixture(autouse=True)
def with_groundwork(monkeypatch):
    """Blocks may call the lessons' own answers; no block has been checked yet."""
    for module in (draw_block, check):
        monkeypatch.setattr(module, "groundwork_of", lambda exercise, passed: Groundwork())
    monkeypatch.setattr(draw_block, "_checked", {})


def right(name="regular_block"):
    return compiled(without_markers(answer(name)), name)


def wrong(misconception, name="regular_block"):
    return compiled(variants(name)[misconception], name)


def texts(figure, gid):
    return [text.words for text in drawn_texts(figure) if text.artist.get_gid() == gid]


def panels(figure):
    return texts(figure, "panel")


def marks(figure):
    return texts(figure, "mark")


# rl.draw_block ------------------------------------------------------------------------------------


@pytest.mark.draws
@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_that_was_not_checked_is_drawn_alone(name):
    figure = rl.draw_block(right(name))
    assert isinstance(figure, LessonFigure)
    assert_readable(figure)
    assert panels(figure) == BOTH_SETTINGS
    assert marks(figure) == []
    assert figure.get_suptitle() == f"Your {name} as it keeps the shape, and as it changes it"
    assert "Expected" not in figure.alt_text


def test_a_wrong_block_that_was_not_checked_gives_nothing_away():
    figure = rl.draw_block(wrong("projection_from_raw_input"))
    assert panels(figure) == BOTH_SETTINGS
    assert marks(figure) == []
    assert "raw input" not in figure.get_suptitle()


@pytest.mark.draws
def test_a_wrong_shortcut_of_either_setting_is_seen_before_the_check():
    figure = rl.draw_block(wrong("identity_after_pre_activation"))
    identity, projecting = figure.alt_text.split("With strides 2")
    assert "Shortcut: BN; ReLU." in identity
    assert "Shortcut: BN; ReLU; 1×1 convolution" in projecting


@pytest.mark.parametrize("misconception", ["stride_missing_on_projection", "concatenation"])
def test_no_shape_is_said_to_be_kept_and_changed_where_it_is_not(misconception):
    figure = rl.draw_block(wrong(misconception))
    assert panels(figure) == BOTH_SETTINGS
    assert figure.get_suptitle() == "Your regular_block in two settings"


@pytest.mark.draws
def test_a_block_that_works_in_one_setting_alone_is_drawn_in_it():
    function = right()

    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        if shortcut_filters is None:
            raise ValueError("no identity shortcut yet")
        return function(self, inputs, filters, strides, is_training, index, shortcut_filters)

    figure = rl.draw_block(regular_block)
    assert panels(figure) == []
    assert texts(figure, "subtitle") == ["drawn with strides 2 and a projection"]


@pytest.mark.draws
@pytest.mark.parametrize("name", BLOCKS)
def test_a_passed_block_stands_beside_the_expected_one_without_a_mark(name):
    function = right(name)
    assert rl.check(name, function).verdict == "passed"
    figure = rl.draw_block(function)
    assert_readable(figure)
    assert panels(figure) == ["Your block", "Expected"]
    assert marks(figure) == []
    assert figure.get_suptitle() == f"Passed: your {name} is the block of the lesson"


@pytest.mark.draws
@pytest.mark.parametrize("name", BLOCKS)
def test_a_failed_block_shows_what_differs(name):
    function = wrong("projection_from_raw_input", name)
    assert rl.check(name, function).diagnosis == "projection_from_raw_input"
    figure = rl.draw_block(function)
    assert panels(figure) == ["Your block", "Expected"]
    assert marks(figure) == ["✗ differs", "✓ as expected"]
    assert figure.get_suptitle() == "Your block: the projection starts at the raw input"
    assert texts(figure, "subtitle") == ["drawn with strides 2 and a projection"]
    channels = {"regular_block": 64, "bottleneck_block": 256}[name]
    assert texts(figure, "line") == [
        f"Drawn larger than it was checked: 28 × 28 with {channels} channels."
    ]


@pytest.mark.draws
def test_another_function_than_the_checked_one_is_drawn_alone():
    rl.check("regular_block", wrong("projection_from_raw_input"))
    assert panels(rl.draw_block(wrong("relu_after_addition"))) == BOTH_SETTINGS
    assert panels(rl.draw_block(right("bottleneck_block"))) == BOTH_SETTINGS


@pytest.mark.draws
def test_the_same_source_run_again_counts_as_checked():
    def define():
        def regular_block(
            self, inputs, filters, strides, is_training, index, shortcut_filters=None
        ):
            return inputs

        return regular_block

    rl.check("regular_block", define())
    again = define()
    assert panels(rl.draw_block(again)) == ["Your block", "Expected"]


def test_the_name_may_be_said():
    function = right("bottleneck_block")
    anonymous = lambda *arguments: function(*arguments)  # noqa: E731
    assert "Only regular_block or bottleneck_block" in repr(rl.draw_block(anonymous))
    figure = rl.draw_block(anonymous, "bottleneck_block")
    assert "bottleneck_block" in figure.get_suptitle()


@pytest.mark.parametrize("exercise_id", ["block_layer", "", 3, [], {}, "regular_blok"])
def test_other_exercises_are_answered_in_words(exercise_id):
    message = rl.draw_block(right(), exercise_id)
    assert isinstance(message, Message)
    assert "regular_block" in message.text


@pytest.mark.parametrize("function", [None, 3, "regular_block", BLOCKS, dict])
def test_what_is_no_function_is_answered_in_words(function):
    assert isinstance(rl.draw_block(function), Message)
    message = rl.draw_block(function, "regular_block")
    assert "without parentheses" in message.text


def test_an_exercise_not_started_says_so():
    message = rl.draw_block(compiled(with_holes(answer("regular_block")), "regular_block"))
    assert isinstance(message, Message)
    assert message.text == (
        "No regular_block to draw yet. Write it in the cell above, run its check, then run this "
        "cell again."
    )


def test_an_exercise_not_started_says_so_even_where_groundwork_is_missing(monkeypatch):
    missing = Groundwork(missing=("pre_activation_with_shortcut",))
    monkeypatch.setattr(draw_block, "groundwork_of", lambda exercise, passed: missing)
    message = rl.draw_block(compiled(with_holes(answer("regular_block")), "regular_block"))
    assert message.text.startswith("No regular_block to draw yet.")


def test_missing_groundwork_is_named(monkeypatch):
    missing = Groundwork(missing=("pre_activation",))
    monkeypatch.setattr(draw_block, "groundwork_of", lambda exercise, passed: missing)
    message = rl.draw_block(right())
    assert "it calls pre_activation, which has not passed yet" in message.text


@pytest.mark.parametrize("kind", some(KINDS, 4), ids=lambda kind: kind.name)
def test_whatever_is_handed_in_gives_a_figure_or_a_sentence(kind):
    function = kind.make(right())
    draw_block.remember(Answer("regular_block", function), False)
    drawn = rl.draw_block(function, "regular_block")
    assert isinstance(drawn, (LessonFigure, Message))


def test_drawing_fails_in_words(monkeypatch):
    monkeypatch.setattr(draw_block, "_figure", lambda *arguments, **keywords: 1 / 0)
    function = right()
    draw_block.remember(Answer("regular_block", function), False)
    assert "ZeroDivisionError" in rl.draw_block(function).text


# rl.check -----------------------------------------------------------------------------------------


class Images(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.images = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.images.append(dict(attributes))


@pytest.mark.draws
@pytest.mark.parametrize("name", BLOCKS)
def test_a_failed_check_shows_the_drawing_in_its_html_form(name):
    result = rl.check(name, wrong("projection_from_raw_input", name))
    assert result.verdict == "failed"
    (image,) = Images(result._repr_html_()).images
    assert image["src"].startswith("data:image/png;base64,")
    assert "the projection starts at the raw input" in image["alt"]
    assert image["width"] == "900"
    assert "png" not in repr(result)
    assert "img" not in repr(result)


@pytest.mark.draws
def test_the_text_form_is_that_of_a_result_without_a_picture():
    result = rl.check("regular_block", wrong("relu_after_addition"))
    plain = CheckResult(
        result.exercise,
        result.verdict,
        result.points,
        result.max_points,
        result.diagnosis,
        result.details,
    )
    assert repr(result) == repr(plain)
    assert plain.picture is None
    assert Images(plain._repr_html_()).images == []
    assert result._repr_html_().startswith(plain._repr_html_())


@pytest.mark.draws
@pytest.mark.parametrize("name", BLOCKS)
def test_no_drawing_where_nothing_is_wrong_or_begun(name):
    assert rl.check(name, right(name)).picture is None
    assert rl.check(name, compiled(with_holes(answer(name)), name)).picture is None
    assert rl.check(name, None).picture is None


def test_no_drawing_of_other_exercises():
    def pre_activation(self, inputs, is_training):
        return ops.relu(inputs)

    result = rl.check("pre_activation", pre_activation)
    assert result.verdict == "failed"
    assert result.picture is None


@pytest.mark.draws
def test_a_drawing_that_fails_leaves_the_check_as_it_is(monkeypatch):
    monkeypatch.setattr(draw_block, "_figure", lambda *arguments, **keywords: 1 / 0)
    result = rl.check("regular_block", wrong("relu_after_addition"))
    assert (result.verdict, result.diagnosis) == ("failed", "relu_after_addition")
    assert result.picture is None


@pytest.mark.draws
def test_the_picture_is_the_same_each_time():
    function = wrong("stride_missing_on_projection")
    first, second = (rl.check("regular_block", function) for _ in range(2))
    assert first.picture == second.picture
    assert first._repr_html_() == second._repr_html_()


def test_markup_in_alt_text_stays_text():
    result = CheckResult("x", "failed", 0, 1, picture=Picture(b"png", '"><b>', 10, 20))
    (image,) = Images(result._repr_html_()).images
    assert image["alt"] == '"><b>'


@pytest.mark.draws
def test_a_difference_that_no_graph_shows_is_said():
    function = compiled(
        without_markers(answer("regular_block")).replace("return conv2", "return 1.0 * conv2"),
        "regular_block",
    )
    draw_block.remember(Answer("regular_block", function), False)
    figure = rl.draw_block(function)
    assert figure.get_suptitle().startswith("In this drawing your block is as expected")
    assert marks(figure) == []


@pytest.mark.draws
def test_a_check_leaves_keras_counters_alone():
    rl.check("regular_block", wrong("relu_after_addition"))
    before = keras.layers.Dense(1).name
    rl.check("regular_block", wrong("relu_after_addition"))
    number = int(keras.layers.Dense(1).name.rpartition("_")[2])
    assert number - int(before.rpartition("_")[2] if "_" in before else 0) == 1


@pytest.mark.draws
@pytest.mark.parametrize("name", some(BLOCKS, 2))
def test_the_drawing_takes_little_time(name):
    """Beside the check that it belongs to: machines differ."""
    exercise = EXERCISES[name]
    function = wrong("projection_only_where_stride", name)
    drawn, checked = fastest(
        lambda: draw_block.shown_of(Answer(name, function), Groundwork()),
        lambda: probe(exercise, function),
    )
    assert drawn < 3 * checked


def test_a_mistake_without_a_name_is_told_from_the_picture_in_words_too():
    result = rl.check("regular_block", programs.wrong("regular_block")["dilation"])
    assert result.diagnosis is None
    assert ("In the picture", "Your block: one convolution has dilation 2.") in result.details
    assert result.details[-1][0] == "So far"


def test_a_mistake_with_a_name_needs_no_picture_in_words():
    result = rl.check("regular_block", wrong("relu_after_addition"))
    assert result.picture is not None
    assert "In the picture" not in dict(result.details)


# Every misconception ------------------------------------------------------------------------------

EACH = [(name, misconception) for name in BLOCKS for misconception in variants(name)]


@pytest.mark.draws
@pytest.mark.parametrize(("name", "misconception"), some(EACH, 5))
def test_the_drawing_of_a_misconception_is_readable(name, misconception):
    figure = draw_block._compared(EXERCISES[name], wrong(misconception, name), Groundwork())
    assert_readable(figure)
    assert {mark[0] for mark in marks(figure)} == {"✗", "✓"}


# In CI every third.
WRONG = [(name, what) for name in BLOCKS for what in programs.wrong(name)]


@pytest.mark.draws
@pytest.mark.parametrize(("name", "what"), some(WRONG, 7))
def test_the_drawing_of_a_wrong_program_is_readable(name, what):
    figure = draw_block._compared(EXERCISES[name], programs.wrong(name)[what], Groundwork())
    assert_readable(figure)
    assert marks(figure)
    assert png(figure)
