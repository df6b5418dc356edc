"""What cannot be measured is refused in a sentence, by every experiment that is asked for it."""

import inspect

import numpy as np
import pytest

from resnet_lessons import experiments
from resnet_lessons.experiments import EXPERIMENTS, asked

WRONG_SEEDS = [(), (-1,), (0.5,), (True,), 2**32, None, "0"]
WRONG_COUNTS = [0, -1, 1.5, True, None, "2"]
WRONG_NAMES = [("residul",), "skip", (), ("",), 1, None, ("plain", ["residual"])]
WRONG_IMAGES = [*WRONG_COUNTS, 6001]
# Setting -> what is wrong for it, and a part of the sentence that says what is possible.
WRONG = {
    "seeds": (WRONG_SEEDS, "one or more whole numbers from 0 to 4,294,967,295"),
    "blocks": (WRONG_COUNTS, "whole number, at least 1"),
    "epochs": (WRONG_COUNTS, "whole number, at least 1"),
    "most": (WRONG_COUNTS, "whole number, at least 1"),
    "networks": (WRONG_COUNTS, "whole number, at least 1"),
    "samples": (WRONG_COUNTS, "whole number, at least 1"),
    "images": (WRONG_IMAGES, "from 1 to 6,000: so many training images ship"),
    "points": ([1, 4, -3, 3.0, True, None], "odd number, at least 3"),
    "depths": ([(5,), (2,), (14, 0), (), 3, (4.0,), None, "14"], "even numbers .* at least 4"),
    "kinds": (WRONG_NAMES, "one or more of: "),
    "starts": (WRONG_NAMES, "one or more of: usual, zero_gamma, "),
    "variants": (WRONG_NAMES, "one or more of: original, constant_half, "),
}
# Where one of them is different.
OWN = {
    ("lesion", "images"): ([*WRONG_COUNTS, 1001], "from 1 to 1,000: so many test images ship"),
    ("path_lengths", "images"): ([0, 1001], "from 1 to 1,000: so many test images ship"),
    ("shattering", "depths"): ([(0,), (), (1.5,), None], "numbers of layers, each at least 1"),
    ("shattering", "seeds"): ([(), -1, 2**32 // 5], "from 0 to 858,993,458"),
    ("growth", "seeds"): ([(), -1, 2**32 - 1], "from 0 to 4,294,967,294"),
}


def wrong():
    """(experiment, setting, value, sentence) for every setting that an experiment has."""
    for name in EXPERIMENTS:
        for setting in inspect.signature(getattr(experiments, name).run).parameters:
            values, sentence = OWN.get((name, setting), WRONG.get(setting, ((), "")))
            for value in values:
                yield pytest.param(name, setting, value, sentence, id=f"{name}-{setting}-{value!r}")


@pytest.mark.parametrize(("name", "setting", "value", "sentence"), wrong())
def test_no_experiment_starts_with_it(name, setting, value, sentence):
    def started(*told):
        raise AssertionError("it was started")

    with pytest.raises(ValueError, match=f"^{setting} is .*; it is .*{sentence}"):
        getattr(experiments, name).run(**{setting: value}, report=started)


@pytest.mark.parametrize("check", [asked.seeds, asked.depths, asked.layers])
@pytest.mark.parametrize("form", [4, np.int64(4), [4], (4,), range(4, 5), np.array([4])])
def test_one_number_or_several(check, form):
    (number,) = check(form)
    assert number == 4
    # Keras takes no other kind for a seed.
    assert type(number) is int


def test_what_is_possible_is_left_as_it_is():
    assert asked.images(6000) == 6000 and asked.images(1000, of="test") == 1000
    assert type(asked.images(np.int64(1))) is int
    assert asked.count("epochs", np.int64(3)) == 3
    assert asked.points(3) == 3
    assert asked.kinds("kinds", "residual", ("plain", "residual")) == ("residual",)
    assert asked.kinds("kinds", ["residual"], ("plain", "residual")) == ("residual",)
    assert asked.training(np.arange(2), 1, 64) == ((0, 1), 1, 64)
    assert asked.seeds(2**32 - 1) == (2**32 - 1,)


@pytest.mark.trains
def test_one_number_is_measured_as_a_sequence_of_one():
    one = experiments.gradients.run(4, np.int64(1), np.int64(4))
    several = experiments.gradients.run((4,), (1,), 4)
    assert one.complete and one.of_weights.shape == (1, 2, 1, 1)
    np.testing.assert_array_equal(one.of_weights, several.of_weights)
    np.testing.assert_array_equal(one.depths, several.depths)


@pytest.mark.trains
def test_the_largest_seed_of_networks_with_seeds_of_their_own():
    (seed,) = asked.seeds(2**32 // 3 - 1, below=2**32 // 3)
    result = experiments.shattering.run(1, seed, networks=3)
    assert result.complete and np.isfinite(result.autocorrelations).all()
