from keras import layers


def _layers_from(self, number, inputs, is_training):
    if number == len(self.block_layer_sizes):
        return inputs
    outputs = self.block_layer(
        inputs,
        self.filters_initial << number,
        self.block_strides[number],
        self.block_layer_sizes[number],
        is_training,
        number + 1,
    )
    return _layers_from(self, number + 1, outputs, is_training)


def build_resnet(self, inputs, is_training):
    pooling = layers.MaxPooling2D(3, strides=2, padding="same", data_format=self.data_format)
    stem = pooling(self.custom_conv2d(inputs, self.filters_initial, 7, 2, name="initial_conv"))
    features = self.pre_activation(_layers_from(self, 0, stem, is_training), is_training)
    mean = layers.GlobalAveragePooling2D(data_format=self.data_format)(features)
    return layers.Dense(self.output_size, name="final_dense")(mean)
