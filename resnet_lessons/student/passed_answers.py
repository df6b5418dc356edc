"""Which answers passed. Their text lies in `my_answers/` beside the notebooks, one file each, so that
it survives a kernel restart and serves other chapters; two notebooks at once do no harm."""

import os
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.display import Message, inline_code, table
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import answers_home, what_is_marked
from resnet_lessons.student.answers_home import answers_folder

_MARKED = "The grader marks your notebooks as they are saved when you hand them in:"
# Answers that passed in this kernel: {exercise id: (function, whether it is on disk too)}.
_in_memory = {}


def keep(answer):
    """Keeps an answer that passed.

    Args:
        answer: the `Answer`.

    Returns:
        "" when it is kept on disk, else a sentence that says why it lives in this notebook only.
    """
    name = answer.exercise_id
    _in_memory[name] = (answer.function, False)
    if answer.text is None:
        return f"It is kept only until you close this notebook: {answer.why_no_text}"
    try:
        _write(name, answer.text)
    except OSError as error:
        return (
            f"It is kept only until you close this notebook, because {answers_folder()} cannot be "
            f"written ({error.strerror})."
        )
    _in_memory[name] = (answer.function, True)
    return ""


def store(exercise_id, text):
    """Keeps the text of an answer that passed before, elsewhere.

    Raises:
        OSError: when it cannot be written.
    """
    _write(exercise_id, text)
    _in_memory.pop(exercise_id, None)


def _write(exercise_id, text):
    folder = answers_folder()
    with written_whole(folder / f"{exercise_id}.py") as file:
        file.write(text.encode())
    answers_home.remember(folder)


def answers(names=EXERCISES):
    """The student's passed answers.

    Args:
        names: ids of exercises; no file of another one is read or run.

    Returns:
        {exercise id: function}, in the order of the names. An answer on disk that no longer runs is
        left out.
    """
    found = {name: _answer(name) for name in names}
    return {name: function for name, function in found.items() if function is not None}


def is_kept(exercise_id):
    """Whether an answer to an exercise passed once; no file of it is read or run."""
    return exercise_id in _in_memory or os.path.isfile(answers_folder() / f"{exercise_id}.py")


def kept_texts(notebooks=None):
    """{exercise id: text} of the answers in `my_answers/` that run, in the order of the lessons.

    Args:
        notebooks: the notebooks' folder; the current one if None.
    """
    folder = answers_folder(notebooks)
    texts = stored_texts(folder)
    return {name: texts[name] for name in texts if _run(texts[name], folder / f"{name}.py", name)}


def stored_texts(folder):
    """{exercise id: text} of the files in a folder `my_answers/`, those included that do not run."""
    found = {}
    for name in EXERCISES:
        try:
            found[name] = (folder / f"{name}.py").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return found


def texts_in_use(names):
    """{exercise id: text} of the passed answers among these exercises, or None where one of them lives in
    this notebook only."""
    if any(name in _in_memory and not _in_memory[name][1] for name in names):
        return None
    texts = kept_texts()
    return {name: texts[name] for name in names if name in texts}


def passed():
    """Ids of the exercises whose answers passed, in the order of the lessons."""
    return tuple(answers())


def _answer(exercise_id):
    """The passed answer to an exercise, or None. A file is newer than memory: another notebook may
    have written it. Memory stands in where the file is damaged or could not be written."""
    path = answers_folder() / f"{exercise_id}.py"
    remembered, is_on_disk = _in_memory.get(exercise_id, (None, True))
    if not is_on_disk:
        return remembered
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return remembered
    except OSError:
        return None
    return _run(text, path, exercise_id) or remembered


def _run(text, path, exercise_id):
    """The function that the text of a kept answer defines, or None."""
    namespace = {"__name__": f"my_answers.{exercise_id}"}
    try:
        exec(compile(text, str(path), "exec"), namespace)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None
    function = namespace.get(exercise_id)
    return function if callable(function) else None


def reset(*exercise_ids):
    """Forgets passed answers: those named, or all of them.

    Args:
        *exercise_ids: for example "regular_block"; all answers are forgotten if none is named.

    Returns:
        `Message` that says what was forgotten; the notebooks' cells stay as they are.
    """
    for name in exercise_ids:
        if not isinstance(name, str) or name not in EXERCISES:
            return Message(unknown_exercise(name))
    forgotten = []
    for name in exercise_ids or EXERCISES:
        path = answers_folder() / f"{name}.py"
        try:
            kept = name in _in_memory or path.is_file()
            path.unlink(missing_ok=True)
        except NotADirectoryError:
            pass
        except OSError as error:
            return Message(f"{path} cannot be removed ({error.strerror}). Remove it yourself.")
        _in_memory.pop(name, None)
        forgotten += [name] if kept else []
    return Message(f"Forgotten: {', '.join(forgotten) or 'nothing, no answer had passed'}.")


@dataclass(frozen=True)
class CourseProgress:
    """What passes and what is left.

    Attributes:
        passed: ids of the exercises that passed.
        notes: sentences on what would be marked otherwise, if the notebooks were handed in as they
            were saved last.
        where: where answers are kept, "" where they lie beside the notebook.
    """

    passed: tuple[str, ...]
    notes: tuple[str, ...] = ()
    where: str = ""

    @property
    def points(self):
        """Points of the answers that passed."""
        return sum(EXERCISES[name].points for name in self.passed)

    @property
    def _total(self):
        return sum(exercise.points for exercise in EXERCISES.values())

    @property
    def _headline(self):
        return (
            f"{len(self.passed)} of {len(EXERCISES)} exercises passed, "
            f"{self.points} of {self._total} points"
        )

    @property
    def _below(self):
        marked = [_MARKED, *self.notes] if self.notes else []
        return [*([self.where] if self.where else []), *marked]

    def _rows(self):
        for exercise in EXERCISES.values():
            yield exercise, exercise.id in self.passed

    def __repr__(self):
        lines = [self._headline]
        for exercise, done in self._rows():
            mark = "✓" if done else "○"
            lines.append(f"  {mark} chapter {exercise.chapter}  {exercise.id} ({exercise.points})")
        return "\n".join([*lines, *self._below])

    def _repr_html_(self):
        rows = [
            (
                "✓ passed" if done else "○ to do",
                exercise.chapter,
                inline_code(f"`{exercise.id}`"),
                exercise.title,
                exercise.points,
            )
            for exercise, done in self._rows()
        ]
        headings = ("State", "Chapter", "Exercise", "What", "Points")
        notes = [inline_code(note) for note in self._below]
        return table("progress", headings, rows, align="rrllr", caption=self._headline, notes=notes)


def progress():
    """What passes and what is left, here and in the other notebooks of this folder.

    It also names answers that passed but that the saved notebooks, which are what is marked, do not hold.

    Returns:
        `CourseProgress`
    """
    notes = what_is_marked.sentences(kept_texts())
    return CourseProgress(passed(), notes, answers_home.where_kept())
