"""Wrong programs for `count_weight_layers` that are nobody's misconception."""


# %% four_layers_only
def count_weight_layers(block_layer_sizes, bottleneck):
    kinds = bottleneck if isinstance(bottleneck, list) else [bottleneck] * 4
    pairs = list(zip(block_layer_sizes, kinds, strict=False))[:4]
    return sum((3 if kind else 2) * size for size, kind in pairs) + 2


# %% half_a_layer
def count_weight_layers(block_layer_sizes, bottleneck):
    return 2.5 * sum(block_layer_sizes) + 2.5


# %% table_of_six
def count_weight_layers(block_layer_sizes, bottleneck):
    blocks = {8: 18, 16: 50 if bottleneck else 34, 33: 101, 50: 152, 66: 200}
    return blocks.get(sum(block_layer_sizes), 0)


# %% text
def count_weight_layers(block_layer_sizes, bottleneck):
    return f"ResNet-{(3 if bottleneck else 2) * sum(block_layer_sizes) + 2}"


# %% two_too_many_for_each_block
def count_weight_layers(block_layer_sizes, bottleneck):
    return (5 if bottleneck else 4) * sum(block_layer_sizes) + 2


# %% one_too_few_for_each_layer
def count_weight_layers(block_layer_sizes, bottleneck):
    per_block = 3 if bottleneck else 2
    return per_block * sum(block_layer_sizes) + 2 - len(block_layer_sizes)
