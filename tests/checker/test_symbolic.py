"""What shows only in a network that Keras builds: second calls, the flag None, gradients, epsilon."""

import pytest

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.answers import answer, compiled, without_markers

PRE_ACTIVATION = """
def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    normalisation = layers.BatchNormalization(axis=axis{settings})
    return ops.relu({result}(normalisation({inputs}, training={flag})))
"""
KEPT = """
made = {}

def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    place = axis, inputs.shape[axis], id(self)
    if place not in made:
        made[place] = layers.BatchNormalization(axis=axis)
    return ops.relu(made[place](inputs, training=is_training))
"""
BY_HAND = """
class Normalisation(layers.Layer):
    def __init__(self, flag, axis):
        super().__init__()
        self.flag, self.axis = flag, axis
        self.usual = layers.BatchNormalization(axis=axis)

    def call(self, inputs, training=None):
        axes = (0, 2, 3) if self.axis == 1 else (0, 1, 2)
        if not self.usual.built:
            self.usual.build(inputs.shape)
        shape = (1, -1, 1, 1) if self.axis == 1 else (1, 1, 1, -1)
        mean = ops.reshape(self.usual.moving_mean, shape)
        variance = ops.reshape(self.usual.moving_variance, shape)
        if self.flag:
            mean, variance = ops.moments(inputs, axes, keepdims=True)
            for kept, new in ((self.usual.moving_mean, mean), (self.usual.moving_variance, variance)):
                kept.assign(0.9 * kept + 0.1 * ops.reshape(new, [-1]))
        scaled = (inputs - mean) / ops.sqrt(variance + 1e-3)
        gamma, beta = (ops.reshape(each, shape) for each in (self.usual.gamma, self.usual.beta))
        return gamma * scaled + beta


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.relu(Normalisation(is_training, axis)(inputs))
"""
NOT_KEPT = "\n".join(line for line in BY_HAND.splitlines() if "kept" not in line)
WIDENING = "    self.filters_initial = self.filters_initial * 2\n"


def checked(text, exercise_id="pre_activation", groundwork=None):
    exercise = EXERCISES[exercise_id]
    observation = probe(exercise, compiled(text, exercise_id), groundwork=groundwork)
    return judge(exercise, observation, public_key(exercise_id))


def written(settings="", result="", inputs="inputs", flag="is_training"):
    return PRE_ACTIVATION.format(settings=settings, result=result, inputs=inputs, flag=flag)


@pytest.mark.parametrize("flag", ["is_training", "bool(is_training)"])
def test_a_right_answer_passes(flag):
    # To Keras, an explicit None is False; `model(images, training=True)` overrides both.
    assert checked(written(flag=flag)).verdict == "passed"


@pytest.mark.parametrize(
    "text, words",
    [
        (written(', name="normalisation"'), "a second call in the same network goes wrong"),
        (written(inputs="ops.stop_gradient(inputs)"), "no gradient reaches the inputs"),
        (written(result="ops.stop_gradient"), "no gradient reaches the inputs"),
        (written(flag="is_training is not False"), "`is_training=None` is taken for training"),
        (BY_HAND, "`is_training=None` does not make it follow the model"),
        (NOT_KEPT, "but 0 values of the moving statistics have changed"),
        (written(flag="int(is_training)"), "Keras cannot build a network"),
        (KEPT, "trainable parameters"),
    ],
    ids=[
        "fixed name",
        "inputs cut off",
        "all cut off",
        "None is True",
        "flag of its own",
        "statistics not kept",
        "no None",
        "one layer",
    ],
)
def test_a_network_that_is_another_one_is_told(text, words):
    result = checked(text)
    assert result.verdict == "failed"
    assert words in result.message


def test_a_gradient_reaches_the_inputs_along_each_result():
    right = without_markers(answer("pre_activation_with_shortcut"))
    cut = right.replace("shortcut = inputs", "shortcut = ops.stop_gradient(inputs)")
    assert cut != right
    # Half of the settings have a projection in its place.
    assert "no gradient reaches the inputs" in checked(cut, "pre_activation_with_shortcut").message


@pytest.mark.builds
def test_a_recipe_serves_twice():
    right = without_markers(answer("build_resnet"))
    first, rest = right.split("    outputs = ", 1)
    # The filters of the first network are as asked for, those of the second are not.
    changing = right.replace("    return layers", WIDENING + "    return layers")
    assert changing != right and first and rest
    result = checked(changing, "build_resnet")
    assert "a second network that is built from the same recipe" in result.message


EPSILONS = [1e-6, 1e-5, 1e-4, 2e-3]
LATER = [name for name, exercise in EXERCISES.items() if "pre_activation" in exercise.groundwork]


@pytest.mark.builds
@pytest.mark.parametrize("name", LATER)
def test_an_epsilon_that_passes_breaks_no_later_answer(name):
    assert len(LATER) == 6
    for epsilon in EPSILONS:
        text = written(f", epsilon={epsilon}")
        if name == LATER[0]:
            assert checked(text).verdict == "passed"
        groundwork = Groundwork({"pre_activation": compiled(text, "pre_activation")})
        assert checked(without_markers(answer(name)), name, groundwork).verdict == "passed"


@pytest.mark.parametrize("momentum", [0.0, 0.1, 0.9, 0.999])
def test_any_momentum_below_one_passes(momentum):
    assert checked(written(f", momentum={momentum}")).verdict == "passed"


def test_moving_statistics_that_never_move_are_told():
    result = checked(written(", momentum=1.0"))
    assert result.verdict == "failed" and "moving statistics" in result.message
    # In inference, where they do not move, it is right.
    assert 0 < result.points < result.max_points / 2


def test_an_epsilon_that_changes_what_is_learnt_is_told():
    result = checked(written(", epsilon=0.5"))
    assert "`epsilon=0.5`" in result.message and "`epsilon` of at most 0.01" in result.message
