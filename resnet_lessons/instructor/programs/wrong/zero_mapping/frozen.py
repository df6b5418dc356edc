def zero_mapping(residual_branch):
    residual_branch.trainable = False
    return residual_branch
