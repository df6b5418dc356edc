def regular_block(net, x, n, step, training, number, n_shortcut=None):
    """The order of the parameters is the course's, their names are not."""
    y, s = net.pre_activation_with_shortcut(x, training, (n_shortcut, step))
    y = net.custom_conv2d(y, n, 3, step)
    y = net.pre_activation(y, training)
    y = net.custom_conv2d(y, n, 3, 1)
    y += s
    return y
