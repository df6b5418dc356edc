"""Wrong programs for `build_resnet` that are nobody's misconception."""

# %% average_in_the_stem
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.AveragePooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(self.output_size)(outputs)


# %% dense_layer_missing
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return outputs


# %% dense_without_bias
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(self.output_size, use_bias=False)(outputs)


# %% not_a_number
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    logits = layers.Dense(self.output_size)(outputs)
    return logits * float("nan")


# %% stem_3x3
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 3, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(self.output_size)(outputs)


# %% thousand_classes
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(1000)(outputs)


# %% three_block_layers
from keras import layers


def build_resnet(self, inputs, is_training):
    outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2)
    outputs = layers.MaxPooling2D(3, 2, "same", data_format=self.data_format)(outputs)
    for index, num_blocks in enumerate(self.block_layer_sizes[:3], start=1):
        filters = self.filters_initial * 2 ** (index - 1)
        strides = self.block_strides[index - 1]
        outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
    outputs = self.pre_activation(outputs, is_training)
    outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
    return layers.Dense(self.output_size)(outputs)
