from keras.layers import Activation, Add, BatchNormalization, Conv2D, ZeroPadding2D


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Every layer is made before the first is called; the projection is called last."""
    form = dict(data_format=self.data_format)
    channels = 1 if self.data_format == "channels_first" else 3
    norms = [BatchNormalization(axis=channels) for _ in range(3)]
    up = Conv2D(filters=filters * 4, kernel_size=1, **form)
    middle = Conv2D(filters=filters, kernel_size=3, strides=strides, **form)
    down = Conv2D(filters=filters, kernel_size=1, **form)
    pad = ZeroPadding2D(padding=1, **form)

    start = Activation("relu")(norms[0](inputs, training=is_training))
    x = down(start)
    x = Activation("relu")(norms[1](x, training=is_training))
    x = middle(pad(x))
    x = Activation("relu")(norms[2](x, training=is_training))
    x = up(x)
    if shortcut_filters is None:
        return Add()([x, inputs])
    return Add()([x, Conv2D(shortcut_filters, 1, strides, **form)(start)])
