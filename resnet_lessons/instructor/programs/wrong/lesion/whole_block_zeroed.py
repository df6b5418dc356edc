def lesion(model, block_name):
    for layer in model.layers:
        if layer.name.startswith(f"{block_name}_"):
            for weight in layer.trainable_weights:
                weight.assign(0 * weight)
    return model
