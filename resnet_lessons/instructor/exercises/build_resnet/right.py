"""Right programs for `build_resnet`, each in another style."""

# %% keras_functions
from keras import layers, ops


def build_resnet(self, inputs, is_training):
    channels_last = self.data_format == "channels_last"
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = ops.max_pool(outputs, 3, 2, padding="same", data_format=self.data_format)
    filters = self.filters_initial
    plan = zip(self.block_strides, self.block_layer_sizes, strict=True)
    for number, (strides, num_blocks) in enumerate(plan):
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, number + 1)
        filters *= 2
    outputs = self.pre_activation(outputs, is_training)
    outputs = ops.mean(outputs, axis=(1, 2) if channels_last else (2, 3))
    return layers.Dense(self.output_size)(outputs)


# %% raw_layers
from keras import layers, ops


def build_resnet(self, inputs, is_training):
    first = self.data_format == "channels_first"
    x = layers.ZeroPadding2D(3, data_format=self.data_format)(inputs)
    x = layers.Conv2D(self.filters_initial, 7, 2, "valid", data_format=self.data_format)(x)
    x = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(x)
    for index in (1, 2, 3, 4):
        x = self.block_layer(
            inputs=x,
            filters=self.filters_initial * [1, 2, 4, 8][index - 1],
            strides=self.block_strides[index - 1],
            num_blocks=self.block_layer_sizes[index - 1],
            is_training=is_training,
            index=index,
        )
    x = layers.BatchNormalization(axis=1 if first else -1)(x, training=is_training)
    x = ops.maximum(x, 0.0)
    # A 1x1 convolution of the mean is a dense layer.
    x = layers.GlobalAveragePooling2D(data_format=self.data_format, keepdims=True)(x)
    x = layers.Reshape((1, 1, -1))(x)
    return layers.Flatten()(layers.Conv2D(self.output_size, 1)(x))


# %% recursion
from keras import layers


def _layers_from(self, number, inputs, is_training):
    if number == len(self.block_layer_sizes):
        return inputs
    outputs = self.block_layer(
        inputs,
        self.filters_initial << number,
        self.block_strides[number],
        self.block_layer_sizes[number],
        is_training,
        number + 1,
    )
    return _layers_from(self, number + 1, outputs, is_training)


def build_resnet(self, inputs, is_training):
    pooling = layers.MaxPooling2D(3, strides=2, padding="same", data_format=self.data_format)
    stem = pooling(self.custom_conv2d(inputs, self.filters_initial, 7, 2, name="initial_conv"))
    features = self.pre_activation(_layers_from(self, 0, stem, is_training), is_training)
    mean = layers.GlobalAveragePooling2D(data_format=self.data_format)(features)
    return layers.Dense(self.output_size, name="final_dense")(mean)


# %% straight
from keras import layers


def build_resnet(self, inputs, is_training):
    f, s, n = self.filters_initial, self.block_strides, self.block_layer_sizes
    x = self.custom_conv2d(inputs, f, 7, 2)
    x = layers.MaxPool2D(pool_size=3, strides=2, padding="same", data_format=self.data_format)(x)
    x = self.block_layer(x, f, s[0], n[0], is_training, 1)
    x = self.block_layer(x, 2 * f, s[1], n[1], is_training, 2)
    x = self.block_layer(x, 4 * f, s[2], n[2], is_training, 3)
    x = self.block_layer(x, 8 * f, s[3], n[3], is_training, 4)
    x = self.pre_activation(x, is_training)
    x = layers.GlobalAvgPool2D(data_format=self.data_format)(x)
    return layers.Dense(units=self.output_size)(x)
