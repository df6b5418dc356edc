import keras


def zero_mapping(residual_branch):
    inputs = keras.Input(residual_branch.input_shape[1:])
    channels = residual_branch.output_shape[-1]
    convolution = keras.layers.Conv2D(
        channels, 3, padding="same", kernel_initializer=lambda shape, dtype: keras.ops.zeros(shape)
    )
    return keras.Model(inputs, 0 * convolution(inputs))
