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
