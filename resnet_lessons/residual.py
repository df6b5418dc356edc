"""Chapter 1: residual functions, identity and zero mappings. Answers stand between markers."""


def residual_function(optimal_mapping, x):
    """What a residual branch has to learn so that the block computes the optimal mapping.

    Args:
        optimal_mapping: function H, from a tensor to a tensor of the same shape.
        x: tensor.

    Returns:
        F(x) = H(x) - x, a tensor of the shape of x (He et al. 2015, section 3.1).
    """
    ### BEGIN SOLUTION
    return optimal_mapping(x) - x
    ### END SOLUTION


def add_shortcut(residual, x):
    """The output of a residual block.

    Args:
        residual: F(x), what the residual branch computed.
        x: the block's input, a tensor of the same shape.

    Returns:
        F(x) + x, a tensor of the same shape.
    """
    ### BEGIN SOLUTION
    return residual + x
    ### END SOLUTION
