def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    outputs = self.regular_block(inputs, filters, strides, is_training, 0, filters)
    for number in range(1, num_blocks):
        outputs = self.regular_block(outputs, filters, 1, is_training, number)
    return outputs
