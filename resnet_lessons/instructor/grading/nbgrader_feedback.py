"""A step for `nbgrader generate_feedback`, which by itself shows students the hidden lines (nbgrader
issue 917): in the text of each check, and in the traceback of one that could not run."""

from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked
from traitlets import List, Unicode


class WithoutHiddenLines(ClearHiddenTests):
    """Takes the hidden lines out of the checks. Only there: a student who writes nbgrader's markers
    into another cell would otherwise end the command."""

    # nbconvert's pages set this option for every step, and warn of a step that does not take it.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess_cell(self, cell, resources, cell_index):
        if not (is_grade(cell) and is_locked(cell)):
            return cell, resources
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
        return super().preprocess_cell(cell, resources, cell_index)
