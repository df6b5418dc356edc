"""Wrong programs for `warm_up` that are nobody's misconception."""


# %% channels_first
def warm_up(height, width, channels):
    return 2 * channels, height // 2, width // 2


# %% one_number
def warm_up(height, width, channels):
    return height // 2 * width // 2 * channels * 2


# %% two_numbers
def warm_up(height, width, channels):
    return height // 2, width // 2


# %% all_the_other_way
def warm_up(height, width, channels):
    return height * 2, width * 2, channels // 2


# %% channels_squared
def warm_up(height, width, channels):
    return height // 2, width // 2, channels**2


# %% quarter
def warm_up(height, width, channels):
    return height // 4, width // 4, channels * 2
