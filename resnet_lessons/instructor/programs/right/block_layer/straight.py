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
