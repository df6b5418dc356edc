"""What the probe gives a function, what it takes from it, and that it leaves no trace."""

import random
import types
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.checker.groundwork import Groundwork, network_class
from resnet_lessons.checker.observation import Observation
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.exercises.exercise import Case

ONE = EXERCISES["pre_activation"]
TWO = EXERCISES["pre_activation_with_shortcut"]
BLOCK = EXERCISES["regular_block"]
LAYER = EXERCISES["block_layer"]
# Height 4, width 3, 5 channels.
LAST = Case(4, 3, 5, {"is_training": False})
FIRST = Case(4, 3, 5, {"is_training": True}, data_format="channels_first")


def axis_of(network):
    return 1 if network.data_format == "channels_first" else -1


def pre_activation(self, inputs, is_training):
    return ops.relu(layers.BatchNormalization(axis=axis_of(self))(inputs, training=is_training))


def untouched(self, inputs, is_training):
    raise NotImplementedError


class Calls(list):
    """A function that keeps what it was called with."""

    def __call__(self, *arguments):
        self.append(arguments)
        return arguments[1]


# What goes in ------------------------------------------------------------------------------------


def test_each_case_arrives_as_the_course_passes_it():
    calls = Calls()
    probe(ONE, calls, cases=(LAST, FIRST))
    (network, inputs, is_training), (other, other_inputs, other_flag) = calls[:2]
    assert isinstance(network, ResNetModel)
    assert network.data_format == "channels_last"
    assert other.data_format == "channels_first"
    assert tuple(inputs.shape) == (2, 4, 3, 5)
    assert tuple(other_inputs.shape) == (2, 5, 4, 3)
    assert (is_training, other_flag) == (False, True)
    assert keras.backend.standardize_dtype(inputs.dtype) == "float32"
    assert "CPU" in inputs.device


def test_arguments_come_by_place_and_an_identity_shortcut_leaves_the_last_out():
    calls = Calls()
    probe(BLOCK, calls, cases=(BLOCK.cases[0], BLOCK.cases[1]))
    identity, projection = calls[0][2:], calls[1][2:]
    assert identity == (4, 1, False, 0)
    assert projection == (5, 2, False, 0, 5)


def test_the_depth_decides_on_bottlenecks():
    calls = Calls()
    probe(LAYER, calls)
    seen = [call[0].bottleneck for call in calls[: len(LAYER.cases)]]
    assert seen == [case.num_layers >= 50 for case in LAYER.cases]


def test_inputs_follow_the_seed_and_differ_from_case_to_case():
    inputs = []
    for seed in (1, 1, 2):
        calls = Calls()
        probe(ONE, calls, seed, (LAST, LAST))
        inputs.append([call[1].numpy() for call in calls[:2]])
    np.testing.assert_array_equal(inputs[0], inputs[1])
    assert not np.array_equal(inputs[0][0], inputs[0][1])
    assert not np.array_equal(inputs[0][0], inputs[2][0])


def test_inputs_are_wide_enough_to_show_a_ceiling():
    calls = Calls()
    probe(ONE, calls)
    for case, call in zip(ONE.cases, calls, strict=False):
        assert call[1].numpy().max() > 6, case
        assert call[1].numpy().min() < -3, case


# What comes out ----------------------------------------------------------------------------------


def test_arrays_have_channels_last():
    calls = Calls()
    outcomes = probe(ONE, calls, cases=(LAST, FIRST)).outcomes
    np.testing.assert_array_equal(outcomes[0].arrays[0], calls[0][1].numpy())
    np.testing.assert_array_equal(outcomes[1].arrays[0], calls[1][1].numpy().transpose(0, 2, 3, 1))
    assert outcomes[0].arrays[0].dtype == np.float32


def test_two_results_are_two_arrays():
    outcome = probe(TWO, lambda self, x, *rest: (x, 2 * x)).outcomes[0]
    np.testing.assert_array_equal(2 * outcome.arrays[0], outcome.arrays[1])


def test_trainable_values_and_calls_are_recorded():
    def function(self, inputs, is_training):
        x = layers.BatchNormalization(axis=-1)(inputs, training=is_training)
        x = layers.Dense(7)(x)
        return layers.Conv2D(3, 2, padding="same", data_format="channels_last")(x)

    outcome = probe(ONE, function, cases=(LAST,)).outcomes[0]
    assert outcome.parameters == 2 * 5 + (5 * 7 + 7) + (2 * 2 * 7 * 3 + 3)
    assert [(call.kind, call.shape) for call in outcome.calls] == [
        ("BatchNormalization", (2, 4, 3, 5)),
        ("Dense", (2, 4, 3, 7)),
        ("Conv2D", (2, 4, 3, 3)),
    ]


def test_calls_are_recorded_up_to_a_failure():
    def function(self, inputs, is_training):
        return layers.Dense(7)(inputs) + inputs

    outcome = probe(ONE, function, cases=(LAST,)).outcomes[0]
    assert outcome.arrays == ()
    assert [(call.kind, call.shape) for call in outcome.calls] == [("Dense", (2, 4, 3, 7))]
    assert outcome.failure.kind == "addition"
    assert outcome.failure.shapes == ((4, 3, 7), (4, 3, 5))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda x: x * np.nan, "not finite"),
        (lambda x: x / 0, "not finite"),
        (lambda x: ops.cast(x, "float64"), "dtype"),
        (lambda x: ops.cast(x, "int32"), "dtype"),
        (lambda x: None, "wrong kind"),
        (lambda x: [x], "wrong kind"),
        (lambda x: tf.Variable(x).handle, "exception"),
    ],
)
def test_what_is_no_array_of_numbers_is_a_failure(change, kind):
    observation = probe(ONE, lambda self, inputs, is_training: change(inputs))
    assert [outcome.failure.kind for outcome in observation.outcomes] == [kind] * 4
    assert observation.symbolic_failure is None


def test_a_function_that_is_none_is_a_failure():
    for function in (None, 3, "x", object()):
        failures = [outcome.failure for outcome in probe(ONE, function).outcomes]
        assert {failure.kind for failure in failures} == {"exception"}


# Where it stops ----------------------------------------------------------------------------------


def test_it_stops_where_nothing_was_started():
    (outcome,) = probe(ONE, untouched).outcomes
    assert outcome.failure.kind == "not started"


def test_a_hole_in_a_later_case_does_not_stop_it():
    def half(self, inputs, is_training):
        if self.data_format == "channels_first":
            raise NotImplementedError
        return pre_activation(self, inputs, is_training)

    kinds = [outcome.failure and outcome.failure.kind for outcome in probe(ONE, half).outcomes]
    assert kinds == [None, None, "not started", "not started"]


def test_it_stops_where_groundwork_is_missing():
    def function(self, inputs, is_training, shortcut_params):
        return self.pre_activation(inputs, is_training), inputs

    observation = probe(TWO, function, groundwork=Groundwork(missing=("pre_activation",)))
    (outcome,) = observation.outcomes
    assert (outcome.failure.kind, outcome.failure.message) == ("groundwork", "pre_activation")


def test_an_untouched_cell_that_calls_missing_groundwork_is_not_started():
    def function(self, inputs, is_training, shortcut_params):
        self.pre_activation(inputs, is_training)
        raise NotImplementedError

    observation = probe(TWO, function, groundwork=Groundwork(missing=("pre_activation",)))
    assert [outcome.failure.kind for outcome in observation.outcomes] == ["not started"]


def test_a_wrapped_hole_is_not_started():
    def hole(self, inputs, is_training):
        raise NotImplementedError

    hole.__code__ = hole.__code__.replace(co_name=ONE.id)

    def timed(*arguments):
        return hole(*arguments)

    assert probe(ONE, timed).outcomes[0].failure.kind == "not started"


# Groundwork --------------------------------------------------------------------------------------


def calls_groundwork(self, inputs, is_training, shortcut_params):
    return self.pre_activation(inputs, is_training), inputs


def test_ones_own_groundwork_is_called():
    own = Groundwork({"pre_activation": lambda self, inputs, is_training: inputs * 0 + 7})
    arrays = probe(TWO, calls_groundwork, groundwork=own).outcomes[0].arrays
    np.testing.assert_array_equal(arrays[0], 7)
    reference = probe(TWO, calls_groundwork).outcomes[0].arrays
    alone = probe(ONE, pre_activation, cases=(LAST,)).outcomes[0]
    assert reference[0].min() == 0
    assert alone.parameters == 10


def test_an_error_in_ones_own_groundwork_is_a_failure():
    own = Groundwork({"pre_activation": lambda self, inputs, is_training: 1 / 0})
    failure = probe(TWO, calls_groundwork, groundwork=own).outcomes[0].failure
    assert failure.kind == "exception"
    assert failure.message.splitlines()[-1] == "ZeroDivisionError: division by zero"


def test_an_answer_that_calls_itself_does_not_meet_the_reference():
    def itself(self, *arguments):
        return self.regular_block(*arguments)

    failures = [outcome.failure for outcome in probe(BLOCK, itself).outcomes]
    assert all("\nRecursionError" in failure.message for failure in failures)


def test_a_network_with_other_answers_leaves_the_class_as_it_is():
    before = dict(vars(ResNetModel))
    network = network_class(Groundwork({"pre_activation": pre_activation}, ("regular_block",)))
    assert network.pre_activation is pre_activation
    assert issubclass(network, ResNetModel)
    assert dict(vars(ResNetModel)) == before


# Drawing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_tensorflow_on_a_symbolic_tensor_is_found_in_either_branch(data_format):
    def function(self, inputs, is_training):
        outputs = pre_activation(self, inputs, is_training)
        return tf.identity(outputs) if self.data_format == data_format else outputs

    observation = probe(ONE, function)
    assert all(outcome.failure is None for outcome in observation.outcomes)
    assert observation.symbolic_failure.kind == "symbolic"


def test_weights_of_no_layer_are_found():
    def function(self, inputs, is_training):
        return layers.Lambda(lambda x: pre_activation(self, x, is_training))(inputs)

    failure = probe(ONE, function, cases=(LAST,)).symbolic_failure
    assert failure.kind == "parameters"
    assert "finds 0" in failure.message
    assert "made 10" in failure.message


def test_one_case_is_enough():
    observation = probe(ONE, pre_activation, cases=(LAST,))
    assert len(observation.outcomes) == 1
    assert observation.symbolic_failure is None


# No trace ----------------------------------------------------------------------------------------


def state():
    """Everything of Keras and Python that the probe changes while it runs."""
    return {
        "call": keras.layers.Layer.__call__,
        "variable": keras.Variable.__init__,
        "policy": keras.config.dtype_policy().name,
        "floatx": keras.config.floatx(),
        "data format": keras.config.image_data_format(),
        "random": random.getstate(),
        "filters": list(warnings.filters),
        "device": layers.Identity()(np.zeros(1, "float32")).device,
    }


def interrupts(self, inputs, is_training):
    raise KeyboardInterrupt


def exits(self, inputs, is_training):
    raise SystemExit


def clears(self, inputs, is_training):
    keras.backend.clear_session()
    return pre_activation(self, inputs, is_training)


@pytest.fixture
def unusual_keras():
    """A notebook that chose half precision and channels first for its training."""
    policy, floatx = keras.config.dtype_policy(), keras.config.floatx()
    data_format = keras.config.image_data_format()
    keras.config.set_dtype_policy("mixed_float16")
    keras.config.set_floatx("float16")
    keras.config.set_image_data_format("channels_first")
    yield
    keras.config.set_dtype_policy(policy)
    keras.config.set_floatx(floatx)
    keras.config.set_image_data_format(data_format)


@pytest.mark.parametrize("function", [pre_activation, untouched, exits, clears, None])
def test_everything_is_as_before(function, unusual_keras):
    before = state()
    probe(ONE, function)
    assert state() == before


def test_everything_is_as_before_after_an_interrupt(unusual_keras):
    before = state()
    with pytest.raises(KeyboardInterrupt):
        probe(ONE, interrupts)
    assert state() == before


def test_an_interrupt_while_drawing_passes_through():
    def function(self, inputs, is_training):
        if isinstance(inputs, keras.KerasTensor):
            raise KeyboardInterrupt
        return inputs

    with pytest.raises(KeyboardInterrupt):
        probe(ONE, function)


def test_what_the_notebook_chose_has_no_influence(unusual_keras):
    unusual = probe(ONE, pre_activation)
    keras.config.set_dtype_policy("float32")
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    usual = probe(ONE, pre_activation)
    assert unusual.symbolic_failure is None
    for one, other in zip(unusual.outcomes, usual.outcomes, strict=True):
        np.testing.assert_array_equal(one.arrays, other.arrays)


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_a_right_answer_passes_in_a_notebook_for_a_gpu(precision, unusual_keras):
    """Half precision and a device of its own for training do not reach what is checked."""
    import resnet_lessons as rl

    answer = ResNetModel.regular_block
    keras.config.set_dtype_policy(precision)
    placed = []

    def watched(self, inputs, *arguments, **named):
        placed.append(
            (getattr(inputs, "device", ""), keras.backend.standardize_dtype(inputs.dtype))
        )
        return answer(self, inputs, *arguments, **named)

    with keras.device("gpu:0"):
        for groundwork in ("pre_activation", "pre_activation_with_shortcut"):
            assert rl.check(groundwork, getattr(ResNetModel, groundwork)).verdict == "passed"
        assert rl.check("regular_block", watched).verdict == "passed"
    eager = [each for each in placed if each[0]]
    assert eager and all("CPU:0" in where for where, _ in eager)
    assert {dtype for _, dtype in placed} == {"float32"}
    assert keras.config.dtype_policy().name == precision


def test_names_of_the_notebooks_layers_go_on_as_if_nothing_was_checked():
    def number():
        return int(layers.BatchNormalization().name.rpartition("_")[2])

    layers.BatchNormalization()
    before = number()
    probe(ONE, pre_activation)
    assert number() == before + 1


def test_prints_are_shown_once(capsys):
    def function(self, inputs, is_training):
        print("shape:", inputs.shape[0])
        return pre_activation(self, inputs, is_training)

    probe(ONE, function)
    assert capsys.readouterr().out == "shape: 2\n"


def test_warnings_are_not_shown(recwarn):
    def function(self, inputs, is_training):
        warnings.warn("deprecated", stacklevel=1)
        return pre_activation(self, inputs, is_training)

    async def coroutine(*arguments):
        pass

    probe(ONE, function)
    probe(ONE, coroutine)
    assert len(recwarn) == 0


def test_a_function_may_not_change_its_cases():
    def function(self, inputs, is_training):
        self.data_format = "upside down"
        self.block_strides.append(7)
        return inputs

    before = [dict(case.arguments) for case in ONE.cases]
    probe(ONE, function)
    assert [case.arguments for case in ONE.cases] == before
    assert ResNetModel(32, 32, 18, 10).block_strides == [1, 2, 2, 2]


def test_observations_are_frozen():
    observation = probe(ONE, pre_activation, cases=(LAST,))
    assert isinstance(observation, Observation)
    for thing, name in [(observation, "outcomes"), (observation.outcomes[0], "arrays")]:
        with pytest.raises(AttributeError):
            setattr(thing, name, ())


def test_any_callable_will_do():
    network = types.SimpleNamespace(answer=pre_activation)
    for function in (network.answer, pre_activation.__call__):
        assert probe(ONE, function).outcomes[3].failure is None
