"""Right programs for `block_layer`, each in another style."""

# %% block_class
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


# %% list_of_blocks
from functools import partial


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """All blocks are listed first, then applied."""
    make = self.regular_block
    widths = {False: filters, True: 4 * filters}
    if self.bottleneck:
        make = self.bottleneck_block
    blocks = [
        lambda x: make(x, filters, strides, is_training, 0, widths[self.bottleneck]),
        *[
            partial(make, filters=filters, strides=1, is_training=is_training, index=number)
            for number in range(1, num_blocks)
        ],
    ]
    outputs = inputs
    for block in blocks:
        outputs = block(outputs)
    return outputs


# %% model_inside
import keras


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """A functional model of the chain, called on the inputs at the end."""
    block, wide = self.regular_block, filters
    if self.bottleneck:
        block, wide = self.bottleneck_block, 4 * filters
    start = keras.Input(inputs.shape[1:], dtype="float32")
    end = block(start, filters, strides, is_training, 0, shortcut_filters=wide)
    for number in list(range(num_blocks))[1:]:
        end = block(end, filters, 1, is_training, number, shortcut_filters=None)
    return keras.Model(start, end, name=f"layer{index}")(inputs)


# %% one_loop
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """The first block is an `if` in the loop."""
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    x = inputs
    for number in range(num_blocks):
        first = number == 0
        x = block(
            inputs=x,
            filters=filters,
            strides=strides if first else 1,
            is_training=is_training,
            index=number,
            shortcut_filters=(4 if self.bottleneck else 1) * filters if first else None,
        )
    return x


# %% raw_layers
from keras import layers, ops


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """Whole blocks from Keras layers: nothing of the network's own methods."""
    form = self.data_format
    axis = 1 if form == "channels_first" else -1

    def activate(x):
        return ops.relu(layers.BatchNormalization(axis=axis)(x, training=is_training))

    def convolve(x, number, size, step):
        x = layers.ZeroPadding2D(size // 2, data_format=form)(x) if size > 1 else x
        return layers.Conv2D(number, size, step, data_format=form)(x)

    if self.bottleneck:
        wide, plan = 4 * filters, [(filters, 1), (filters, 3), (4 * filters, 1)]
    else:
        wide, plan = filters, [(filters, 3), (filters, 3)]
    strided = 1 if self.bottleneck else 0

    outputs = inputs
    for block in range(num_blocks):
        step = strides if block == 0 else 1
        x = activate(outputs)
        shortcut = convolve(x, wide, 1, step) if block == 0 else outputs
        for place, (number, size) in enumerate(plan):
            x = activate(x) if place > 0 else x
            x = convolve(x, number, size, step if place == strided else 1)
        outputs = x + shortcut
    return outputs


# %% recursion
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """The layer with one block fewer, then one more block."""
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    if num_blocks == 1:
        expanded = 4 * filters if self.bottleneck else filters
        return block(inputs, filters, strides, is_training, 0, expanded)
    shorter = self.block_layer(inputs, filters, strides, num_blocks - 1, is_training, index)
    return block(shorter, filters, 1, is_training, num_blocks - 1)


# %% recursive_helper
def chain(block, outputs, filters, number, left, is_training):
    if left == 0:
        return outputs
    outputs = block(outputs, filters, 1, is_training, number)
    return chain(block, outputs, filters, number + 1, left - 1, is_training)


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = (self.regular_block, self.bottleneck_block)[self.bottleneck]
    shortcut_filters = filters << (2 if self.bottleneck else 0)
    first = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    return chain(block, first, filters, 1, num_blocks - 1, is_training)


# %% reduce
from functools import reduce


def block_layer(net, x, n, step, count, train, which):
    block = net.bottleneck_block if net.bottleneck else net.regular_block
    wide = n * 4 if net.bottleneck else n
    first = block(x, n, step, train, 0, wide)
    return reduce(lambda y, number: block(y, n, 1, train, number), range(1, count), first)


# %% straight
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    if self.bottleneck:
        shortcut_filters = filters * 4
        block_function = self.bottleneck_block
    else:
        shortcut_filters = filters
        block_function = self.regular_block
    block_output = block_function(
        inputs, filters, strides, is_training, 0, shortcut_filters=shortcut_filters
    )
    for i in range(1, num_blocks):
        block_output = block_function(block_output, filters, 1, is_training, i)
    return block_output


# %% while_loop
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    outputs = inputs
    shortcut_filters = filters
    if self.bottleneck is True:
        shortcut_filters *= 4
    block_index = 0
    while block_index < num_blocks:
        if self.bottleneck:
            outputs = self.bottleneck_block(
                outputs, filters, strides, is_training, block_index, shortcut_filters
            )
        else:
            outputs = self.regular_block(
                outputs, filters, strides, is_training, block_index, shortcut_filters
            )
        strides, shortcut_filters = 1, None
        block_index += 1
    return outputs
