"""The live experiments beside plain `fit`: the same network, images, steps and learning rate.

Plain `fit` is what a user gets who builds the network in Keras and calls `compile` and `fit`: Keras'
defaults but for the optimizer's learning rate and the 64 images of a batch, without which accuracies
could not be compared, and TensorFlow as it sets itself up. Each run has a process of its own, since
TensorFlow is set up once; what is timed begins when TensorFlow has computed something.
"""

import json
import os
import subprocess
import sys
import time

# A machine that others use is slower for a minute at a time: what is short is run more often.
_RUNS, _MOST_RUNS, _LEAST_SECONDS = 3, 9, 200
_SWITCH = "TF_ENABLE_ONEDNN_OPTS"


def measured(once=False):
    """{experiment: {"ours", "plain fit": seconds of each run; "accuracy ours", "accuracy plain"}}.

    Accuracies are those of the trained network on the test images, None where there is none.

    Args:
        once: whether each is run once only.
    """
    found = {}
    for name in EXPERIMENTS:
        told, since = {who: [] for who in ("ours", "plain")}, time.monotonic()
        for runs in range(1 if once else _MOST_RUNS):
            if runs >= _RUNS and time.monotonic() - since > _LEAST_SECONDS:
                break
            for who, answers in told.items():
                answers.append(_run(name, who))
        found[name] = {
            "ours": [each["seconds"] for each in told["ours"]],
            "plain fit": [each["seconds"] for each in told["plain"]],
            "accuracy ours": told["ours"][0]["accuracy"],
            "accuracy plain": told["plain"][0]["accuracy"],
        }
    return found


def _run(name, who):
    environment = {key: value for key, value in os.environ.items() if key != _SWITCH}
    command = [sys.executable, "-m", "benchmarks.live_experiments", name, who]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"{name}, {who}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def _fitted(model, learning_rate, images, epochs=1, before=False):
    """Accuracy on the test images after plain `fit`; measured `before` it too where asked."""
    import keras

    from resnet_lessons.data.images import scaled
    from resnet_lessons.experiments.work import garments
    from resnet_lessons.training.fit import BATCH_SIZE, steps_of

    data = garments(images)
    training = scaled(data.train_images), data.train_labels
    test = scaled(data.test_images), data.test_labels
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps_of(images, epochs))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    for part in (training, test) if before else ():
        model.evaluate(*part, verbose=0)
    model.fit(*training, BATCH_SIZE, epochs, verbose=0)
    model.evaluate(*training, verbose=0)
    return float(model.evaluate(*test, verbose=0)[1])


def _degradation(depth, images):
    def ours():
        from resnet_lessons.experiments import degradation

        run = degradation.run((depth,), (0,), images=images)
        return float(run.test_accuracy[0, 1, 0])

    def plain():
        from resnet_lessons.experiments import degradation

        kinds = ("plain", "residual")
        return [_fitted(degradation.untrained(kind, depth, 0), 3e-3, images) for kind in kinds][1]

    return ours, plain


def _variant(images):
    def ours():
        from resnet_lessons.experiments import shortcut_variants

        run = shortcut_variants.run(("original",), (0,), images=images)
        return float(run.test_accuracy[0, 0])

    def plain():
        import keras

        from resnet_lessons.experiments import shortcut_variants

        keras.utils.set_random_seed(0)
        return _fitted(shortcut_variants.network("original"), 3e-3, images)

    return ours, plain


def _grown():
    """The twenty blocks that ship, and five with shortcuts behind them."""
    from resnet_lessons.experiments import growth
    from resnet_lessons.experiments.races import twenty_blocks

    return growth.grown(*twenty_blocks(), growth.KINDS[0], 0)


def _growth(images):
    def ours():
        from resnet_lessons.experiments import growth

        run = growth.run((0,), images=images, kinds=growth.KINDS[0])
        return float(run.end[0, 0, 3])

    def plain():
        return _fitted(_grown(), 1e-3, images)

    return ours, plain


def _first_degradation():
    def ours():
        from resnet_lessons.student import chapter1

        return float(chapter1.degradation()["plain_14_test_accuracy"])

    def plain():
        from resnet_lessons.experiments import degradation, races
        from resnet_lessons.student import chapter1

        def fitted(blocks):
            network = degradation.untrained("plain", races.weight_layers(blocks), 0)
            return _fitted(network, 3e-3, 6000, chapter1.EPOCHS)

        accuracy = fitted(races.SHALLOW)
        fitted(races.DEEP)
        return accuracy

    return ours, plain


def _first_growth():
    def ours():
        from resnet_lessons.data.images import fashion_mnist
        from resnet_lessons.experiments import races

        before = races.logits(races.whole(*races.twenty_blocks()), fashion_mnist().test_images)
        return float(races.growth(_grown(), before, seed=1)["end"][2])

    def plain():
        return _fitted(_grown(), 1e-3, 6000, before=True)

    return ours, plain


def _race(blocks):
    def ours():
        from resnet_lessons.experiments import races

        races.copy_race(blocks, 0.5, 150)

    def plain():
        import keras

        from resnet_lessons.experiments import races

        patches, _ = races._patches(150)
        for shortcuts in (False, True):
            model = races._copier(blocks, 0.5, shortcuts)
            model.compile(keras.optimizers.Adam(3e-3), "mean_squared_error")
            model.fit(patches, patches, 16, 1, verbose=0, shuffle=False)

    return ours, plain


# Name -> (ours, plain fit): what a chapter or a panel runs, with its own settings.
EXPERIMENTS = {
    "degradation, 14 layers": _degradation(14, 3000),
    "degradation, 42 layers": _degradation(42, 2000),
    "variant of the shortcut": _variant(2000),
    "growth": _growth(1000),
    "race to copy": _race(1),
    "chapter 1, degradation": _first_degradation(),
    "chapter 1, growth": _first_growth(),
}


def main(name, who):
    """Runs one experiment and prints seconds and accuracy."""
    if who == "ours":
        import resnet_lessons
    else:
        # What the lessons ask of TensorFlow comes too late for it then.
        import tensorflow  # noqa: F401

        import resnet_lessons  # noqa: F401
    import keras

    keras.ops.ones(3) + 1
    start = time.perf_counter()
    accuracy = EXPERIMENTS[name][("ours", "plain").index(who)]()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "accuracy": accuracy}))


if __name__ == "__main__":
    main(*sys.argv[1:])
