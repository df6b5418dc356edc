import keras
from keras import layers


class Block(layers.Layer):
    """One block as a layer of its own, built when it is first called."""

    def __init__(self, filters, strides, project, bottleneck, data_format):
        super().__init__()
        form = {"data_format": data_format}
        axis = 1 if data_format == "channels_first" else -1
        sizes = [(filters, 3, strides), (filters, 3, 1)]
        if bottleneck:
            sizes = [(filters, 1, 1), (filters, 3, strides), (4 * filters, 1, 1)]
        self.norms = [layers.BatchNormalization(axis=axis) for _ in sizes]
        self.pads = [layers.ZeroPadding2D(size // 2, **form) for _, size, _ in sizes]
        self.convolutions = [layers.Conv2D(*size, **form) for size in sizes]
        self.projection = layers.Conv2D(sizes[-1][0], 1, strides, **form) if project else None

    def call(self, inputs, training=None):
        x, shortcut = inputs, inputs
        for number, convolution in enumerate(self.convolutions):
            x = keras.ops.relu(self.norms[number](x, training=training))
            if number == 0 and self.projection is not None:
                shortcut = self.projection(x)
            x = convolution(self.pads[number](x))
        return shortcut + x


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    for number in range(num_blocks):
        step = strides if number == 0 else 1
        block = Block(filters, step, number == 0, self.bottleneck, self.data_format)
        inputs = block(inputs, training=is_training)
    return inputs
