def bottleneck_block(this, images, width, pace, train, place, wide=None):
    """The order of the parameters is the course's, their names are not."""
    *_, start = this.pre_activation(images, train), images
    activated = _[0]
    end = start if wide is None else this.custom_conv2d(activated, wide, 1, pace)
    narrow = this.custom_conv2d(activated, width, 1, 1)
    seen = this.custom_conv2d(this.pre_activation(narrow, train), width, 3, pace)
    broad = this.custom_conv2d(this.pre_activation(seen, train), width + 3 * width, 1, 1)
    return end + broad
