from keras import layers, ops


def build_resnet(self, inputs, is_training):
    first = self.data_format == "channels_first"
    x = layers.ZeroPadding2D(3, data_format=self.data_format)(inputs)
    x = layers.Conv2D(self.filters_initial, 7, 2, "valid", data_format=self.data_format)(x)
    x = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(x)
    for index in (1, 2, 3, 4):
        x = self.block_layer(
            inputs=x,
            filters=self.filters_initial * [1, 2, 4, 8][index - 1],
            strides=self.block_strides[index - 1],
            num_blocks=self.block_layer_sizes[index - 1],
            is_training=is_training,
            index=index,
        )
    x = layers.BatchNormalization(axis=1 if first else -1)(x, training=is_training)
    x = ops.maximum(x, 0.0)
    # A 1x1 convolution of the mean is a dense layer.
    x = layers.GlobalAveragePooling2D(data_format=self.data_format, keepdims=True)(x)
    x = layers.Reshape((1, 1, -1))(x)
    return layers.Flatten()(layers.Conv2D(self.output_size, 1)(x))
