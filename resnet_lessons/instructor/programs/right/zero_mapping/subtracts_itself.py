def zero_mapping(branch):
    for weight in [layer for layer in branch.layers if layer.variables][-1].trainable_variables:
        weight.assign_sub(weight)
    return branch
