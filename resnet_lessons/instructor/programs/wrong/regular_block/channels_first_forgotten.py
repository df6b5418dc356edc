from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    if strides > 1:
        pre_activated1 = layers.ZeroPadding2D(1)(pre_activated1)
    padding = "valid" if strides > 1 else "same"
    conv1 = layers.Conv2D(filters, 3, strides, padding=padding)(pre_activated1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return layers.Conv2D(filters, 3, padding="same")(pre_activated2) + shortcut
