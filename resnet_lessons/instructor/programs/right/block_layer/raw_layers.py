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
