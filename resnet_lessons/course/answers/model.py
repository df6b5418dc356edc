"""The network of the lessons: a pre-activation residual network of 18 to 200 weight layers.

It follows He et al. 2016, "Identity Mappings in Deep Residual Networks", in the form of the
TensorFlow course: biased convolutions, fixed padding before a strided convolution, and a projection
in the first block of every block layer. This file is the only place where an answer is written.
"""

import contextlib
import math

import keras
from keras import layers, ops

from resnet_lessons.network.depths import BLOCK_LAYER_SIZES
from resnet_lessons.network.named_points import named_points, scoped
from resnet_lessons.network.validation import as_pair, check_data_format, check_depth, check_sizes


class ResNetModel:
    """A recipe for one residual network; `build` turns it into a `keras.Model`.

    Args:
        min_aspect_dim: pixels of an image's smaller side after resizing.
        resize_dim: pixels of the square crop that enters the network.
        num_layers: weight layers, one of 18, 34, 50, 101, 152, 200.
        output_size: number of classes.
        data_format: "channels_last" (batch, height, width, channels) or "channels_first".

    Raises:
        ValueError: when an argument is none of these.
    """

    def __init__(
        self, min_aspect_dim, resize_dim, num_layers, output_size, data_format="channels_last"
    ):
        check_depth(num_layers, BLOCK_LAYER_SIZES)
        check_sizes(resize_dim, min_aspect_dim, output_size)
        check_data_format(data_format)
        self.min_aspect_dim = min_aspect_dim
        self.resize_dim = resize_dim
        self.num_layers = num_layers
        self.output_size = output_size
        self.data_format = data_format
        self.filters_initial = 64
        self.block_strides = [1, 2, 2, 2]
        self.block_layer_sizes = list(BLOCK_LAYER_SIZES[num_layers])
        self.bottleneck = num_layers >= 50
        self._scopes = []
        self._names = {}

    @contextlib.contextmanager
    def scope(self, name):
        """Names what is built inside: weights through `keras.name_scope`, points by the joined name."""
        self._scopes.append(name)
        try:
            with keras.name_scope(name):
                yield "_".join(self._scopes)
        finally:
            self._scopes.pop()

    def unique(self, name, tensor):
        """A name for the points around a symbolic tensor that no other block of its network has."""
        if not isinstance(tensor, keras.KerasTensor):
            return name
        self._names[name] = self._names.get(name, -1) + 1
        return f"{name}_{self._names[name]}" if self._names[name] else name

    def preprocess(self, image, is_training):
        """Resizes and crops one image for the network.

        The smaller side becomes `min_aspect_dim` pixels, the aspect ratio stays; then a square of
        `resize_dim` pixels is cut out: at random and mirrored half of the time when training, from
        the centre otherwise (He et al. 2015, section 3.4).

        Args:
            image: (height, width, channels), integers 0 to 255 or floats, as read from a file.
            is_training: whether to crop and mirror at random.

        Returns:
            float32 tensor (resize_dim, resize_dim, channels), channels first if `data_format` says so;
            integer images are scaled to 0 to 1.

        Raises:
            ValueError: when the image has not three dimensions.
        """
        if len(image.shape) != 3:
            raise ValueError(f"an image is (height, width, channels), this has shape {image.shape}")
        is_integer = "int" in keras.backend.standardize_dtype(image.dtype)
        image = ops.cast(image, "float32") / (255.0 if is_integer else 1.0)
        height, width = image.shape[0], image.shape[1]
        scale = self.min_aspect_dim / min(height, width)
        height, width = round(height * scale), round(width * scale)
        image = ops.image.resize(
            image, (height, width), antialias=True, data_format="channels_last"
        )
        spare_rows, spare_columns = height - self.resize_dim, width - self.resize_dim
        top, left = spare_rows // 2, spare_columns // 2
        if is_training:
            top, left = _random_below(spare_rows + 1), _random_below(spare_columns + 1)
        image = image[top : top + self.resize_dim, left : left + self.resize_dim]
        if is_training and _random_below(2):
            image = ops.flip(image, axis=1)
        return ops.transpose(image, (2, 0, 1)) if self.data_format == "channels_first" else image

    def custom_padding(self, inputs, kernel_size):
        """Pads height and width by `kernel_size - 1` zeros in all, whatever the image's size.

        Of these, `kernel_size // 2` come last. `kernel_size` is a number or a pair (height, width).
        """
        sides = as_pair("kernel_size", kernel_size)
        padding = [((side - 1) // 2, side // 2) for side in sides]
        padding.insert(0 if self.data_format == "channels_first" else 2, (0, 0))
        return ops.pad(inputs, [(0, 0), *padding])

    def custom_conv2d(self, inputs, filters, kernel_size, strides, name=None):
        """A convolution whose output side is the input side divided by `strides`, rounded up.

        It has a bias. Strides larger than 1 have `custom_padding` first, others padding "same".

        Args:
            inputs: (batch, height, width, channels), or channels first.
            filters: of the convolution.
            kernel_size, strides: each a whole number, or a pair of them for height and width.
            name: the layer's name, or None.

        Returns:
            (batch, ceil(height / strides), ceil(width / strides), filters), or channels first.

        Raises:
            ValueError: when `kernel_size` or `strides` is neither.
        """
        kernel_size, strides = as_pair("kernel_size", kernel_size), as_pair("strides", strides)
        data_format, width = self.data_format, inputs.shape[3]
        padding = "valid" if max(strides) > 1 else "same"
        if padding == "valid":
            inputs = self.custom_padding(inputs, kernel_size)
        if data_format == "channels_first" and width and filters == math.ceil(width / strides[1]):
            # Keras 3.15 would add the bias along the width (keras.ops.add, TensorFlow backend).
            inputs, data_format = ops.transpose(inputs, (0, 2, 3, 1)), "channels_last"
        outputs = layers.Conv2D(
            filters, kernel_size, strides, padding, data_format=data_format, name=name
        )(inputs)
        if data_format != self.data_format:
            outputs = ops.transpose(outputs, (0, 3, 1, 2))
        return outputs

    def pre_activation(self, inputs, is_training):
        """Normalises the inputs, then applies ReLU (He et al. 2016, section 4).

        The momentum of the normalisation is yours to choose, below 1, and so is its epsilon, up to
        0.01. A network calls this method many times, so leave the names of layers to Keras.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            is_training: True, False, or None to follow the model.

        Returns:
            a tensor of the inputs' shape, nowhere negative.
        """
        ### BEGIN SOLUTION
        axis = 1 if self.data_format == "channels_first" else -1
        normalized = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
        return ops.relu(normalized)
        ### END SOLUTION

    def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
        """Starts a block: the pre-activated inputs, and what travels on the shortcut.

        A network calls this method many times, so leave the names of layers to Keras.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            is_training: True, False, or None to follow the model.
            shortcut_params: (shortcut_filters, strides); shortcut_filters is None for an
                identity shortcut.

        Returns:
            (pre_activated_inputs, shortcut)
        """
        shortcut_filters, strides = shortcut_params
        ### BEGIN SOLUTION
        pre_activated_inputs = self.pre_activation(inputs, is_training)
        shortcut = inputs
        if shortcut_filters is not None:
            shortcut = self.custom_conv2d(pre_activated_inputs, shortcut_filters, 1, strides)
        return pre_activated_inputs, shortcut
        ### END SOLUTION

    @named_points("regular_block")
    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        """Two pre-activated 3x3 convolutions, added to the shortcut.

        A network calls this method many times, more than once with the same index, so leave the
        names of layers to Keras.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            filters: of both convolutions.
            strides: of the block, 1 or 2.
            is_training: True, False, or None to follow the model.
            index: the block's number in its block layer, from 0; you need not use it.
            shortcut_filters: None for an identity shortcut.

        Returns:
            (batch, ceil(height / strides), ceil(width / strides), filters), or channels first.
        """
        shortcut_params = (shortcut_filters, strides)
        pre_activated1, shortcut = self.pre_activation_with_shortcut(
            inputs, is_training, shortcut_params
        )
        ### BEGIN SOLUTION
        conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
        pre_activated2 = self.pre_activation(conv1, is_training)
        conv2 = self.custom_conv2d(pre_activated2, filters, 3, 1)
        return conv2 + shortcut
        ### END SOLUTION

    @named_points("bottleneck_block")
    def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        """Pre-activated 1x1, 3x3 and 1x1 convolutions, added to the shortcut.

        A network calls this method many times, more than once with the same index, so leave the
        names of layers to Keras.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            filters: of the first two convolutions; the third has four times as many.
            strides: of the block, 1 or 2.
            is_training: True, False, or None to follow the model.
            index: the block's number in its block layer, from 0; you need not use it.
            shortcut_filters: None for an identity shortcut.

        Returns:
            (batch, ceil(height / strides), ceil(width / strides), 4 * filters), or channels first.
        """
        shortcut_params = (shortcut_filters, strides)
        pre_activated1, shortcut = self.pre_activation_with_shortcut(
            inputs, is_training, shortcut_params
        )
        ### BEGIN SOLUTION
        conv1 = self.custom_conv2d(pre_activated1, filters, 1, 1)
        pre_activated2 = self.pre_activation(conv1, is_training)
        conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
        pre_activated3 = self.pre_activation(conv2, is_training)
        conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
        return conv3 + shortcut
        ### END SOLUTION

    @named_points("original_block")
    def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        """The regular block of 2015, which normalises after each of its convolutions.

        A network calls this method many times, so leave the names of layers to Keras. The
        block keeps the biases of this network's convolutions; He et al. 2015, figure 2 and
        section 3.4, say where normalisation and ReLU go.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            filters: of both 3x3 convolutions.
            strides: of the block, 1 or 2.
            is_training: True, False, or None to follow the model.
            index: the block's number in its block layer, from 0; you need not use it.
            shortcut_filters: None for an identity shortcut.

        Returns:
            (batch, ceil(height / strides), ceil(width / strides), filters), or channels first;
            nowhere negative.
        """
        axis = 1 if self.data_format == "channels_first" else -1
        ### BEGIN SOLUTION
        conv1 = self.custom_conv2d(inputs, filters, 3, strides)
        activated = self.pre_activation(conv1, is_training)
        conv2 = self.custom_conv2d(activated, filters, 3, 1)
        residual = layers.BatchNormalization(axis=axis)(conv2, training=is_training)
        shortcut = inputs
        if shortcut_filters is not None:
            projection = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
            shortcut = layers.BatchNormalization(axis=axis)(projection, training=is_training)
        return ops.relu(residual + shortcut)
        ### END SOLUTION

    @scoped("block_layer")
    def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
        """A chain of blocks, each fed the output of the one before.

        Give each block its number in the chain, from 0, as `index`, by which later chapters find it.

        Args:
            inputs: (batch, height, width, channels), or channels first.
            filters: of every block.
            strides: by which the whole chain divides height and width, 1 or 2.
            num_blocks: blocks in the chain, at least 1.
            is_training: True, False, or None to follow the model.
            index: the block layer's number, from 1; you need not use it.

        Returns:
            the last block's output; 4 * filters channels if `self.bottleneck`, else filters.
        """
        block = self.bottleneck_block if self.bottleneck else self.regular_block
        ### BEGIN SOLUTION
        shortcut_filters = 4 * filters if self.bottleneck else filters
        outputs = block(inputs, filters, strides, is_training, 0, shortcut_filters)
        for block_index in range(1, num_blocks):
            outputs = block(outputs, filters, 1, is_training, block_index)
        return outputs
        ### END SOLUTION

    def build_resnet(self, inputs, is_training):
        """The whole network: stem, four block layers, and the head that gives the logits.

        Args:
            inputs: images (batch, height, width, channels), or channels first.
            is_training: True, False, or None to follow the model.

        Returns:
            logits (batch, output_size); no softmax follows them.
        """
        ### BEGIN SOLUTION
        outputs = self.custom_conv2d(inputs, self.filters_initial, 7, 2, name="stem_convolution")
        outputs = layers.MaxPooling2D(
            3, 2, padding="same", data_format=self.data_format, name="stem_max_pooling"
        )(outputs)
        for index, num_blocks in enumerate(self.block_layer_sizes, start=1):
            filters = self.filters_initial * 2 ** (index - 1)
            strides = self.block_strides[index - 1]
            outputs = self.block_layer(outputs, filters, strides, num_blocks, is_training, index)
        outputs = self.pre_activation(outputs, is_training)
        outputs = layers.GlobalAveragePooling2D(data_format=self.data_format)(outputs)
        return layers.Dense(self.output_size, name="logits")(outputs)
        ### END SOLUTION

    def build(self, input_shape=None, is_training=None):
        """Builds the whole network.

        Args:
            input_shape: (height, width, channels), channels first if `data_format` says so;
                None for a colour image of `resize_dim` pixels.
            is_training: True, False, or None to follow the model.

        Returns:
            `keras.Model` from images to logits (batch, output_size).
        """
        if input_shape is None:
            side = (self.resize_dim, self.resize_dim)
            input_shape = (*side, 3) if self.data_format == "channels_last" else (3, *side)
        images = keras.Input(input_shape, name="images")
        logits = self.build_resnet(images, is_training)
        return keras.Model(images, logits, name=f"resnet{self.num_layers}")


def _random_below(limit):
    """A whole number from 0 to `limit - 1`, from Keras' seeded generator."""
    return int(keras.random.randint((), 0, limit))
