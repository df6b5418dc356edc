"""Lesions: one block of a trained network dropped, two swapped, one repeated.

Veit et al. 2016, sections 4.1 to 4.3.
"""

import math

import numpy as np
from keras import ops

from resnet_lessons.data.images import scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments import asked, results
from resnet_lessons.experiments.results import Lesions
from resnet_lessons.experiments.separate_blocks import cut
from resnet_lessons.experiments.work import KINDS, StepCounter, empty, garments

# Seed of the two networks that ship.
SHIPPED = 2016
# Ten blocks, of which nine keep the shape, lose up to so many in 466 ways.
MOST = 6


def run(seeds=(SHIPPED,), images=1000, most=MOST, network=None, report=None):
    """Lesions a plain and a residual network; stopped by KeyboardInterrupt at any time.

    Args:
        seeds: of the networks, handed to `network`; or one.
        images: how many of the shipped test images.
        most: blocks dropped together, at most.
        network: called with (seed, kind), returns a trained `keras.Model` with named points; None
            for the networks that ship. Both kinds have blocks of the same names and shapes.
        report: called with (lesions done, lesions in all, what is being done), or None.

    Returns:
        `Lesions`

    Raises:
        ValueError: when this cannot be measured; it says what can.
    """
    seeds, images = asked.seeds(seeds), asked.images(images, of="test")
    most = asked.count("most", most)
    network = network or shipped
    data = garments(1, images)
    blocks = cut(network(seeds[0], KINDS[1])).blocks
    keeps_shape = np.array([block.keeps_shape for block in blocks])
    names, count = np.array([block.name for block in blocks]), len(blocks)
    shape = (len(seeds), len(KINDS))
    whole, dropped, repeated = empty(*shape), empty(*shape, count), empty(*shape, count)
    swapped, together = empty(*shape, count - 1), empty(*shape, most)
    ways = sum(math.comb(int(keeps_shape.sum()), several) for several in range(most + 1))
    progress = StepCounter(report, int(np.prod(shape)) * (3 * count - 1 + ways))
    with progress.stoppable():
        for place in np.ndindex(shape):
            seed, kind = seeds[place[0]], KINDS[place[1]]
            progress.tell(f"{kind}, seed {seed}")
            patient = _Patient(network(seed, kind), data)
            whole[place] = patient.accuracy(0)
            for number in range(count):
                progress.tell(f"{kind}: without block {number + 1}")
                dropped[place][number] = patient.dropped(number)
                progress.tell(f"{kind}: block {number + 1} twice", 1)
                repeated[place][number] = patient.repeated(number)
                if number + 1 < count:
                    progress.tell(f"{kind}: block {number + 1} swapped with the next", 1)
                    swapped[place][number] = patient.swapped(number)
                progress.tell(f"{kind}: block {number + 1}", 1)
            accuracies = [[] for _ in range(most + 1)]
            progress.tell(f"{kind}: several blocks dropped together")
            for several, accuracy in patient.every_way(most):
                accuracies[several].append(accuracy)
                progress.tell(f"{kind}: {several} blocks dropped together", 1)
            # Nobody can drop more blocks than there are.
            together[place] = [np.mean(row) if row else np.nan for row in accuracies[1:]]
    return Lesions(
        seeds=np.array(seeds),
        block_names=names,
        keeps_shape=keeps_shape,
        whole=whole,
        dropped=dropped,
        swapped=swapped,
        repeated=repeated,
        dropped_together=together,
        complete=progress.complete,
    )


def shipped(seed, kind):
    """The network that ships, whatever the seed.

    Args:
        seed: of the run, which has no influence.
        kind: "plain" or "residual".

    Returns:
        trained `keras.Model` from float images (28, 28, 1) to ten logits
    """
    return recorded_network(shortcuts=kind == "residual")


class _Patient:
    """A network's separate blocks and what each is given, so that nothing runs twice."""

    def __init__(self, model, data):
        separate = cut(model)
        self._blocks, self._head, self._labels = separate.blocks, separate.head, data.test_labels
        self._inputs = [separate.stem(scaled(data.test_images), training=False)]
        for block in self._blocks:
            self._inputs.append(block.whole(self._inputs[-1], training=False))

    def accuracy(self, number, features=None, without=()):
        """Test accuracy when `features` go into a block, and some of the later ones are dropped."""
        features = self._inputs[number] if features is None else features
        for place in range(number, len(self._blocks)):
            block = self._blocks[place]
            remains = block.left_over if place in without else block.whole
            features = remains(features, training=False)
        return self._judged(features)

    def _judged(self, features):
        logits = ops.convert_to_numpy(self._head(features, training=False))
        return np.mean(logits.argmax(-1) == self._labels)

    def dropped(self, number):
        if self._blocks[number].left_over is None:
            return np.nan
        return self.accuracy(number, without=(number,))

    def repeated(self, number):
        block = self._blocks[number]
        if not block.keeps_shape:
            return np.nan
        return self.accuracy(number + 1, block.whole(self._inputs[number + 1], training=False))

    def swapped(self, number):
        first, second = self._blocks[number : number + 2]
        if not (first.keeps_shape and second.keeps_shape):
            return np.nan
        features = second.whole(self._inputs[number], training=False)
        return self.accuracy(number + 2, first.whole(features, training=False))

    def every_way(self, most, number=0, dropped=0, features=None):
        """Yields (blocks dropped, test accuracy) for every way to drop at most so many, or none.

        Only blocks that keep the shape are dropped. What two ways share is computed once.

        Args:
            most: blocks.
            number: of the first block that is still to be dropped or kept.
            dropped: how many of those before it were.
            features: that go into it; None for what the whole network gives it.
        """
        features = self._inputs[number] if features is None else features
        if number == len(self._blocks):
            yield dropped, self._judged(features)
            return
        block = self._blocks[number]
        kept = block.whole(features, training=False)
        yield from self.every_way(most, number + 1, dropped, kept)
        if block.keeps_shape and dropped < most:
            left_over = block.left_over(features, training=False)
            yield from self.every_way(most, number + 1, dropped + 1, left_over)


def recorded():
    """The recorded run of three seeds, the shipped networks' among them: (`Lesions`, facts)."""
    return results.recorded("lesion")
