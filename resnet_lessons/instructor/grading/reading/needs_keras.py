"""Answers that only Keras' own layers can run, told by their text."""

from resnet_lessons.instructor.grading.reading.read_cell import read_cell

# Whoever asks for one of these makes what no lean layer stands for.
_NO_LEAN_LAYER = {"Layer", "Model", "Sequential", "Variable", "GradientTape", "EinsumDense"}


def needs_keras(cell):
    """Whether a `Cell` asks for what lean layers refuse; where this is not told, they refuse it later."""
    read = read_cell(cell.source)
    return read is not None and any(_NO_LEAN_LAYER & each.asks_for for each in read.statements)
