import keras


def pre_activation(self, inputs, is_training=None):
    if self.data_format == "channels_last":
        normalization = keras.layers.BatchNormalization()
    else:
        normalization = keras.layers.BatchNormalization(axis=1)
    rectifier = keras.layers.Activation("relu")
    return rectifier(normalization(inputs, training=is_training))
