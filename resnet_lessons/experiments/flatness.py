"""How much of the loss around a trained network stays low."""

import numpy as np

# The innermost contour that Li et al. 2018 compare (figure 5).
LOW = 0.1


def flat_region(losses):
    """Where the loss remains low around a trained network.

    Flatness as Li et al. 2018 (section 2) take it from Hochreiter and Schmidhuber: the size of the
    connected region around the minimum where the training loss remains low. Low is at most `LOW`
    above the network's own loss.

    Args:
        losses: float (points, points), the network in the middle; NaN counts as high.

    Returns:
        bool (points, points)
    """
    middle = len(losses) // 2
    low = losses <= losses[middle, middle] + LOW
    region = np.zeros_like(low)
    region[middle, middle] = True
    while True:
        padded = np.pad(region, 1)
        beside = padded[2:, 1:-1] | padded[:-2, 1:-1] | padded[1:-1, 2:] | padded[1:-1, :-2]
        wider = (region | beside) & low
        if (wider == region).all():
            return region
        region = wider


def flat_shares(losses):
    """How large the flat region around each of some trained networks is, as a share of the plane.

    The innermost contour of Li et al. 2018 lies above a network's own loss here, because two networks
    have not learnt equally well. Directions are normalised by filter (section 4).

    Args:
        losses: float (networks, points, points), see `flat_region`.

    Returns:
        float (networks,), 0 to 1
    """
    return np.array([flat_region(each).mean() for each in losses])
