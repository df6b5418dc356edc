def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    for number in range(1, num_blocks):
        outputs = block(outputs, filters, 1, is_training, number)
    return self.pre_activation(outputs, is_training)
