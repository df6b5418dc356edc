import keras


def lesion(model, block_name):
    residual = model.get_layer(f"{block_name}_residual").output
    summed = model.get_layer(f"{block_name}_output").output
    front = keras.Model(model.input, keras.layers.subtract([summed, residual]))
    back = keras.Model(summed, model.output)
    return keras.Sequential([front, back])
