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
