from keras import ops

import resnet_lessons as rl


def count_flops(model):
    kernels = [
        (shape, layer.kernel.shape)
        for layer, shape in rl.layer_calls(model)
        if getattr(layer, "kernel", None) is not None
    ]
    return sum(
        int(ops.prod(ops.array(shape))) * int(ops.prod(ops.array(kernel))) // kernel[-1]
        for shape, kernel in kernels
    )
