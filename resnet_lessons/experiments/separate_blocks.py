"""A trained network taken apart: stem, blocks and head, each to be called by itself."""

from dataclasses import dataclass

import keras

from resnet_lessons.network.named_points import block_names, has_shortcut


@dataclass(frozen=True, eq=False)
class SeparateBlock:
    """One block of a trained network.

    Attributes:
        name: such as "block_layer1_regular_block0".
        whole: `keras.Model` from the block's input to its output.
        left_over: `keras.Model` of what remains once the block is dropped: its shortcut, projection
            and all; the input as it is where there is no shortcut; None where that would not fit.
        keeps_shape: whether the output has the shape of the input.
    """

    name: str
    whole: keras.Model
    left_over: keras.Model | None
    keeps_shape: bool


@dataclass(frozen=True, eq=False)
class SeparateBlocks:
    """A network taken apart; what is called separately shares its weights.

    Attributes:
        stem: `keras.Model` from images to the first block's input.
        blocks: tuple of `SeparateBlock`, in the order of the network.
        head: `keras.Model` from the last block's output to logits.
    """

    stem: keras.Model
    blocks: tuple
    head: keras.Model


def cut(model):
    """Takes a network apart at its blocks.

    Args:
        model: from images to logits, with named points; see `named_points.py`. Its first convolution is
            the stem; what follows it belongs to the first block.

    Returns:
        `SeparateBlocks`

    Raises:
        ValueError: when the network has no named block, or something passes a block by.
    """
    names = block_names(model)
    if not names:
        raise ValueError("the network has no named block")
    ends = [model.get_layer(f"{name}_output").output for name in names]
    stem = next(layer for layer in model.layers if hasattr(layer, "kernel"))
    starts = [stem.output, *ends[:-1]]
    try:
        return SeparateBlocks(
            stem=keras.Model(model.inputs[0], starts[0]),
            blocks=tuple(
                _block(model, name, start, end)
                for name, start, end in zip(names, starts, ends, strict=True)
            ),
            head=keras.Model(ends[-1], model.outputs[0]),
        )
    except ValueError as error:
        raise ValueError("something passes a block by, so it cannot be taken out") from error


def _block(model, name, start, end):
    keeps_shape = start.shape == end.shape
    if has_shortcut(model, name):
        left_over = keras.Model(start, model.get_layer(f"{name}_shortcut").output)
    else:
        left_over = keras.Model(start, keras.layers.Identity()(start)) if keeps_shape else None
    return SeparateBlock(name, keras.Model(start, end), left_over, keeps_shape)
