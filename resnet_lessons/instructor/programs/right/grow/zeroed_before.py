import keras
from keras import ops


def grow(b, h, blocks):
    lasts = [[layer for layer in block.layers if layer.weights][-1] for block in blocks]
    for weight in [weight for last in lasts for weight in last.trainable_weights]:
        weight.assign(ops.zeros_like(weight))
    images = keras.Input(b.input.shape[1:])
    features = b(images)
    for block in blocks:
        features = ops.add(block(features), features)
    return keras.Model(inputs=images, outputs=h(features), name="grown")
