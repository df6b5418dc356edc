def add_shortcut(residual, x):
    return residual + 0.5 * x
