def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """The layer with one block fewer, then one more block."""
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    if num_blocks == 1:
        expanded = 4 * filters if self.bottleneck else filters
        return block(inputs, filters, strides, is_training, 0, expanded)
    shorter = self.block_layer(inputs, filters, strides, num_blocks - 1, is_training, index)
    return block(shorter, filters, 1, is_training, num_blocks - 1)
