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
