"""Wrong programs for `lesion` that are nobody's misconception."""

# %% branch_negated
import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    residual = model.get_layer(f"{block_name}_residual").output
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(keras.layers.subtract([shortcut, residual])))


# %% half_of_the_branch
import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    residual = model.get_layer(f"{block_name}_residual").output
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(shortcut + residual / 2))


# %% rectified_shortcut
import keras


def lesion(model, block_name):
    shortcut = keras.ops.relu(model.get_layer(f"{block_name}_shortcut").output)
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(shortcut))


# %% softmax_at_the_end
import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    output = model.get_layer(f"{block_name}_output").output
    logits = keras.Model(output, model.output)(shortcut)
    return keras.Model(model.input, keras.ops.softmax(logits))


# %% tensor_returned
import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    output = model.get_layer(f"{block_name}_output").output
    return keras.Model(output, model.output)(shortcut)


# %% whole_block_zeroed
def lesion(model, block_name):
    for layer in model.layers:
        if layer.name.startswith(f"{block_name}_"):
            for weight in layer.trainable_weights:
                weight.assign(0 * weight)
    return model
