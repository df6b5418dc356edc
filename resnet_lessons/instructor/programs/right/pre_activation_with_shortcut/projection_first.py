import keras


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    projection = keras.layers.Identity()
    if shortcut_params[0] is not None:
        projection = keras.layers.Conv2D(
            shortcut_params[0], 1, shortcut_params[1], data_format=self.data_format
        )

    def shortcut(activated):
        return inputs if shortcut_params[0] is None else projection(activated)

    activated = self.pre_activation(inputs, is_training)
    return activated, shortcut(activated)
