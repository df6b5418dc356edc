def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = inputs
    for number in range(num_blocks):
        last = number == num_blocks - 1
        project = shortcut_filters if number == 0 or last else None
        outputs = block(outputs, filters, strides if last else 1, is_training, number, project)
    return outputs
