"""What no student gets, collected for `leaks`: answers, the instructor's programs, secrets of a run."""

from dataclasses import replace

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import (
    ANSWER_FILES,
    PACKAGE,
    answer_name,
    regions,
    with_holes,
)
from resnet_lessons.instructor.grading.observing import hidden, seeds
from resnet_lessons.instructor.leaks import Secrets
from resnet_lessons.instructor.stripping import is_secret

_PROGRAMS = PACKAGE / "instructor" / "exercises"
# Of cells that nbgrader keeps, of answers, and of modules, some of which students' packages name.
WORDS = (
    "HIDDEN TESTS",
    "HIDDEN_SETTINGS",
    "BEGIN SOLUTION",
    "resnet_lessons.instructor",
    "resnet_lessons/instructor",
)


def of_chapter(chapter=0):
    """The `Secrets` of who is handed a chapter: its answers, those of later ones, the instructor's programs.

    Args:
        chapter: its number; 0 for all.
    """
    answers, shown = [], []
    for file in ANSWER_FILES:
        text = (PACKAGE / file).read_text()
        named = [(answer_name(text, region), region) for region in regions(text)]
        kept = [region for name, region in named if not is_secret(name, chapter)]
        answers += [(name, region.text) for name, region in named if region not in kept]
        shown.append(with_holes(text, keep=kept))
    return Secrets(tuple(answers), _programs(), tuple(shown))


def of_run(secret, count=seeds.SEEDS, runs=1):
    """The `Secrets` of a run of the grader: those of all chapters, its seeds, the settings made from
    them, and words that stand in no notebook and no page.

    Args:
        secret: the run's own, a whole number.
        count: how many seeds each exercise has.
        runs: how many runs there were.
    """
    numbers, settings = {secret}, set()
    public = [str(case) for exercise in EXERCISES.values() for case in exercise.cases]
    for exercise in EXERCISES.values():
        of_exercise = {
            seed for run in range(runs) for seed in seeds.seeds_of(secret, exercise.id, count, run)
        }
        numbers |= of_exercise
        settings |= {
            str(setting)
            for seed in of_exercise
            for setting in hidden.cases(exercise, seed)[len(exercise.cases) :]
        }
    return replace(
        of_chapter(),
        numbers=tuple(sorted(numbers)),
        settings=tuple(sorted(each for each in settings if not any(each in one for one in public))),
        words=WORDS,
    )


def _programs():
    """The texts of all programs and samplers that only the instructor has."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(_PROGRAMS.rglob("*.py")))
