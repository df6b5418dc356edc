"""Wrong programs for `lesion` that are nobody's misconception."""

# %% rectified_shortcut
import keras


def lesion(model, block_name):
    shortcut = keras.ops.relu(model.get_layer(f"{block_name}_shortcut").output)
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(shortcut))


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


# %% next_block_cut
import keras

import resnet_lessons as rl


def lesion(model, block_name):
    names = list(rl.block_weights(model))
    other = names[(names.index(block_name) + 1) % len(names)]
    shortcut = model.get_layer(f"{other}_shortcut").output
    output = model.get_layer(f"{other}_output").output
    return keras.Model(model.input, keras.Model(output, model.output)(shortcut))


# %% given_network_frozen
import keras


def lesion(model, block_name):
    model.trainable = False
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    output = model.get_layer(f"{block_name}_output").output
    return keras.Model(model.input, keras.Model(output, model.output)(shortcut))
