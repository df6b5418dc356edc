from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated = self.pre_activation(inputs, is_training)

    def project(x):
        if self.data_format == "channels_first":
            return layers.Conv2D(shortcut_filters, 1, data_format="channels_first")(
                x[:, :, ::strides, ::strides]
            )
        return layers.Dense(units=shortcut_filters)(x[:, ::strides, ::strides, :])

    shortcut = project(pre_activated) if shortcut_filters is not None else inputs
    x = self.custom_conv2d(pre_activated, filters, 3, strides)
    x = self.custom_conv2d(self.pre_activation(x, is_training), filters, 3, 1)
    return x + shortcut
