"""The mixing desk as Keras computes it: blocks in any order, each branch times a factor."""

import numpy as np
from keras import ops

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.instructor.explorables.network_export import NETWORKS, layers_by_path
from resnet_lessons.widgets.explorables.explorable import arrays_of


class KerasDesk:
    """A network of the lessons, layer by layer.

    Args:
        layers: {path: layer}, as `layers_by_path` returns them.
        shortcuts: whether a block's input is added to its branch.
    """

    def __init__(self, layers, shortcuts):
        self._layers, self._shortcuts = layers, shortcuts
        self._images = scaled(fashion_mnist().test_images)

    @classmethod
    def shipped(cls, kind):
        """The network that ships, with the weights in half precision that the browser has."""
        layers, arrays = layers_by_path(recorded_network(NETWORKS[kind])), arrays_of("mixing_desk")
        for path, layer in layers.items():
            get = lambda part, path=path: arrays[f"{kind}/{path}/{part}"].astype("float32")  # noqa: E731
            if hasattr(layer, "kernel"):
                layer.set_weights([get("kernel"), get("bias")])
            else:
                # At inference it then scales and shifts by these, and by nothing else.
                scale = get("scale")
                ones = np.ones_like(scale)
                layer.set_weights([scale, get("shift"), 0 * ones, ones - layer.epsilon])
        return cls(layers, NETWORKS[kind])

    def logits(self, factors, order, images):
        """Float array (images, classes)."""
        x, _ = self._run(factors, order, self._images[list(images)])
        x = ops.mean(ops.relu(self._layers["last"](x, training=False)), axis=(1, 2))
        return ops.convert_to_numpy(self._layers["logits"](x))

    def terms(self, factors, order, image, position):
        """(shortcut or None, branch before its factor, sum) of one block, each (side, side, channels)."""
        _, met = self._run(factors, order, self._images[[image]])
        return [None if each is None else ops.convert_to_numpy(each[0]) for each in met[position]]

    def _run(self, factors, order, images):
        """(what the last block passes on, what meets in each block)"""
        x, met = self._padded("stem", images), []
        for factor, block in zip(factors, order, strict=True):
            shortcut, branch = self._block(f"blocks/{block}", x)
            x = factor * branch if shortcut is None else shortcut + factor * branch
            met.append((shortcut, branch, x))
        return x, met

    def _block(self, path, x):
        activated = ops.relu(self._layers[f"{path}/first"](x, training=False))
        branch = self._padded(f"{path}/one", activated)
        branch = ops.relu(self._layers[f"{path}/second"](branch, training=False))
        branch = self._padded(f"{path}/two", branch)
        if not self._shortcuts:
            return None, branch
        projection = self._layers.get(f"{path}/projection")
        return projection(activated) if projection else x, branch

    def _padded(self, path, x):
        """A convolution of three by three; a strided one has its padding before it."""
        layer = self._layers[path]
        return layer(ops.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)]) if layer.strides != (1, 1) else x)
