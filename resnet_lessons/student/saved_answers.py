"""Answers in one file, to be downloaded and uploaded again, and answers taken over from elsewhere.

What such a file says is data: nothing of it names a path, and only answers to known exercises are kept.
As with the notebook itself, answers that were loaded are run. So load what you wrote yourself.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.questions import questions
from resnet_lessons.display import Message, joined
from resnet_lessons.machine import hosted
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import guesses, hand_in_file, passed_answers

FILE = "my_answers.json"
_VERSION_OF = "resnet_lessons_answers"
VERSION = 1
LARGEST_FILE, LONGEST_ANSWER = 5_000_000, 200_000
_ANOTHER = f"Is it the file {FILE} that `rl.save_answers()` wrote?"


class NotAnswers(Exception):
    """What was to be loaded holds no answers; the text says why."""


@dataclass(frozen=True)
class _Loaded:
    """What was read, checked.

    Args:
        answers: {exercise id: text}
        guesses: {question id: guess}, any value of JSON.
        left_out: how many entries are no answers to exercises of these lessons.
    """

    answers: dict = field(default_factory=dict)
    guesses: dict = field(default_factory=dict)
    left_out: int = 0


def save_answers():
    """Writes every answer that passed, and what you guessed, into one file to download.

    Returns:
        `Message` that says where the file is, and how its answers come back.
    """
    kept = passed_answers.kept_texts()
    if not kept:
        return Message("There is nothing to save yet: no answer has passed.")
    made = {name: guesses.kept(question) for name, question in questions().items()}
    made = {name: guess for name, guess in made.items() if guess is not None}
    content = json.dumps({_VERSION_OF: VERSION, "answers": kept, "guesses": made}, indent=1)
    path = Path.cwd() / FILE
    try:
        with written_whole(path) as file:
            file.write(content.encode())
    except OSError as error:
        return Message(f"{path} cannot be written ({error.strerror or error}).")
    number = "1 answer is" if len(kept) == 1 else f"{len(kept)} answers are"
    return Message(
        f"{number} in {path}. {_how_to_download(path)} To take them back, in another folder or on another "
        f"machine, upload the file beside the notebooks and run `rl.load_answers()`. Networks that you "
        "trained are not in it."
    )


def _how_to_download(path):
    if hosted.offer_download(path):
        return "Your browser downloads it."
    if hosted.place() == hosted.KAGGLE:
        return "Download it from the panel *Output*."
    return "In JupyterLab, right-click it in the list of files and choose *Download*."


def load_answers(source=None, replace=False):
    """Takes over answers that were kept before, and keeps them here.

    Load only what you wrote yourself: answers are run.

    Args:
        source: the file of `rl.save_answers()`, one that `rl.hand_in()` wrote, or a folder `my_answers`;
            None for `my_answers.json` beside the notebook. Colab asks for a file where there is none.
        replace: take them in the place of other answers that are kept here too.

    Returns:
        `Message` that says what was loaded, or why nothing was.
    """
    if source is not None and not isinstance(source, str | os.PathLike):
        return Message(f'Name the file or folder: `rl.load_answers("{FILE}")`.')
    try:
        name, loaded = _read(source)
        return Message(_kept(name, loaded, replace))
    except NotAnswers as error:
        return Message(str(error))
    except OSError as error:
        where = error.filename or passed_answers.answers_folder()
        return Message(f"{where} cannot be read or written ({error.strerror or error}).")


def _read(source):
    """(what it is called, `_Loaded`) of a file, a folder, or what the browser uploads."""
    if source is None and not os.path.isfile(FILE):
        content = hosted.uploaded((".json", ".ipynb"))
        if content is None:
            raise NotAnswers(
                f"There is no file {FILE} in this folder. Upload it, or name another file or a folder: "
                '`rl.load_answers("some/folder/my_answers")`.'
            )
        return "The file that you uploaded", read_file("The file that you uploaded", content)
    path = Path(FILE if source is None else source)
    if path.is_dir():
        inner = path / "my_answers"
        return str(path), _read_folder(inner if inner.is_dir() else path)
    if not path.is_file():
        raise NotAnswers(f"{path} is not there. Is its name spelt as in the folder?")
    with path.open("rb") as file:
        return str(path), read_file(str(path), file.read(LARGEST_FILE + 1))


def _read_folder(folder):
    return _checked(passed_answers.stored_texts(folder))


def read_file(name, content):
    """The answers of a file.

    Args:
        name: of the file, for messages.
        content: its bytes; anything may stand there.

    Returns:
        `_Loaded`

    Raises:
        NotAnswers: says why it holds none.
    """
    if len(content) > LARGEST_FILE:
        raise NotAnswers(f"{name} is larger than {LARGEST_FILE // 1_000_000} MB. {_ANOTHER}")
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAnswers(f"{name} is damaged, or no file of answers. {_ANOTHER}") from None
    said = said if isinstance(said, dict) else {}
    if handed_in := hand_in_file.handed_in(said.get("metadata")):
        return _of_version(name, handed_in, handed_in.get("version"), hand_in_file.VERSION)
    return _of_version(name, said, said.get(_VERSION_OF), VERSION)


def _of_version(name, said, version, known):
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotAnswers(f"{name} holds no answers of the lessons. {_ANOTHER}")
    if version > known:
        raise NotAnswers(
            f"{name} was written by a later version of the lessons than the one that is installed here. "
            "Install that version, and run this again."
        )
    return _checked(said.get("answers"), said.get("guesses"))


def _checked(answers, guessed=None):
    """`_Loaded` of what should be dictionaries, without what is no answer to an exercise."""
    answers = answers if isinstance(answers, dict) else {}
    good = {name: answers[name] for name in EXERCISES if _is_answer(answers.get(name))}
    guessed = guessed if isinstance(guessed, dict) else {}
    return _Loaded(good, guessed, len(answers) - len(good))


def _is_answer(text):
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_ANSWER:
        return False
    try:
        compile(text, "<answer>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _kept(source, loaded, replace):
    """Keeps what was loaded; what was done, in words."""
    here = passed_answers.stored_texts(passed_answers.answers_folder())
    other = [name for name, text in loaded.answers.items() if here.get(name, text) != text]
    new = [name for name in loaded.answers if name not in here or (replace and name in other)]
    for name in new:
        passed_answers.store(name, loaded.answers[name])
    _keep_guesses(loaded.guesses)
    folder = passed_answers.answers_folder()
    said = [f"{source} holds no answer to an exercise of these lessons."]
    if loaded.answers:
        said = [f"{source} holds no answer that is missing in {folder}."]
    if new:
        lie, them = ("lies", "it") if len(new) == 1 else ("lie", "them")
        said = [
            f"{_listed(new)} came from {source}, and {lie} in {folder} now. Your network uses {them}, and "
            f"`rl.restore_answers()` writes {them} into empty cells of the notebooks."
        ]
    if other and not replace:
        said.append(
            f"Here is another answer to {_listed(other)}, which stays. `replace=True` takes the one that was "
            "loaded."
        )
    if loaded.left_out:
        said.append(f"Left out, because it is no answer to an exercise: {loaded.left_out}.")
    return " ".join(said)


def _keep_guesses(guessed):
    for name, question in questions().items():
        if name in guessed and guesses.kept(question) is None and question.accepts(guessed[name]):
            guesses.keep(question, guessed[name])


def _listed(names):
    return joined([f"`{name}`" for name in names])
