"""Where the name comes from: weight layers, counted."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_numbers import whole
from resnet_lessons.course.exercises.block_layer_sizes import MIXED_NETWORKS, SIZES_OF_NETWORKS
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.display import joined


def _try_answer(function, setting, seed):
    sizes, bottleneck = setting.values["block_layer_sizes"], setting.values["bottleneck"]
    if not isinstance(bottleneck, bool):
        bottleneck = list(bottleneck)
    return (whole(function(list(sizes), bottleneck)),)


def _explain(setting, arrays, expected):
    """By how much the count differs, measured in what the network has."""
    (count,), (wanted,) = arrays, expected
    if count.shape or not np.isfinite(count) or count == wanted:
        return None
    difference = float(count) - float(wanted)
    size = "large" if difference > 0 else "small"
    by = f"The count is too {size} by {abs(difference):g}"
    sizes = setting.values["block_layer_sizes"]
    network = f"the network has {sum(sizes)} blocks in {len(sizes)} block layers"
    for what, number in (("block", sum(sizes)), ("block layer", len(sizes))):
        if len(sizes) != sum(sizes) and abs(difference) == number > 2:
            return f"{by}, one for each {what}; {network}."
    return f"{by}; {network}."


_FEWEST_NETWORKS = 3
_PARTS = ("for each block", "for each block layer", "besides")


@np.errstate(all="ignore")
def _explain_all(settings, arrays, expected):
    """What each block, each block layer and the rest count as, where that is the same everywhere."""
    told = []
    for bottleneck, kind in ((False, "regular"), (True, "bottleneck")):
        found = [
            (setting.values["block_layer_sizes"], float(counted[0]), float(right[0]))
            for setting, counted, right in zip(settings, arrays, expected, strict=True)
            if setting.values["bottleneck"] == bottleneck and counted and counted[0].shape == ()
        ]
        if len(found) < _FEWEST_NETWORKS + 1:
            return None
        sizes, counts, wanted = zip(*found, strict=True)
        if counts == wanted:
            continue
        parts, others = _parts(sizes, counts), _parts(sizes, wanted)
        if parts is None:
            return None
        told.append(
            f"In networks of {kind} blocks the count is {_in_words(parts)}; expected "
            f"{_in_words(others)}."
        )
        is_part_missing = all(part in (0, other) for part, other in zip(parts, others, strict=True))
    if len(told) == 1 and is_part_missing:
        told.append(
            "The other networks are right. In `a + b if bottleneck else c` the condition applies "
            "to all of `a + b`. Put brackets around what depends on it, and the rest counts in "
            "both cases."
        )
    return " ".join(told) or None


def _parts(sizes, counts):
    """The whole numbers (for each block, for each block layer, besides) that give the counts, or
    None."""
    columns = np.array([[sum(each), len(each), 1] for each in sizes], "float64")
    parts, _, rank, _ = np.linalg.lstsq(columns, np.array(counts, "float64"), rcond=None)
    whole_parts = np.rint(parts)
    is_exact = rank == len(parts) and np.allclose(columns @ whole_parts, counts)
    return whole_parts.astype(int).tolist() if is_exact else None


def _in_words(parts):
    """ "2 for each block and 2 besides" """
    if not any(parts[:2]):
        return f"{parts[2]}, however many blocks there are"
    return joined(f"{number} {what}" for number, what in zip(parts, _PARTS, strict=True) if number)


_EVERYTHING = "The stem's convolution, the convolutions in the blocks, and the dense layer."
_PER_BLOCK = "Two convolutions for each regular block, three for each bottleneck block."
_OUTSIDE_LOOK = "Section 3.1: the stem before the first block, and the head after the last."
_NAME_LOOK = "Section 3.3: what the name leaves out."

MISCONCEPTIONS = (
    Misconception(
        "stem_or_dense_forgotten",
        seen="The count is one too small, as if one of the two layers outside the blocks were "
        "missing.",
        expected=_EVERYTHING,
        why="A layer with weights counts wherever it is: the 7×7 convolution reads the image, "
        "the dense layer gives the answer.",
        look=_OUTSIDE_LOOK,
    ),
    Misconception(
        "stem_and_dense_forgotten",
        seen="The count is two too small, as if only the convolutions inside the blocks counted.",
        expected="The stem's convolution and the dense layer count too.",
        why="A layer with weights counts wherever it is. Without those two, ResNet-18 would be "
        "called ResNet-16.",
        look=_OUTSIDE_LOOK,
    ),
    Misconception(
        "projections_counted",
        seen="The count is too large by one for each block layer, as if its projection counted.",
        expected="The stem's convolution, the convolutions on the residual branches, and the dense "
        "layer.",
        why="A projection has weights, but it lies on the shortcut. The name counts only the layers "
        "along the residual branches, from the image to the answer.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "always_two_per_block",
        seen="Every block counts as two, bottleneck blocks too.",
        expected="A bottleneck block has three convolutions.",
        why="Its kernels are 1×1, 3×3 and 1×1, and the two cheap ones have weights too. If it counted as "
        "two, ResNet-50 would be called ResNet-34.",
        look="The bottleneck block of chapter 2, and the parameter `bottleneck`.",
    ),
    Misconception(
        "always_three_per_block",
        seen="Every block counts as three, regular blocks too.",
        expected="A regular block has two convolutions.",
        why="Its kernels are 3×3 and 3×3. If it counted as three, ResNet-34 would be called ResNet-50.",
        look="The regular block of chapter 2, and the parameter `bottleneck`.",
    ),
    Misconception(
        "two_and_three_swapped",
        seen="Regular blocks count as three and bottleneck blocks as two.",
        expected=_PER_BLOCK,
        why="A regular block has kernels of 3×3 and 3×3, a bottleneck block of 1×1, 3×3 and 1×1.",
        look="The two blocks of chapter 2: which number belongs to `bottleneck`?",
    ),
    Misconception(
        "one_per_block",
        seen="Every block counts as one.",
        expected=_PER_BLOCK,
        why="A block is a group of layers. The name counts layers, not blocks.",
        look="The figure of a block layer in section 3.1: count the convolutions in one block.",
    ),
    Misconception(
        "one_block_per_layer",
        seen="Every block layer counts as if it had one block.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="`len` says how many block layers there are. The numbers themselves say how "
        "many blocks they hold.",
        look="Section 3.3, and the difference between `len` and `sum`.",
    ),
    Misconception(
        "normalizations_counted",
        seen="The count is about twice the right one, as if batch normalisations counted.",
        expected="Convolutions and the dense layer only.",
        why="A normalisation learns a scale and an offset for each channel, but it mixes no channels. "
        "The papers count only the layers that multiply by a matrix of weights.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "pooling_counted",
        seen="The count is one too large, as if a pooling counted too.",
        expected=_EVERYTHING,
        why="Pooling takes a maximum or a mean. It has no weights, so it is not a weight layer.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "additions_counted",
        seen="The count is too large by one for each block, as if the plus sign or the shortcut counted.",
        expected=_PER_BLOCK,
        why="A sum has no weights, and neither has an identity shortcut.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "sizes_multiplied",
        seen="The numbers in `block_layer_sizes` are multiplied together.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="Block layers follow one another, so their blocks add up. If they were multiplied, ResNet-34 "
        "would have 216 blocks.",
        look="Section 3.3, and the difference between `prod` and `sum`.",
    ),
    Misconception(
        "longest_layer_only",
        seen="Only the longest block layer counts.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="`max` picks one number, but the image passes through the blocks of every block layer.",
        look="Section 3.3: what the blocks add up to.",
    ),
    Misconception(
        "first_layer_only",
        seen="Only the first block layer counts.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="The image passes through the blocks of every block layer. A `return` inside a loop ends it "
        "in its first round.",
        look="Where your `return` is, if you have a loop; otherwise which items of the list you read.",
    ),
    Misconception(
        "last_layer_only",
        seen="Only the last block layer counts.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="In a loop `=` puts a new number in place of the old one, and `+=` adds to it.",
        look="The line in your loop that counts, or which items of the list you read.",
    ),
    Misconception(
        "last_layer_not_counted",
        seen="The last block layer is left out.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="`range(n - 1)` and `[:-1]` stop before the last item.",
        look="Where your loop, or your slice, ends.",
    ),
    Misconception(
        "first_layer_not_counted",
        seen="The first block layer is left out.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="Python counts from 0: `range(1, n)` and `[1:]` begin with the second item.",
        look="Where your loop, or your slice, begins.",
    ),
    Misconception(
        "sizes_averaged",
        seen="The mean of `block_layer_sizes` was taken for the number of blocks.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="A mean says how long block layers are on average, but not how many of them there are.",
        look="Section 3.3, and the difference between `mean` and `sum`.",
    ),
    Misconception(
        "list_taken_for_a_truth_value",
        seen="Where `bottleneck` is a list, every block counts as three.",
        expected="The blocks of each block layer count as two or three, as its own item of the list "
        "says.",
        why="In a condition a list is true as soon as it holds anything, even `[False, False]`. So "
        "`3 if bottleneck else 2` is 3 for every list.",
        look="Section 3.3: what `bottleneck` is in a network of both kinds. `zip` goes through two "
        "lists side by side.",
    ),
    Misconception(
        "list_compared_with_true",
        seen="Where `bottleneck` is a list, every block counts as two.",
        expected="The blocks of each block layer count as two or three, as its own item of the list "
        "says.",
        why="No list equals `True`, not even `[True, True]`. Only its items do.",
        look="The condition, and section 3.3: what `bottleneck` is in a network of both kinds.",
    ),
    Misconception(
        "kind_of_the_first_layer_for_all",
        seen="Where `bottleneck` is a list, its first item decides for all block layers.",
        expected="The blocks of each block layer count as two or three, as its own item of the list "
        "says.",
        why="A network of both kinds may begin with regular blocks and end with bottleneck blocks.",
        look="Where you read `bottleneck`: in the loop, or once before it.",
    ),
)


EXERCISE = Exercise(
    id="count_weight_layers",
    chapter=3,
    title="Where the name comes from",
    points=2,
    minutes=8,
    difficulty=3,
    importance=3,
    section="3.3 Counting weight layers",
    signature=("block_layer_sizes", "bottleneck"),
    returns="a whole number",
    hints=(
        "Walk through the network from the image to the logits, along the residual branches. Count "
        "each convolution and the dense layer; leave the projections aside.",
        "One convolution comes before the blocks and one dense layer after them. A regular block "
        "has two convolutions, a bottleneck block three. First turn a single truth value into a "
        "list; then go through both lists side by side with `zip`, and add up.",
        "if isinstance(bottleneck, bool):\n    bottleneck = [bottleneck] * len(…)\ncount = …\n"
        "for num_blocks, is_bottleneck in zip(block_layer_sizes, bottleneck):\n"
        "    count += (… if is_bottleneck else …) * …\nreturn count",
    ),
    cases=(*SIZES_OF_NETWORKS, *MIXED_NETWORKS),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("weight layers",),
    explain=_explain,
    explain_all=_explain_all,
)
