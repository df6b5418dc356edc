"""What an attack is: data. Nothing here runs a line of what an attack holds.

Attacks are run by the grader inside its sandbox and nowhere else. What they destroy is bounded, so
that a hole in a sandbox costs a test machine some minutes, not itself.
"""

import textwrap
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers

# Beside the verdicts of the grader: the hand-in as a whole was turned down in a clear sentence, or
# the student has no row since nothing of the file could be taken for a submission.
REFUSED, ABSENT = "refused", "absent"
FAILED = ("failed", "error")
ANY = ("passed", "failed", "error", "not started")
NOTEBOOKS = {
    1: "01_identity_and_zero_mappings.ipynb",
    2: "02_block_structure.ipynb",
    3: "03_block_layers.ipynb",
    4: "04_whole_network.ipynb",
    5: "05_what_residual_learning_buys.ipynb",
}
# Where a test may listen, to see whether an attack gets through to the machine.
PORT, ABSTRACT_SOCKET = 47123, "\0resnet_attack_listener"


@dataclass(frozen=True)
class HostileCell:
    """One code cell of a hostile notebook.

    Args:
        source: its text. `@MARKER@`, `@SHORT@` and `@PID_NAMESPACE@` are filled in when it is
            written, see `Attack.filled`.
        exercise: id of the exercise it answers, "" for a cell that the student added.
        metadata: in place of the cell's usual metadata, or None.
        outputs: of the cell, as nbformat has them.
    """

    source: str
    exercise: str = ""
    metadata: dict | None = None
    outputs: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Entry:
    """Something else in the folder that is handed in.

    Args:
        path: below the folder; str, or bytes for a name that is no text.
        content: bytes, or a function that makes them when they are many.
        link: what a symbolic link points to, instead of a content.
        kind: "file", "folder", "pipe" (opening it waits for ever) or "sparse" (`size` bytes long).
        size: of a sparse file.
    """

    path: str | bytes
    content: bytes | Callable[[], bytes] = b""
    link: str = ""
    kind: str = "file"
    size: int = 0


@dataclass(frozen=True)
class Attack:
    """A hostile submission, and what may come of it.

    Args:
        name: unique; also who hands it in, unless `student` says otherwise.
        tries: one sentence.
        cells: of the notebook, in order, after the import cells; () when `files` are all there is.
        files: what lies in the folder besides.
        others: further notebooks of the same student: file name, cells.
        target: id of the exercise that is to gain points.
        verdicts: those allowed for the target, `REFUSED` and `ABSENT` included.
        share: of the target's points that its code honestly earns, at most.
        passes: ids of the exercises answered rightly in the same notebook, which must pass.
        forbidden: texts that no file of the report may hold.
        markup: texts that no HTML file of the report may hold, since there they would be markup.
        student: who hands it in, the name if "".
        notebook: the notebook's file name, the target's chapter's if "".
        archive: name of the file in the folder that is handed in, instead of the folder.
    """

    name: str
    tries: str
    cells: tuple[HostileCell, ...] = ()
    files: tuple[Entry, ...] = ()
    others: tuple[tuple[str, tuple[HostileCell, ...]], ...] = ()
    target: str = "pre_activation"
    verdicts: tuple[str, ...] = FAILED
    share: float = 0.0
    passes: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    markup: tuple[str, ...] = ()
    student: str = ""
    notebook: str = ""
    archive: str = ""

    @property
    def kind(self):
        """'notebook': cells given as text; 'files': the raw content of a folder."""
        return "notebook" if self.cells else "files"

    @property
    def marker(self):
        """Stands in the name of every file and in the arguments of every process it leaves."""
        return f"resnet_attack_{self.name}"

    @property
    def short_marker(self):
        """The name of its processes that are forked only: the kernel keeps 15 characters."""
        return f"ra{zlib.crc32(self.name.encode()):08x}"

    @property
    def is_alone(self):
        """Whether it is graded in a class of its own, since its students' names are not its own."""
        return bool(self.student or self.archive)

    @property
    def handed_in_by(self):
        return self.student or self.name

    @property
    def leaves(self):
        """Patterns of paths that must not exist afterwards."""
        folders = ("", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/home", "/home/*", "/etc")
        return tuple(f"{folder}/{self.marker}*" for folder in folders)

    def filled(self, text, pid_namespace):
        """A text with the attack's own names in it.

        Args:
            text: with `@MARKER@`, `@SHORT@` or `@PID_NAMESPACE@`.
            pid_namespace: of who writes it; what kills everything it sees spares this one.
        """
        text = text.replace("@MARKER@", self.marker).replace("@SHORT@", self.short_marker)
        return text.replace("@PID_NAMESPACE@", pid_namespace)


def right(exercise_id):
    """The text of an exercise's right answer."""
    return without_markers(answer(exercise_id))


def wrong(exercise_id, body="", before=""):
    """A function for an exercise that does something, then returns what is right in no setting."""
    exercise = EXERCISES[exercise_id]
    zeros = ", ".join(["ops.zeros_like(inputs)"] * exercise.outputs)
    last = f"return {zeros}" if "inputs" in exercise.signature else "return None"
    head = f"{dedented(before)}\n\n\ndef {exercise_id}({_parameters(exercise)}):"
    return f"{head}\n{indented(body)}\n    {last}".strip() + "\n"


def right_with(exercise_id, body="", before="", after=""):
    """The right answer, with something done in every call before it, and after it."""
    exercise = EXERCISES[exercise_id]
    return (
        f"{dedented(before)}\n\n\n{right(exercise_id)}\n\nright_answer = {exercise_id}\n\n\n"
        f"def {exercise_id}({_parameters(exercise)}):\n{indented(body)}\n"
        f"    right_result = right_answer({', '.join(exercise.signature)})\n"
        f"{indented(after)}\n    return right_result\n"
    ).strip() + "\n"


def _parameters(exercise):
    optional = {"shortcut_filters", *exercise.optional}
    return ", ".join(f"{each}=None" if each in optional else each for each in exercise.signature)


def in_function(name, tries, body, before="", target="pre_activation", **expected):
    """An attack from inside the function of an answer that is wrong."""
    cells = (HostileCell(wrong(target, body, before), target),)
    return Attack(name, tries, cells + _beside(expected), target=target, **expected)


def in_cell(name, tries, code, target="pre_activation", **expected):
    """An attack from a cell that the student added before an answer that is wrong."""
    cells = (HostileCell(dedented(code)), HostileCell(wrong(target), target))
    return Attack(name, tries, cells + _beside(expected), target=target, **expected)


def with_right_answer(
    name, tries, body="", before="", after="", target="pre_activation", **expected
):
    """An attack beside an answer that is right: its points are earned, nothing else is."""
    cells = (HostileCell(right_with(target, body, before, after), target),)
    expected = {"verdicts": ANY, "share": 1.0} | expected
    return Attack(name, tries, cells + _beside(expected), target=target, **expected)


def returning(name, tries, result, before="", **expected):
    """An attack that lies in what the function returns; `result` is the text of an expression."""
    source = wrong("pre_activation", f"return {result}", before)
    return Attack(name, tries, (HostileCell(source, "pre_activation"),), **expected)


def _beside(expected):
    return tuple(HostileCell(right(each), each) for each in expected.get("passes", ()))


def dedented(text):
    return textwrap.dedent(text).strip("\n")


def indented(text):
    return textwrap.indent(dedented(text), "    ") if text.strip() else "    pass"


_CHAPTER_2 = [each.id for each in EXERCISES.values() if each.chapter == 2]
CONTROL = Attack(
    "control",
    "nothing: right answers to a whole chapter, which must pass in a class of attacks",
    tuple(HostileCell(right(each), each) for each in _CHAPTER_2),
    verdicts=("passed",),
    share=1.0,
    passes=tuple(each for each in _CHAPTER_2 if each != "pre_activation"),
)
