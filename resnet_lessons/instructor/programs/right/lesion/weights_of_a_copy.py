import keras


def lesion(model, block_name):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    residual = copy.get_layer(f"{block_name}_residual").input
    for layer in copy.layers:
        if layer.weights and layer.output is residual:
            for weight in layer.trainable_weights:
                weight.assign(0 * weight)
    return copy
