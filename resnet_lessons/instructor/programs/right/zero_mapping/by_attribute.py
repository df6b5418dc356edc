def zero_mapping(residual_branch):
    for layer in residual_branch.layers[::-1]:
        found = False
        for name in ("kernel", "bias", "gamma", "beta"):
            weight = getattr(layer, name, None)
            if weight is not None:
                weight.assign(weight - weight)
                found = True
        if found:
            break
    return residual_branch
