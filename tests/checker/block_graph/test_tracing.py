"""A block's graph says what its program does, however it was written."""

import dataclasses
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.checker.block_graph.block_settings import BLOCK_SETTINGS, FULLEST
from resnet_lessons.checker.block_graph.differences import differences, expected_in
from resnet_lessons.checker.block_graph.graph import (
    ADDITION,
    CONVOLUTION,
    NORMALISATION,
    RELU,
    NoGraph,
)
from resnet_lessons.checker.block_graph.tracing import block_graph
from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.exercises import programs
from resnet_lessons.instructor.wrong_kinds import KINDS
from tests.support.soak import some

BLOCKS = tuple(BLOCK_SETTINGS)
IDENTITY, PROJECTION = (BLOCK_SETTINGS["regular_block"][number].case for number in (0, FULLEST))


def read(function, case=PROJECTION, name="regular_block", groundwork=None):
    return block_graph(EXERCISES[name], function, case, groundwork)


def right(name="regular_block"):
    return compiled(without_markers(answer(name)), name)


def kinds(steps):
    return [step.kind for step in steps]


def ending(end):
    """The right block, but for how it ends: `end` gets the residual branch and the shortcut."""

    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        outputs, shortcut = self.pre_activation_with_shortcut(
            inputs, is_training, (shortcut_filters, strides)
        )
        outputs = self.custom_conv2d(outputs, filters, 3, strides)
        outputs = self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)
        return end(outputs, shortcut)

    return function


RIGHT = [(name, style) for name in BLOCKS for style in programs.right(name)]


@pytest.mark.draws
@pytest.mark.parametrize(("name", "style"), some(RIGHT, 3))
def test_a_right_program_has_the_expected_graph_however_it_is_written(name, style):
    function = programs.right(name)[style]
    for setting in BLOCK_SETTINGS[name]:
        graph = read(function, setting.case, name)
        assert differences(graph, expected_in(name, setting.case)) == (), setting.words
        assert graph.unused == (), setting.words


def test_the_steps_of_the_answer_by_hand():
    graph = read(right())
    assert graph.input_shape == (28, 28, 64)
    assert kinds(graph.trunk) == [NORMALISATION, RELU]
    assert kinds(graph.branch) == [CONVOLUTION, NORMALISATION, RELU, CONVOLUTION]
    assert [step.output_shape for step in graph.branch] == [(14, 14, 128)] * 4
    (projection,) = graph.shortcut
    assert (projection.kernel_size, projection.filters, projection.strides) == ((1, 1), 128, 2)
    first = graph.branch[0]
    assert (first.kernel_size, first.strides, first.padding) == ((3, 3), 2, "fixed")
    assert (graph.join, graph.terms, graph.after, graph.refused) == (ADDITION, (1, 1, 0), (), False)
    flags = [step.training for step in graph.whole_branch if step.kind == NORMALISATION]
    assert flags == ["flag", "flag"]


def test_an_identity_shortcut_is_the_input_itself():
    graph = read(right(), IDENTITY)
    assert graph.trunk == graph.shortcut == ()
    assert graph.shortcut_shape == graph.input_shape


def test_the_graph_agrees_with_the_parameters_that_keras_counts():
    host = programs.right("regular_block")["raw_layers"]
    graph = read(host)
    inputs = keras.Input((28, 28, 64))
    network = type("Host", (), {"data_format": "channels_last"})()
    model = keras.Model(inputs, host(network, inputs, 128, 2, False, 0, 128))
    kernels = sorted(
        tuple(weight.shape) for weight in model.trainable_weights if weight.shape[:1] != (64,)
    )
    channels, found = 64, []
    for step in graph.branch:
        if step.kind == CONVOLUTION:
            found.append((*step.kernel_size, channels, step.filters))
            channels = step.filters
    found += [(*step.kernel_size, 64, step.filters) for step in graph.shortcut]
    assert sorted(found) == [shape for shape in kernels if len(shape) == 4]


# What joins the paths -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "join", "terms"),
    [
        (lambda x, y: x + y, ADDITION, (1, 1, 0)),
        (lambda x, y: ops.add(y, x), ADDITION, (1, 1, 0)),
        (lambda x, y: layers.Add()([x, y]), ADDITION, (1, 1, 0)),
        (lambda x, y: sum([x, y]), ADDITION, (1, 1, 0)),
        (lambda x, y: x + y + y, ADDITION, (1, 2, 0)),
        (lambda x, y: y + (x + x), ADDITION, (2, 1, 0)),
        (lambda x, y: layers.Add()([x, y, ops.relu(y)]), ADDITION, (1, 1, 1)),
        (lambda x, y: ops.concatenate([x, y]), "concatenation", (1, 1, 0)),
        (lambda x, y: layers.Concatenate()([x, y]), "concatenation", (1, 1, 0)),
        (lambda x, y: x * y, "multiplication", (1, 1, 0)),
        (lambda x, y: layers.Average()([x, y]), "Average", (1, 1, 0)),
        (lambda x, y: x, None, (1, 0, 0)),
    ],
)
def test_how_the_paths_are_joined(end, join, terms):
    graph = read(ending(end), IDENTITY)
    assert (graph.join, graph.terms) == (join, terms)
    assert [step.strides for step in graph.branch if step.kind == CONVOLUTION] == [1, 1]


def test_what_follows_the_join():
    graph = read(ending(lambda x, y: layers.Dropout(0.5)(ops.relu(x + y))))
    assert kinds(graph.after) == [RELU, "dropout"]


def test_shapes_that_do_not_meet_are_drawn_up_to_the_join():
    graph = read(ending(lambda x, y: x + layers.MaxPooling2D()(y)))
    assert graph.refused
    assert graph.branch_shape == (14, 14, 128)
    assert graph.shortcut_shape == (7, 7, 128)
    assert kinds(graph.shortcut) == [CONVOLUTION, "max-pooling"]


def test_an_error_after_a_refusal_that_was_caught_is_the_reason():
    def end(x, y):
        try:
            return x + layers.MaxPooling2D()(y)
        except ValueError:
            raise KeyError("another error") from None

    assert "another error" in read(ending(end)).reason


def test_a_sum_of_many_sums_ends():
    def end(x, y):
        for _ in range(40):
            x = x + x
        return x + y

    assert sum(read(ending(end)).terms) <= 9


# Steps --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relu", "kind"),
    [
        (ops.relu, RELU),
        (layers.ReLU(), RELU),
        (layers.Activation("relu"), RELU),
        (lambda x: ops.maximum(x, 0.0), RELU),
        (lambda x: ops.maximum(ops.zeros_like(x), x), RELU),
        (layers.Lambda(lambda x: ops.maximum(x, 0)), RELU),
        (layers.LeakyReLU(0.0), RELU),
        (layers.LeakyReLU(0.1), "LeakyReLU"),
        (layers.ReLU(6.0), "ReLU"),
        (ops.sigmoid, "Sigmoid"),
        (ops.abs, "Absolute"),
    ],
)
def test_a_relu_is_one_by_what_it_does(relu, kind):
    graph = read(ending(lambda x, y: x + relu(y)), IDENTITY)
    assert len(graph.shortcut) == 1
    is_relu = graph.shortcut[0].kind == RELU
    assert graph.shortcut[0].kind == kind
    assert is_relu is (kind == RELU)


@pytest.mark.parametrize(
    "nothing",
    [
        layers.Identity(),
        lambda x: x + 0,
        lambda x: 1.0 * x,
        lambda x: ops.transpose(ops.transpose(x, (0, 3, 1, 2)), (0, 2, 3, 1)),
        layers.Activation("linear"),
    ],
)
def test_what_changes_no_number_is_no_step(nothing):
    assert read(ending(lambda x, y: x + nothing(y)), IDENTITY).shortcut == ()


def test_rows_and_columns_exchanged_are_a_step():
    swapped = ending(lambda x, y: x + ops.transpose(y, (0, 2, 1, 3)))
    assert kinds(read(swapped, IDENTITY).shortcut) == ["Transpose"]


def block_with(start):
    """A block whose first convolution is `start`, with an identity shortcut."""

    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        outputs = start(self.pre_activation(inputs, is_training), strides)
        outputs = self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)
        return outputs + self.custom_conv2d(inputs, filters, 1, strides)

    return function


@pytest.mark.parametrize(
    ("start", "padding", "oddities"),
    [
        (lambda x, s: layers.Conv2D(128, 3, s, "same")(x), "same", ()),
        (lambda x, s: layers.Conv2D(128, 3, s)(x), "none", ()),
        (lambda x, s: layers.Conv2D(128, 3, s)(layers.ZeroPadding2D(1)(x)), "fixed", ()),
        (lambda x, s: layers.Conv2D(128, 3, s)(layers.ZeroPadding2D(2)(x)), "unusual", ()),
        (
            lambda x, s: layers.Conv2D(128, 3, s)(ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))),
            "fixed",
            (),
        ),
        (lambda x, s: layers.Conv2D(128, 3, s, "same", use_bias=False)(x), "same", ("no bias",)),
        (
            lambda x, s: layers.Conv2D(128, 3, 1, "same", dilation_rate=2)(x)[:, ::s, ::s],
            "same",
            ("dilation 2",),
        ),
    ],
)
def test_how_a_convolution_is_set(start, padding, oddities):
    convolution = read(block_with(start)).branch[2]
    assert (convolution.kind, convolution.kernel_size) == (CONVOLUTION, (3, 3))
    assert (convolution.padding, convolution.oddities) == (padding, oddities)


def test_a_convolution_with_its_own_relu_is_two_steps():
    graph = read(block_with(lambda x, s: layers.Conv2D(128, 3, s, "same", activation="relu")(x)))
    assert kinds(graph.branch)[2:4] == [CONVOLUTION, RELU]


def test_padding_that_no_convolution_takes_up_is_a_step():
    graph = read(block_with(lambda x, s: layers.AveragePooling2D(2)(layers.ZeroPadding2D(1)(x))))
    assert kinds(graph.branch)[2:4] == ["padding", "average pooling"]


@pytest.mark.parametrize(
    ("call", "training"),
    [
        (lambda layer, x, flag: layer(x, training=flag), "flag"),
        (lambda layer, x, flag: layer(x, training=int(flag)), "flag"),
        (lambda layer, x, flag: layer(x, training=True), "always on"),
        (lambda layer, x, flag: layer(x, training=False), "always off"),
        (lambda layer, x, flag: layer(x), "missing"),
        (lambda layer, x, flag: layer(x, training=None), "missing"),
        (lambda layer, x, flag: layer(x, training=not flag), "inverted"),
    ],
)
def test_what_becomes_of_the_training_flag(call, training):
    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        return inputs + call(layers.BatchNormalization(), inputs, is_training)

    graph = read(function, IDENTITY)
    assert [step.training for step in (*graph.branch, *graph.shortcut)] == [training]


def test_a_flag_that_a_layer_around_hands_on():
    class Around(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = layers.BatchNormalization()

        def call(self, x, training=None):
            return self.inner(x)

    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        return inputs + Around()(inputs, training=is_training)

    assert read(function, IDENTITY).branch[-1].training == "flag"


def test_the_axis_of_the_channels():
    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        return inputs + layers.BatchNormalization(axis=-1)(inputs, training=is_training)

    first = BLOCK_SETTINGS["regular_block"][3].case
    assert first.data_format == "channels_first"
    graph = read(function, first)
    assert graph.input_shape == (28, 28, 64)
    assert (*graph.branch, *graph.shortcut)[0].oddities == ("wrong axis",)
    assert (*read(function, IDENTITY).branch,)[0].oddities == ()


def test_unused_steps_are_told_with_what_they_read():
    def end(x, y):
        layers.BatchNormalization()(x, training=False)
        return x + y

    graph = read(ending(end))
    ((step, reads),) = graph.unused
    assert step.kind == NORMALISATION
    assert reads == graph.branch[-1]


def test_a_layer_of_ones_own_that_cannot_be_followed_keeps_its_name():
    class Mystery(layers.Layer):
        def call(self, x):
            return tf.sin(x)

    graph = read(ending(lambda x, y: x + Mystery()(y)), IDENTITY)
    assert kinds(graph.shortcut) == ["Mystery"]


# Nothing raises -----------------------------------------------------------------------------------

WRONG = [(name, what) for name in BLOCKS for what in programs.wrong(name)]


@pytest.mark.parametrize(("name", "what"), some(WRONG, 3))
def test_a_wrong_program_is_read_and_differs_somewhere(name, what):
    function = programs.wrong(name)[what]
    found = [
        each
        for setting in BLOCK_SETTINGS[name]
        for each in differences(read(function, setting.case, name), expected_in(name, setting.case))
    ]
    assert found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_whatever_is_handed_in_gives_a_graph_or_a_reason(kind):
    graph = read(kind.make(right()), IDENTITY)
    if isinstance(graph, NoGraph):
        assert graph.reason
    else:
        differences(graph, expected_in("regular_block", IDENTITY))


def endless(self, inputs, *rest):
    return endless(self, inputs, *rest)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda *args: sys.exit(1), "SystemExit"),
        (endless, "RecursionError"),
        (lambda *args: None, "nothing (None)"),
        (lambda self, x, *rest: np.maximum(x, 0), "KerasTensor"),
        (lambda self, x, *rest: keras.Input((28, 28, 64)), "does not depend on the inputs"),
        (lambda self, x, *rest: ops.zeros((1, 28, 28, 64)), "does not depend on the inputs"),
        (lambda self, x, *rest: [x, x], "2 values"),
    ],
)
def test_reasons_in_words(function, reason):
    graph = read(function, IDENTITY)
    assert isinstance(graph, NoGraph)
    assert reason in graph.reason


def test_an_error_that_ends_loops_is_told_as_it_is():
    def function(*args):
        raise StopIteration

    assert read(function, IDENTITY).reason.endswith("\nStopIteration")


def test_a_keyboard_interrupt_is_not_swallowed():
    def function(*args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(function)


def test_missing_groundwork_is_named():
    graph = read(right(), groundwork=Groundwork(missing=("pre_activation",)))
    assert "pre_activation, which has not passed yet" in graph.reason


def pre_activation_with_where(network, x, training=None):
    axis = 1 if network.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(x, training=training)
    return ops.where(x > 0, x, ops.zeros_like(x))


def pre_activation_with_cast(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return x * ops.cast(x > 0, "float32")


def pre_activation_with_abs(self, inputs, *, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    return (x + ops.abs(x)) / 2


def start_written_out(self, x, training, params):
    filters, _ = params
    outputs = pre_activation_with_where(self, x, training)
    return [outputs, x if filters is None else layers.Dense(filters)(outputs)]


def calling_by_name(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    outputs, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    outputs = self.custom_conv2d(outputs, filters, 3, strides)
    outputs = self.pre_activation(outputs, is_training=is_training)
    return self.custom_conv2d(outputs, filters, 3, 1) + shortcut


@pytest.mark.parametrize(
    "groundwork",
    [
        {"pre_activation": pre_activation_with_where},
        {"pre_activation": pre_activation_with_cast},
        {"pre_activation_with_shortcut": start_written_out},
        {
            "pre_activation": pre_activation_with_cast,
            "pre_activation_with_shortcut": start_written_out,
        },
    ],
    ids=lambda groundwork: "_and_".join(answer.__name__ for answer in groundwork.values()),
)
def test_ones_own_passed_groundwork_is_drawn_as_expected_however_it_is_written(groundwork):
    for setting in BLOCK_SETTINGS["regular_block"]:
        graph = read(right(), setting.case, groundwork=Groundwork(groundwork))
        assert differences(graph, expected_in("regular_block", setting.case)) == ()
        assert graph.unused == ()


def test_groundwork_is_called_as_its_author_named_its_parameters():
    groundwork = Groundwork({"pre_activation": pre_activation_with_abs})
    graph = read(calling_by_name, groundwork=groundwork)
    assert differences(graph, expected_in("regular_block", PROJECTION)) == ()
    # The answer calls it by place, which its author did not allow.
    assert "positional" in read(right(), groundwork=groundwork).reason


def test_a_wrong_flag_for_ones_own_groundwork_is_seen():
    groundwork = Groundwork({"pre_activation": pre_activation_with_where})

    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        outputs, shortcut = self.pre_activation_with_shortcut(
            inputs, is_training, (shortcut_filters, strides)
        )
        outputs = self.custom_conv2d(outputs, filters, 3, strides)
        outputs = self.custom_conv2d(self.pre_activation(outputs), filters, 3, 1)
        return outputs + shortcut

    found = differences(
        read(function, groundwork=groundwork), expected_in("regular_block", PROJECTION)
    )
    assert [each.id for each in found] == ["training_missing"]
    assert [place.number for place in found[0].places] == [3]


def test_reading_leaves_keras_as_it_was():
    call, symbolic_call = keras.Layer.__call__, keras.Operation.symbolic_call
    for function in (right(), lambda *args: sys.exit(1)):
        read(function)
        assert keras.Layer.__call__ is call
        assert keras.Operation.symbolic_call is symbolic_call


def test_what_a_student_prints_is_not_shown(capsys):
    read(ending(lambda x, y: print("debug") or x + y))
    assert capsys.readouterr().out == ""


def test_the_graph_is_the_same_each_time():
    assert read(right()) == read(right())
    other = dataclasses.replace(PROJECTION, height=30)
    assert read(right(), other) != read(right())


@pytest.mark.parametrize(
    ("make", "oddity"),
    [
        (lambda s: layers.DepthwiseConv2D(3, s, padding="same"), "depthwise"),
        (lambda s: layers.SeparableConv2D(64, 3, s, padding="same"), "separable"),
        (lambda s: layers.Conv2D(64, 3, s, padding="same", trainable=False), "trainable=False"),
    ],
)
def test_another_kind_of_convolution_is_one_all_the_same(make, oddity):
    graph = read(block_with(lambda x, s: make(s)(x)), IDENTITY)
    step = next(step for step in graph.whole_branch if step.kind == CONVOLUTION)
    assert (step.kernel_size, step.filters) == ((3, 3), 64)
    assert step.oddities[0].startswith(oddity)


def test_a_gradient_that_is_stopped_is_a_step():
    graph = read(ending(lambda x, y: ops.stop_gradient(x) + y), IDENTITY)
    assert kinds(graph.branch)[-1] == "stop_gradient"


def test_the_pictures_setting_with_equal_channels_shows_who_projects_by_channels():
    def function(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        if shortcut_filters == inputs.shape[-1]:
            shortcut_filters = None
        return right()(self, inputs, filters, strides, is_training, index, shortcut_filters)

    case = BLOCK_SETTINGS["regular_block"][4].case
    (difference, *_) = differences(read(function, case), expected_in("regular_block", case))
    assert difference.id == "projection_missing"
