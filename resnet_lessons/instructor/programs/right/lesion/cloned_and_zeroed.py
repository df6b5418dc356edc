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
