"""The browser's arithmetic beside Keras': logits, feature maps, factors, orders; both kernels."""

import itertools

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.instructor.explorables import data_build, network_export
from resnet_lessons.widgets.explorables.explorable import arrays_of, plain
from resnet_lessons.widgets.explorables.mixing_desk import IMAGES, mixing_desk_values
from tests.explorables.keras_desk import KerasDesk
from tests.journeys.lab import CHROMIUM
from tests.support.soak import IS_SOAK

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
KINDS = ("residual", "plain")
ALL_ON = [1.0] * 10
SETTINGS = {
    "as trained": ALL_ON,
    "one muted": [1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
    "every second muted": [1, 0] * 5,
    "all muted": [0.0] * 10,
    "one doubled": [1, 1, 2, 1, 1, 1, 1, 1, 1, 1],
    "all doubled": [2.0] * 10,
    "between": [0.3, 1.7, 0.55, 0.9, 1.25, 0.05, 1.95, 0.4, 1.1, 0.75],
}
ORDERS = {
    "as trained": list(range(10)),
    "two swapped": [0, 2, 1, 3, 4, 5, 6, 7, 8, 9],
    "shuffled": [0, 3, 1, 4, 2, 5, 9, 8, 6, 7],
}
_MAKE = """([values, isPlain]) => {
  const { networks, images } = script.decoded(values);
  window.desk = {};
  for (const kind of ["residual", "plain"])
    desk[kind] = new script.Network(networks[kind], images, { isPlain });
  return desk.residual.kernel.kind;
}"""
_LOGITS = """([kind, factors, order, images]) => {
  const network = desk[kind];
  factors.forEach((factor, position) => network.setFactor(position, factor));
  network.setOrder(order);
  return images.map((image) => Array.from(network.logitsOf(image)));
}"""


@pytest.fixture(scope="module")
def keras_desks():
    """{kind: `KerasDesk`}, with the weights that the browser has."""
    return {kind: KerasDesk.shipped(kind) for kind in KINDS}


@pytest.fixture(scope="module", params=["WebAssembly", "JavaScript"])
def desk(request, script):
    """A page that holds both networks, computed in one way or the other."""
    isPlain = request.param == "JavaScript"
    assert script.evaluate(_MAKE, [plain(mixing_desk_values()), isPlain]) == request.param
    return script


@pytest.mark.parametrize("kind", KINDS)
def test_logits_are_those_of_keras_whatever_the_faders(desk, keras_desks, kind):
    images = list(range(12))
    for factors in SETTINGS.values():
        for order in ORDERS.values():
            found = desk.evaluate(_LOGITS, [kind, factors, order, images])
            expected = keras_desks[kind].logits(factors, order, images)
            # Doubled ten times, logits are in the thousands.
            size = max(1, np.abs(expected).max() / 100)
            assert np.abs(found - expected).max() < 1e-4 * size, (factors, order)


@pytest.mark.parametrize("kind", KINDS)
def test_the_accuracy_on_all_images_is_that_of_keras(desk, keras_desks, kind):
    labels = fashion_mnist().test_labels[:IMAGES]
    images = list(range(IMAGES))
    for name in ("as trained", "one muted"):
        found = np.array(
            desk.evaluate(_LOGITS, [kind, SETTINGS[name], ORDERS["as trained"], images])
        )
        expected = keras_desks[kind].logits(SETTINGS[name], ORDERS["as trained"], images)
        assert np.abs(found - expected).max() < 1e-4
        assert (found.argmax(1) == labels).sum() == (expected.argmax(1) == labels).sum()


def test_the_most_blocks_that_can_be_muted_are_four_as_chapter_5_says(keras_desks):
    labels = fashion_mnist().test_labels[:IMAGES]

    def kept(*muted):
        factors = [0.0 if block in muted else 1.0 for block in range(1, 11)]
        logits = keras_desks["residual"].logits(factors, ORDERS["as trained"], range(IMAGES))
        return np.mean(logits.argmax(1) == labels) >= 0.6

    assert kept(3, 4, 9, 10) and kept(3, 5, 9, 10)
    # The rest is the long form: every way, some minutes.
    for count, ways in ((4, 2), (5, 0)) if IS_SOAK else ():
        assert sum(kept(*muted) for muted in itertools.combinations(range(1, 11), count)) == ways
    assert not kept(2, 5, 9, 10) and not kept(2, 3, 4, 9, 10)


@pytest.mark.parametrize("kind", KINDS)
def test_what_meets_at_a_plus_sign_is_what_keras_adds(desk, keras_desks, kind):
    factors, order = SETTINGS["between"], ORDERS["shuffled"]
    desk.evaluate(_LOGITS, [kind, factors, order, [4]])
    for position in range(10):
        found = desk.evaluate(
            """([kind, position]) => {
              const terms = desk[kind].termsOf(4, position);
              const { shortcut, branch, sum } = terms;
              return [terms.width, terms.channels, shortcut && Array.from(shortcut),
                      Array.from(branch), Array.from(sum)];
            }""",
            [kind, position],
        )
        width, channels, *terms = found
        expected = keras_desks[kind].terms(factors, order, 4, position)
        assert (width, channels) == expected[-1].shape[1:]
        for mine, theirs in zip(terms, expected, strict=True):
            if theirs is None:
                assert mine is None
            else:
                assert np.abs(np.reshape(mine, theirs.shape) - theirs).max() < 1e-4


def test_only_what_follows_a_fader_is_computed_again(desk):
    counted = desk.evaluate(
        """() => {
          const network = desk.residual;
          for (let at = 0; at < 10; at += 1) network.setFactor(at, 1);
          network.setOrder([...Array(10).keys()]);
          network.logitsOf(0);
          let calls = 0;
          const { convolve } = network.kernel;
          network.kernel.convolve = (given) => { calls += 1; convolve(given); };
          const spent = (change) => { calls = 0; change(); network.logitsOf(0); return calls; };
          const found = [9, 5, 0].map((at) => spent(() => network.setFactor(at, 0.5)));
          found.push(spent(() => network.setFactor(3, 1)), spent(() => {}));
          network.kernel.convolve = convolve;
          return found;
        }"""
    )
    # Two convolutions for each block from the fader on, and a projection in blocks 0 and 5.
    assert counted == [2, 11, 22, 0, 0]


def test_half_precision_flips_no_prediction_on_the_images_of_the_desk(keras_desks):
    images = scaled(fashion_mnist().test_images[:IMAGES])
    for kind, shortcuts in network_export.NETWORKS.items():
        exact = recorded_network(shortcuts).predict(images, verbose=0)
        halved = keras_desks[kind].logits(ALL_ON, ORDERS["as trained"], range(IMAGES))
        assert np.abs(exact - halved).max() < 0.05
        assert (exact.argmax(1) == halved.argmax(1)).all(), kind


def test_the_weights_that_are_kept_are_those_of_the_lessons_networks():
    assert data_build.differences("mixing_desk") == []


def test_other_weights_are_noticed(monkeypatch):
    arrays = arrays_of("mixing_desk")
    name = "plain/blocks/7/two/kernel"
    arrays[name] = arrays[name] + np.float16(2**-10)
    monkeypatch.setitem(data_build.EXPORTS, "mixing_desk", lambda: arrays)
    assert data_build.differences("mixing_desk") == [f"mixing_desk: {name}"]
    del arrays[name]
    assert "one of two" in data_build.differences("mixing_desk")[0]


def test_keras_computes_what_the_exported_scale_and_shift_say():
    """One normalisation by hand, so that the oracle above does not stand on the export alone."""
    layer = network_export.layers_by_path(recorded_network())["blocks/3/first"]
    x = np.random.default_rng(1).normal(size=(1, 2, 2, 16)).astype("float32")
    kept = arrays_of("mixing_desk")
    by_hand = x * kept["residual/blocks/3/first/scale"] + kept["residual/blocks/3/first/shift"]
    theirs = keras.ops.convert_to_numpy(layer(x, training=False))
    assert np.abs(by_hand - theirs).max() < 5e-3 * np.abs(theirs).max()
