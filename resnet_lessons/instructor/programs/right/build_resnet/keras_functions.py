from keras import layers, ops


def build_resnet(self, inputs, is_training):
    channels_last = self.data_format == "channels_last"
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = ops.max_pool(outputs, 3, 2, padding="same", data_format=self.data_format)
    filters = self.filters_initial
    plan = zip(self.block_strides, self.block_layer_sizes, strict=True)
    for number, (strides, num_blocks) in enumerate(plan):
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, number + 1)
        filters *= 2
    outputs = self.pre_activation(outputs, is_training)
    outputs = ops.mean(outputs, axis=(1, 2) if channels_last else (2, 3))
    return layers.Dense(self.output_size)(outputs)
