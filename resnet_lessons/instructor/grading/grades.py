"""What is known of a submission on its way through the grader: frozen data, no effects."""

from dataclasses import dataclass, field

# Beside those of a check: the file could not be read, so nothing is known of the answer.
VERDICTS = ("passed", "failed", "error", "not started", "unreadable")


@dataclass(frozen=True)
class Delivery:
    """How a file came to the grader: when, and under which names a platform knows it.

    Whoever gives marks back needs these names as the platform wrote them; all of them are hostile text.

    Args:
        platform: that handed the file out, or "".
        person: the student's name as the platform writes it.
        number: of the student there (Canvas, Brightspace), of the participant (Moodle), or the
            school's (Gradescope); "" if there is none.
        address: the student's, where the platform tells it (Gradescope).
        path: the name of the file, or of the folder in which it lay, as it was downloaded.
        attachment: the file's number (Canvas), or "".
        at: when it was handed in, as ISO 8601 writes it, with the zone where that is known; or "".
        is_late: whether the platform says that it was late, or None where the platform says nothing.
        attempt: the date by which an attempt is told from others, or "".
        feedback_key: what nbgrader's exchange knows a submission by when feedback is handed back, or "".
    """

    platform: str = ""
    person: str = ""
    number: str = ""
    address: str = ""
    path: str = ""
    attachment: str = ""
    at: str = ""
    is_late: bool | None = None
    attempt: str = ""
    feedback_key: str = ""


NOT_TOLD = Delivery()


@dataclass(frozen=True)
class Submission:
    """One file that a student handed in, as it was found.

    Args:
        student_id: who, from a folder's or an archive's name; hostile text, at most 100 characters.
        name: the file's name, for messages; hostile text as well.
        content: its bytes, outputs of a large notebook left out, b"" if it cannot be read.
        problem: why it cannot be read, in words for the report; "" if it can.
        left_out: bytes of outputs that are not in the content.
        notes: what was noticed when it was found, a sentence each.
        is_converted: whether the notebook was made of something else.
        delivery: how it came.
    """

    student_id: str
    name: str
    content: bytes = b""
    problem: str = ""
    left_out: int = 0
    notes: tuple[str, ...] = ()
    is_converted: bool = False
    delivery: Delivery = NOT_TOLD


@dataclass(frozen=True)
class Cell:
    """One code cell of a submission.

    Args:
        number: its place among all cells of the notebook as handed in, from 1.
        source: its text.
        exercise: id of the exercise it answers, "" if none.
        released: whether it stands in the released notebook word for word.
        again: whether it runs in its own place too, and here for what it defines alone.
    """

    number: int
    source: str
    exercise: str = ""
    released: bool = False
    again: bool = False


@dataclass(frozen=True)
class Prepared:
    """A submission rebuilt from exercise ids; nothing of it was run.

    Args:
        cells: the code cells that may have to run, in the order in which they do. At most one of
            them answers each exercise; what only checks is left out.
        chapters: numbers of the chapters that it answers.
        repairs: what was found damaged and mended, a sentence each.
        problem: why nothing could be made of it; "" otherwise.
        origin: the student's id and the file's name; hostile texts.
    """

    cells: tuple[Cell, ...] = ()
    chapters: tuple[int, ...] = ()
    repairs: tuple[str, ...] = ()
    problem: str = ""
    origin: tuple[str, str] = ("", "")

    def answer(self, exercise_id):
        """The cell that answers an exercise, or None."""
        return next((cell for cell in self.cells if cell.exercise == exercise_id), None)


@dataclass(frozen=True)
class ManualMark:
    """What an instructor entered for one answer, in nbgrader's gradebook.

    Args:
        score: points in place of the grader's, or None.
        extra: points added to them, nbgrader's "extra credit"; may be negative.
        comment: for the student, "" if there is none.
        is_outdated: whether the grader's points changed after the score was entered.
    """

    score: float | None = None
    extra: float = 0.0
    comment: str = ""
    is_outdated: bool = False


@dataclass(frozen=True)
class Mark:
    """What one answer is worth, and why.

    Args:
        exercise: its id.
        verdict: one of `VERDICTS`.
        share: of the points, 0 to 1; `points` multiplies it, so that a change of the points needs
            no second run.
        diagnosis: id of the misconception, or None.
        details: (label, text) pairs that teach; never a hidden input.
        note: a remark for the instructor alone, for example "time limit of 15 s reached".
        seconds: what grading it took.
        manual: the instructor's `ManualMark`, or None; the grader itself gives none.
        kept: the share of the grader's points that lateness leaves; 1 where it costs nothing.
    """

    exercise: str
    verdict: str
    share: float = 0.0
    diagnosis: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    note: str = ""
    seconds: float = 0.0
    manual: ManualMark | None = None
    kept: float = 1.0

    def automatic_points(self, exercise):
        """The grader's points, of an `Exercise`, rounded to a tenth; lateness takes nothing off them."""
        return round(exercise.points * self.share, 1)

    def late_points(self, exercise):
        """The points that lateness takes off: none of what an instructor entered in their place."""
        if self.kept == 1 or (self.manual and self.manual.score is not None):
            return 0.0
        return round(self.automatic_points(exercise) * (1 - self.kept), 2)

    def points(self, exercise):
        """The points that count: the grader's, unless the instructor entered others."""
        points = self.automatic_points(exercise) - self.late_points(exercise)
        manual = self.manual or ManualMark()
        return points + manual.extra if manual.score is None else manual.score + manual.extra


@dataclass(frozen=True)
class GradedStudent:
    """Everything the report says of one student.

    Args:
        student_id: as in `Submission`.
        marks: one `Mark` for each exercise of the graded chapters, in the course's order.
        files: names of the files handed in.
        repairs: (file name, sentence) pairs.
        problems: (file name, sentence) pairs of files that could not be read.
        deliveries: how each file came, also those that could not be read.
        counted: {exercise id: name of the file whose answer counts}.
        lateness: (file name, `Lateness`) pairs of the files to which a rule for lateness says something.
    """

    student_id: str
    marks: tuple[Mark, ...]
    files: tuple[str, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    counted: dict[str, str] = field(default_factory=dict)
    lateness: tuple = ()


@dataclass(frozen=True)
class GradedClass:
    """Everything the report says.

    Args:
        exercises: the graded `Exercise`s, in the course's order.
        students: `GradedStudent`s, sorted by id.
        seed, seeds: of the hidden settings, and how many of them are in use.
        sandbox: what confined the submissions, in words.
        is_safe: whether that was the full sandbox.
        versions: name -> version of what graded.
        seconds: wall time of the run that ended now.
        workers: how many graded at once, 0 where those of a cluster did.
        left_out: chapters that were handed in and do not count, since nobody wrote an answer there.
        gradebook_fault: why the gradebook could not be written, in sentences; "" if it was.
        policy: the instructor's `Policy` for attempts and lateness, or None for the usual.
    """

    exercises: tuple
    students: tuple[GradedStudent, ...]
    seed: int
    sandbox: str
    is_safe: bool
    versions: dict[str, str]
    seconds: float = 0.0
    workers: int = 1
    seeds: int = 1
    left_out: tuple[int, ...] = ()
    gradebook_fault: str = ""
    policy: object = None
