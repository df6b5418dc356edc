"""What happens to a notebook on its way: forms that a grader must see through.

Each takes a marked notebook of `notebook.written` and a generator, and changes the notebook. None of
them changes what the answers earn.
"""

import copy

from tests.classes.notebook import EXERCISE, ROLE, added_cell, cells_of
from tests.classes.programs import texts


def _check_cells_deleted(notebook, chance):
    _keep(notebook, lambda cell: cell.get(ROLE) != "check")


def _text_and_figures_deleted(notebook, chance):
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    _keep(notebook, lambda cell: cell is first or ROLE in cell)


def _fill_ins_duplicated(notebook, chance):
    _with_neighbours(notebook, "fill-in", lambda cell: [cell, copy.deepcopy(cell)])


def _checks_duplicated(notebook, chance):
    _with_neighbours(notebook, "check", lambda cell: [cell, copy.deepcopy(cell)])


def _untouched_copies_above(notebook, chance):
    """The cell to fill in was copied, and the copy filled in."""
    _with_neighbours(notebook, "fill-in", lambda cell: [_untouched(cell), cell])


def _untouched_copies_below(notebook, chance):
    """The cell to fill in was copied as a reserve, and the reserve never used."""
    _with_neighbours(notebook, "fill-in", lambda cell: [cell, _untouched(cell)])


def _fill_ins_at_the_end(notebook, chance):
    moved = cells_of(notebook, "helper", "fill-in")
    _keep(notebook, lambda cell: cell.get(ROLE) not in ("helper", "fill-in"))
    notebook["cells"] += moved


def _fill_ins_in_another_order(notebook, chance):
    """Right after the imports, since a call needs them."""
    exercises = list(dict.fromkeys(cell[EXERCISE] for cell in cells_of(notebook, "fill-in")))
    chance.shuffle(exercises)
    moved = cells_of(notebook, "helper", "fill-in")
    moved.sort(key=lambda cell: exercises.index(cell[EXERCISE]))
    _keep(notebook, lambda cell: cell.get(ROLE) not in ("helper", "fill-in"))
    after = [cell.get(ROLE) for cell in notebook["cells"]].index("imports") + 1
    notebook["cells"][after:after] = moved


def _metadata_stripped(notebook, chance):
    notebook |= {"metadata": {}, "nbformat_minor": 4}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)


def _grade_ids_renamed(notebook, chance):
    for number, cell in enumerate(cells_of(notebook, "fill-in", "check")):
        cell["metadata"]["nbgrader"]["grade_id"] = f"cell-{number:03d}{chance.randrange(16**8):08x}"


def _other_kernelspec(notebook, chance):
    notebook["metadata"]["kernelspec"] = chance.choice([
        {"display_name": "Python (course-2019)", "language": "python", "name": "course-2019"},
        {"display_name": "Python [conda env:tf]", "language": "python", "name": "conda-env-tf-py"},
        {"display_name": "Julia 1.10.0", "language": "julia", "name": "julia-1.10"},
    ])  # fmt: skip


def _kernelspec_missing(notebook, chance):
    notebook["metadata"].pop("kernelspec", None)


def _colab(notebook, chance):
    notebook |= {"nbformat_minor": 0}
    notebook["metadata"] = {
        "accelerator": "GPU",
        "colab": {"gpuType": "T4", "provenance": [], "toc_visible": True},
        "kernelspec": {"display_name": "Python 3", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] |= {"id": f"{chance.randrange(16**12):012x}"}
        cell["source"] = cell["source"].splitlines(keepends=True)


def _vs_code(notebook, chance):
    notebook |= {"nbformat_minor": 2}
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": {
            "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py",
            "mimetype": "text/x-python", "name": "python", "version": "3.12.3",
        },
        "orig_nbformat": 4,
    }  # fmt: skip
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] |= {"vscode": {"languageId": "python"}}


def _magics(notebook, chance):
    for cell in cells_of(notebook, "fill-in"):
        cell["source"] = f"%%time\n{cell['source']}"
    cells = [added_cell(text) for text in ("%matplotlib inline", "!pip install -q numpy")]
    notebook["cells"][1:1] = [*cells, added_cell("%load_ext autoreload\n%autoreload 2")]


def _added_cells(notebook, chance):
    """Trials beside the answers: some raise, some draw, some ask."""
    trials = [
        "print(my_result)", "1 / 0", "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])",
        "rl.progress()", "for x in range(3) print(x)", "assert False, 'to be done'", "help(layers)",
    ]  # fmt: skip
    chance.shuffle(trials)

    def around(cell):
        hint = added_cell(f'rl.hint("{cell[EXERCISE]}")')
        return [added_cell(trials.pop()), hint, cell] if trials else [hint, cell]

    _with_neighbours(notebook, "fill-in", around)


FORMS = {
    function.__name__.strip("_"): function
    for function in (
        _check_cells_deleted, _text_and_figures_deleted, _fill_ins_duplicated, _checks_duplicated,
        _untouched_copies_above, _untouched_copies_below, _fill_ins_at_the_end,
        _fill_ins_in_another_order, _metadata_stripped, _grade_ids_renamed, _other_kernelspec,
        _kernelspec_missing, _colab, _vs_code, _magics, _added_cells,
    )
}  # fmt: skip


def imports_deleted(notebook, chance):
    """No form: answers that need the imports fail without them."""
    _keep(notebook, lambda cell: cell.get(ROLE) != "imports")


def _untouched(cell):
    return copy.deepcopy(cell) | {"source": texts(cell[EXERCISE])["unfinished/hole"].rstrip("\n")}


def _keep(notebook, wanted):
    notebook["cells"] = [cell for cell in notebook["cells"] if wanted(cell)]


def _with_neighbours(notebook, role, around):
    """Puts what `around` makes of each cell of a role in its place."""
    notebook["cells"] = [
        each
        for cell in notebook["cells"]
        for each in (around(cell) if cell.get(ROLE) == role else [cell])
    ]
