"""A graded class in numbers: scores, pass rates, and what went wrong how often."""

import heapq
import re
from collections import defaultdict
from dataclasses import dataclass
from statistics import mean, median

from resnet_lessons.course.exercises import MISCONCEPTIONS, Misconception
from resnet_lessons.instructor.grading.grades import VERDICTS, Mark
from resnet_lessons.instructor.grading.intake.submissions import NOTHING_HANDED_IN

# Verdicts on an answer that somebody wrote.
TRIED = ("passed", "failed", "error")
_SLOWEST = 10
# Of points: what is entered by hand need not be tenths.
DIGITS = 4
# What differs in sentences on the same kind of repair, and what stands for it.
_NUMBERS = r"\d+(?:, \d+)*(?: …| and \d+ more)?"
_SAME_KIND = (
    (re.compile(rf"(?<=[Cc]ell ){_NUMBERS}|(?<=[Cc]ells ){_NUMBERS}"), "…"),
    (re.compile(r"^\d+ of \d+(?= cells carry)"), "… of …"),
    (re.compile(r"`\w+`(?:, `\w+`)*"), "…"),
    (
        re.compile(r"^\w+ is answered in .*(?=: the best counts\.$)"),
        "… is answered in several files",
    ),
    (
        re.compile(
            r"^\w+ is answered in \d+ files(: the (?:best of the last \d(?: by name)?|first|last) counts) .*"
        ),
        r"… is answered in many files\1.",
    ),
)
# Of an answer that is lost: nothing was mended, and it earns nothing.
_LOST = re.compile(r"(?:missing: not started|was left out|was not graded here)\.$")


@dataclass(frozen=True)
class Score:
    """What a student earned.

    Args:
        chapters: chapter -> points.
        total, max_total: points.
        percent: None where no points can be earned.
    """

    chapters: dict[int, float]
    total: float
    max_total: float

    @property
    def percent(self):
        return round(100 * self.total / self.max_total, 1) if self.max_total else None


@dataclass(frozen=True)
class ExerciseCounts:
    """How an exercise went in the class: verdict -> number of students."""

    exercise: object
    verdicts: dict[str, int]

    @property
    def students(self):
        return sum(self.verdicts.values())

    @property
    def tried(self):
        return sum(self.verdicts[verdict] for verdict in TRIED)


@dataclass(frozen=True)
class Shared:
    """What several students have in common.

    Args:
        text: what it is.
        students: their ids, sorted.
        exercise: where, or None.
        tried: how many students wrote an answer to that exercise.
        misconception: the `Misconception`, or None.
    """

    text: str
    students: tuple[str, ...]
    exercise: object = None
    tried: int = 0
    misconception: Misconception | None = None

    @property
    def share(self):
        return 100 * len(self.students) / self.tried


def marks_of(student, exercises):
    """Pairs of (exercise, mark) in the exercises' order; without a mark, it was not started."""
    marks = {mark.exercise: mark for mark in student.marks}
    return [(one, marks.get(one.id) or Mark(one.id, "not started")) for one in exercises]


def score_of(student, exercises):
    """The student's `Score`; points are tenths, and what an instructor entered."""
    chapters = dict.fromkeys(sorted({exercise.chapter for exercise in exercises}), 0.0)
    for exercise, mark in marks_of(student, exercises):
        earned = chapters[exercise.chapter] + mark.points(exercise)
        chapters[exercise.chapter] = round(earned, DIGITS)
    max_total = sum(exercise.points for exercise in exercises)
    return Score(chapters, round(sum(chapters.values()), DIGITS), max_total)


def begun(graded):
    """{chapter: number of students who wrote an answer there} of the chapters that count."""
    counts = dict.fromkeys(sorted({exercise.chapter for exercise in graded.exercises}), 0)
    for student in graded.students:
        marks = marks_of(student, graded.exercises)
        for chapter in {one.chapter for one, mark in marks if mark.verdict in TRIED}:
            counts[chapter] += 1
    return counts


def averages(graded):
    """(mean, median) of the totals in points, or None for an empty class."""
    totals = [score_of(student, graded.exercises).total for student in graded.students]
    return (mean(totals), median(totals)) if totals else None


def histogram(graded):
    """Ten (label, number of students) pairs, by the percent of the points; [] without points.

    A bin holds its lower bound; the last one holds 100 and more as well, the first one less than 0.
    """
    percents = [score_of(student, graded.exercises).percent for student in graded.students]
    if None in percents or not percents:
        return []
    bins = [0] * 10
    for percent in percents:
        bins[max(0, min(int(percent // 10), 9))] += 1
    labels = [f"{low}–{low + 10}" for low in range(0, 100, 10)]
    return list(zip(labels, bins, strict=True))


def by_exercise(graded):
    """`ExerciseCounts` of every exercise, in the course's order."""
    counts = {one.id: dict.fromkeys(VERDICTS, 0) for one in graded.exercises}
    for _, exercise, mark in _marks(graded):
        counts[exercise.id][mark.verdict] += 1
    return [ExerciseCounts(one, counts[one.id]) for one in graded.exercises]


def misconceptions(graded):
    """`Shared` diagnoses, the most frequent first; each exercise by itself."""
    groups = defaultdict(list)
    for student, exercise, mark in _marks(graded):
        if mark.diagnosis:
            groups[exercise.id, mark.diagnosis].append(student.student_id)
    counts = {one.exercise.id: one for one in by_exercise(graded)}
    found = []
    for (exercise_id, diagnosis), students in groups.items():
        known = MISCONCEPTIONS.get(diagnosis)
        text = known.seen if known else diagnosis
        of = counts[exercise_id]
        tried = max(of.tried, len(students))
        found.append(Shared(text, tuple(students), of.exercise, tried, known))
    return _ranked(found, graded)


def undiagnosed(graded):
    """For each exercise the students whose answer failed for a reason nobody foresaw."""
    groups = defaultdict(list)
    for student, exercise, mark in _marks(graded):
        if mark.verdict == "failed" and not mark.diagnosis:
            groups[exercise.id].append(student.student_id)
    found = [
        Shared(one.exercise.title, tuple(groups[one.exercise.id]), one.exercise, one.tried)
        for one in by_exercise(graded)
        if groups[one.exercise.id]
    ]
    return _ranked(found, graded)


def repairs(graded):
    """`Shared` repairs; each kind counts once for each student.

    Sentences that differ only in numbers of cells and in exercises are of one kind. Where there are
    several of them, "…" stands for what differs.
    """
    students, words = defaultdict(list), {}
    for student in graded.students:
        kinds = {sentence: _kind(sentence) for _, sentence in student.repairs}
        for sentence, kind in kinds.items():
            known = words.setdefault(kind, sentence)
            words[kind] = kind if known != sentence else known
        for kind in dict.fromkeys(kinds.values()):
            students[kind].append(student.student_id)
    found = [Shared(words[kind], tuple(ids)) for kind, ids in students.items()]
    return _ranked(found, graded)


def _kind(sentence):
    for differing, sign in _SAME_KIND:
        sentence = differing.sub(sign, sentence)
    return sentence


def lost(student):
    """Those of a student's repairs that tell of an answer which could not be graded."""
    return tuple(pair for pair in student.repairs if _LOST.search(pair[1]))


def no_notebook(student):
    """Whether the student's place was there and no notebook in it."""
    told = [sentence for _, sentence in student.problems]
    told += [mark.note for mark in student.marks if mark.verdict == "unreadable"]
    return not student.files and any(one.startswith(NOTHING_HANDED_IN) for one in told)


def unreadable(graded):
    """(student, file name, sentence) of every file that could not be read, one after the other."""
    for student in graded.students:
        if not no_notebook(student):
            for name, sentence in student.problems:
                yield student, name, sentence


def remarkable(graded):
    """(student, exercise, mark) of every error and every mark with a note, in files one can read."""
    for one in _marks(graded):
        if one[2].verdict == "error" or (one[2].note and one[2].verdict != "unreadable"):
            yield one


def by_hand(graded):
    """(student, exercise, mark) of every answer that an instructor marked or commented on."""
    return (one for one in _marks(graded) if one[2].manual)


def late(graded):
    """(student, file name, `Lateness`, points that it takes off in all) of every file that was late."""
    for student in graded.students:
        files = [(file, told) for file, told in student.lateness if told.days]
        if files:
            marks = marks_of(student, graded.exercises)
            taken = round(sum(mark.late_points(one) for one, mark in marks), DIGITS)
            for file, told in files:
                yield student, file, told, taken


def of_unknown_time(graded):
    """The students of whom nobody knows when a file was handed in, though lateness costs something."""
    return [
        student.student_id
        for student in graded.students
        if any(told.days is None for _, told in student.lateness)
    ]


def slowest(graded):
    """The slowest (student, seconds, slowest exercise, its seconds), at most ten."""
    return heapq.nsmallest(_SLOWEST, _times(graded), key=lambda one: (-one[1], one[0].student_id))


def _times(graded):
    for student in graded.students:
        pairs = marks_of(student, graded.exercises)
        seconds = sum(mark.seconds for _, mark in pairs)
        if seconds > 0:
            exercise, mark = max(pairs, key=lambda pair: pair[1].seconds)
            yield student, seconds, exercise, mark.seconds


def _marks(graded):
    for student in graded.students:
        for exercise, mark in marks_of(student, graded.exercises):
            yield student, exercise, mark


def _ranked(found, graded):
    order = {exercise.id: number for number, exercise in enumerate(graded.exercises)}
    return sorted(
        found,
        key=lambda one: (
            -len(one.students),
            order[one.exercise.id] if one.exercise else 0,
            one.text,
        ),
    )
