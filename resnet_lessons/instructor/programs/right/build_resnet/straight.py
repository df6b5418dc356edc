from keras import layers


def build_resnet(self, inputs, is_training):
    f, s, n = self.filters_initial, self.block_strides, self.block_layer_sizes
    x = self.custom_conv2d(inputs, f, 7, 2)
    x = layers.MaxPool2D(pool_size=3, strides=2, padding="same", data_format=self.data_format)(x)
    x = self.block_layer(x, f, s[0], n[0], is_training, 1)
    x = self.block_layer(x, 2 * f, s[1], n[1], is_training, 2)
    x = self.block_layer(x, 4 * f, s[2], n[2], is_training, 3)
    x = self.block_layer(x, 8 * f, s[3], n[3], is_training, 4)
    x = self.pre_activation(x, is_training)
    x = layers.GlobalAvgPool2D(data_format=self.data_format)(x)
    return layers.Dense(units=self.output_size)(x)
