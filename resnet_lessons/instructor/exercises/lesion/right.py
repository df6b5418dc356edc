"""Right programs for `lesion`, each in another style."""

# %% cloned_and_zeroed
import keras


def lesion(model, block_name):
    def call(layer, *arguments, **named):
        outputs = layer(*arguments, **named)
        return 0.0 * outputs if layer.name == f"{block_name}_residual" else outputs

    copy = keras.models.clone_model(model, call_function=call)
    for layer in model.layers:
        if layer.weights:
            copy.get_layer(layer.name).set_weights(layer.get_weights())
    return copy


# %% minus_the_branch
import keras


def lesion(model, block_name):
    residual = model.get_layer(f"{block_name}_residual").output
    summed = model.get_layer(f"{block_name}_output").output
    front = keras.Model(model.input, keras.layers.subtract([summed, residual]))
    back = keras.Model(summed, model.output)
    return keras.Sequential([front, back])


# %% model_class
import keras


class Lesioned(keras.Model):
    def __init__(self, model, block_name):
        super().__init__()
        points = (f"{block_name}_shortcut", f"{block_name}_output")
        shortcut, output = (model.get_layer(point).output for point in points)
        self.front = keras.Model(model.input, shortcut)
        self.back = keras.Model(output, model.output)

    def call(self, images):
        return self.back(self.front(images))


def lesion(model, block_name):
    return Lesioned(model, block_name)


# %% copy_of_the_whole
import keras


def lesion(model, block_name):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    shortcut = copy.get_layer(f"{block_name}_shortcut").output
    rest = keras.Model(copy.get_layer(f"{block_name}_output").output, copy.output)
    return keras.Model(copy.input, rest(shortcut))
