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
