from functools import partial


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    """All blocks are listed first, then applied."""
    make = self.regular_block
    widths = {False: filters, True: 4 * filters}
    if self.bottleneck:
        make = self.bottleneck_block
    blocks = [
        lambda x: make(x, filters, strides, is_training, 0, widths[self.bottleneck]),
        *[
            partial(make, filters=filters, strides=1, is_training=is_training, index=number)
            for number in range(1, num_blocks)
        ],
    ]
    outputs = inputs
    for block in blocks:
        outputs = block(outputs)
    return outputs
