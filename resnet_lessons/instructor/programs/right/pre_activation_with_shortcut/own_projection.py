from keras import layers, ops


class Projection(layers.Layer):
    def __init__(self, filters, strides, data_format):
        super().__init__()
        self.filters, self.strides, self.data_format = filters, strides, data_format

    def build(self, shape):
        channels = shape[-1] if self.data_format == "channels_last" else shape[1]
        self.w = self.add_weight((1, 1, channels, self.filters), "he_normal")
        self.b = self.add_weight((self.filters,), "zeros")

    def call(self, x):
        x = ops.conv(x, self.w, self.strides, "valid", data_format=self.data_format)
        return x + (self.b if self.data_format == "channels_last" else self.b[:, None, None])


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    pre_activated_inputs = self.pre_activation(inputs=inputs, is_training=is_training)
    if shortcut_params[0] is None:
        shortcut = layers.Identity()(inputs)
    else:
        shortcut = Projection(*shortcut_params, self.data_format)(pre_activated_inputs)
    return pre_activated_inputs, shortcut
