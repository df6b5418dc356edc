"""Right programs for `warm_up`, each in another style."""


# %% divided
def warm_up(height, width, channels):
    return [height / 2, width / 2, channels * 2]


# %% loop
def warm_up(height, width, channels):
    shape = (height // 2, width // 2)
    shape += (channels + channels,)
    return shape
