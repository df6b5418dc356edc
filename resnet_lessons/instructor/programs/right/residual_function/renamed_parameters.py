def residual_function(h, inputs):
    target = h(inputs)
    f = target - inputs
    return f
