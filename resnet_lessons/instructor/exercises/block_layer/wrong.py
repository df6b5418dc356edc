"""Wrong programs for `block_layer` that are nobody's misconception."""


# %% always_regular
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    outputs = self.regular_block(inputs, filters, strides, is_training, 0, filters)
    for number in range(1, num_blocks):
        outputs = self.regular_block(outputs, filters, 1, is_training, number)
    return outputs


# %% dropout
from keras import layers


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    for number in range(1, num_blocks):
        outputs = block(outputs, filters, 1, is_training, number)
    return layers.Dropout(0.2)(outputs, training=is_training)


# %% filters_double
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    for number in range(1, num_blocks):
        filters, shortcut_filters = 2 * filters, 2 * shortcut_filters
        outputs = block(outputs, filters, 1, is_training, number, shortcut_filters)
    return outputs


# %% list_returned
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = [block(inputs, filters, strides, is_training, 0, shortcut_filters)]
    for number in range(1, num_blocks):
        outputs.append(block(outputs[-1], filters, 1, is_training, number))
    return outputs


# %% pooled_first
from keras import layers


def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    pool = layers.AveragePooling2D(strides, padding="same", data_format=self.data_format)
    outputs = block(pool(inputs), filters, 1, is_training, 0, shortcut_filters)
    for number in range(1, num_blocks):
        outputs = block(outputs, filters, 1, is_training, number)
    return outputs


# %% pre_activation_at_the_end
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    for number in range(1, num_blocks):
        outputs = block(outputs, filters, 1, is_training, number)
    return self.pre_activation(outputs, is_training)


# %% strides_last
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = inputs
    for number in range(num_blocks):
        last = number == num_blocks - 1
        project = shortcut_filters if number == 0 or last else None
        outputs = block(outputs, filters, strides if last else 1, is_training, number, project)
    return outputs


# %% sum_of_all_blocks
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    shortcut_filters = 4 * filters if self.bottleneck else filters
    outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
    total = outputs
    for number in range(1, num_blocks):
        outputs = block(outputs, filters, 1, is_training, number)
        total = total + outputs
    return total
