"""The gradient along each single path through ten blocks of the lessons' networks: data of `unfold`.

A block passes a gradient back along its shortcut and along its residual branch. A path takes one of
both in each block (Veit et al. 2016, section 3), and every ReLU stays as it is at the images: then
the gradients of all paths add up to the whole gradient.
"""

from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.data.images import scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments.races import twenty_blocks
from resnet_lessons.experiments.separate_blocks import cut
from resnet_lessons.experiments.work import garments

BLOCKS = 10
IMAGES = 32


@dataclass(frozen=True, eq=False)
class TwoWays:
    """A block as its two terms; the output is their sum.

    Attributes:
        shortcut, branch: called with features, return those of the output's shape.
    """

    shortcut: object
    branch: object


@dataclass(frozen=True, eq=False)
class Backward:
    """How a block passes a gradient back along each of its ways, for the features that it was given.

    Attributes:
        shortcut, branch: called with a gradient by the block's output, return one by its input.
    """

    shortcut: object
    branch: object


def arrays():
    """What `make explorables` keeps, of each network or part of one in `parts`.

    Returns:
        {"<part>_paths": float32 (2046,), of one block's 2 paths, then of two blocks' 4, and so on to
        ten blocks' 1,024: the norm along each path, where 1 is the mean of all paths through as many
        blocks. Bit k of a path's place tells whether it passes the branch of block k. The norm is
        that of the loss's gradient by the first block's input, the mean over the images.
        "<part>_together": float32 (10,), through one block to ten: the norms of all paths added up,
        where 1 is the norm of the whole gradient.}
    """
    data, found = garments(1, IMAGES), {}
    images = scaled(data.test_images)
    for name, (stem, blocks, head, first) in parts().items():
        points = Points(stem(images, training=False), blocks, head, data.test_labels)
        norms = [points.norms(first, count) for count in range(1, BLOCKS + 1)]
        whole = _norm(points.gradients[first])
        relative = [each / each.mean() for each in norms]
        found[f"{name}_paths"] = np.concatenate(relative).astype("float32")
        together = [each.sum() / whole for each in norms]
        found[f"{name}_together"] = np.array(together, "float32")
    return found


def parts():
    """The networks of which ten blocks can be unfolded.

    Returns:
        {name: (stem, list of `TwoWays`, head, place of the first block that is unfolded)}
    """
    stem, blocks, head = _of_twenty_blocks()
    return {
        "last": (stem, blocks, head, BLOCKS),
        "first": (stem, blocks, head, 0),
        "small": (*_of_ten_blocks(), 0),
    }


def _of_twenty_blocks():
    body, head = twenty_blocks()
    stem = keras.Model(body.input, body.get_layer("stem").output)
    branches = [layer for layer in body.layers if layer.name.startswith("branch")]
    return stem, [TwoWays(_as_it_is, branch) for branch in branches], head


def _as_it_is(features, training=False):
    """An identity shortcut."""
    return tf.identity(features)


def _of_ten_blocks():
    """The network of sections 1.7 and 5.1, whose first and sixth blocks have a projection."""
    model = recorded_network()
    separate = cut(model)
    starts = [next(layer for layer in model.layers if hasattr(layer, "kernel")).output]
    starts += [model.get_layer(f"{block.name}_output").output for block in separate.blocks]
    blocks = [
        TwoWays(
            block.left_over, keras.Model(start, model.get_layer(f"{block.name}_residual").output)
        )
        for block, start in zip(separate.blocks, starts, strict=False)
    ]
    return separate.stem, blocks, separate.head


class Points:
    """The points between a network's blocks, each with its features and the loss's gradient there.

    Args:
        features: tensor (images, height, width, channels), what the first block is given.
        blocks: list of `TwoWays`.
        head: called with the last block's output, returns logits.
        labels: int (images,).

    Attributes:
        gradients: list of tensors, at the input of each block and at the output of the last.
    """

    def __init__(self, features, blocks, head, labels):
        points = [features]
        with tf.GradientTape() as tape:
            tape.watch(features)
            for block in blocks:
                here = points[-1]
                points.append(
                    block.shortcut(here, training=False) + block.branch(here, training=False)
                )
            logits = head(points[-1], training=False)
            loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        self.gradients = tape.gradient(loss, points)
        self._backward = [
            Backward(_backward(block.shortcut, here), _backward(block.branch, here))
            for block, here in zip(blocks, points, strict=False)
        ]

    def along_paths(self, first, count):
        """The gradient along every path through some blocks, by the first one's input.

        Args:
            first: place of the first block.
            count: how many blocks; what follows them stays folded.

        Yields:
            (path, tensor); bit k of the path tells whether it passes the branch of block first + k.
        """
        return _split(self._backward[first : first + count], self.gradients[first + count])

    def norms(self, first, count):
        """The norms of `along_paths`, the mean over the images: float (2^count,)."""
        found = np.empty(2**count)
        for path, gradient in self.along_paths(first, count):
            found[path] = _norm(gradient)
        return found


def _backward(way, features):
    """A function from a gradient by what `way` returns to one by the features that it is given."""
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(features)
        outputs = way(features, training=False)
    return lambda gradient: tape.gradient(outputs, features, output_gradients=gradient)


def _split(blocks, gradient, path=0):
    """Goes back through blocks, the last one first, along both ways of each."""
    if not blocks:
        yield path, gradient
        return
    *before, last = blocks
    yield from _split(before, last.shortcut(gradient), path)
    yield from _split(before, last.branch(gradient), path | 1 << len(before))


def _norm(gradient):
    found = gradient.numpy().astype("float64")
    return np.sqrt(np.square(found).sum(axis=(1, 2, 3))).mean()
