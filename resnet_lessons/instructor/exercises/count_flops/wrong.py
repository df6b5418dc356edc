"""Wrong programs for `count_flops` that are nobody's misconception."""

# %% half
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    calls = [call for call in rl.layer_calls(model) if hasattr(call[0], "kernel")]
    return sum(np.prod(shape) * np.prod(layer.kernel.shape[:-1]) for layer, shape in calls) / 2


# %% in_thousands
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    calls = [call for call in rl.layer_calls(model) if hasattr(call[0], "kernel")]
    total = sum(np.prod(shape) * np.prod(layer.kernel.shape[:-1]) for layer, shape in calls)
    return float(total) / 1000


# %% list_of_costs
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    calls = [call for call in rl.layer_calls(model) if hasattr(call[0], "kernel")]
    return [int(np.prod(shape) * np.prod(layer.kernel.shape[:-1])) for layer, shape in calls]


# %% nothing
import resnet_lessons as rl


def count_flops(model):
    for layer, _ in rl.layer_calls(model):
        print(layer.name)


# %% size_of_outputs
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    return int(sum(np.prod(shape) for _, shape in rl.layer_calls(model)))


# %% kernels_times_all_outputs
import numpy as np

import resnet_lessons as rl


def count_flops(model):
    calls = [call for call in rl.layer_calls(model) if hasattr(call[0], "kernel")]
    outputs = sum(np.prod(shape) for _, shape in calls)
    return int(outputs * sum(np.prod(layer.kernel.shape[:-1]) for layer, _ in calls))
