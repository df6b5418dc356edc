"""Makes the report a course folder of nbgrader, in which formgrader opens each submission.

Formgrader takes scores from the gradebook, and what it shows from the notebooks in `autograded/`. Beside
a notebook that came through nbgrader's exchange lie two files from which `nbgrader release_feedback` knows
whose the feedback is.
"""

import itertools
from collections import Counter, defaultdict
from pathlib import Path

from resnet_lessons.instructor.grading.for_nbgrader.autograded_notebook import MARKER, notebook
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import COURSE, fitting_id
from resnet_lessons.instructor.grading.grades import NOT_TOLD
from resnet_lessons.instructor.grading.intake.metadata import FEEDBACK_KEY, TIMESTAMP
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.reports import write_whole

_CONFIG = f"""\
import os

c = get_config()
c.CourseDirectory.course_id = "{COURSE}"
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
# In `feedback` lie the pages of `resnet-lessons grade`.
c.CourseDirectory.feedback_directory = "nbgrader_feedback"
"""


def write(graded, files, found, folder):
    """Writes a notebook for each student and chapter, and nbgrader's configuration.

    Each file appears whole or not at all, and the same class gives the same bytes. What somebody
    else wrote, nbgrader itself or an instructor, stays.

    Args:
        graded: the `GradedClass`.
        files: (`Submission`, `Prepared`) pairs, in the order of the students.
        found: for each pair {exercise id: `Mark`}.
        folder: of the report.

    Returns:
        list of sentences: what was not written, and why.
    """
    folder = Path(folder)
    chapters = defaultdict(list)
    for exercise in graded.exercises:
        chapters[exercise.chapter].append(exercise)
    stems = {number: one.stem for number, one in released_notebooks().chapters.items()}
    chapters = {number: chapters[number] for number in chapters if number in stems}
    for number in chapters:
        # Formgrader lists the assignments that have a folder here.
        (folder / "source" / stems[number]).mkdir(parents=True, exist_ok=True)
    names, remarks = _names(graded.students, folder / "autograded")
    for student, handed_in in _with_files(graded.students, files, found):
        for number, exercises in chapters.items() if student.student_id in names else ():
            place = Path("autograded", names[student.student_id], stems[number])
            marked = [(prepared, marks) for _, prepared, marks in handed_in]
            text = notebook(student, exercises, marked)
            theirs = _write(folder, place / f"{stems[number]}.ipynb", text, MARKER)
            remarks += theirs
            if not theirs:
                _write_exchanged(folder / place, _exchanged(handed_in, number, stems[number]))
    return remarks + _write(folder, "nbgrader_config.py", _CONFIG, _CONFIG)


def _with_files(students, files, found):
    """(student, [(`Submission`, `Prepared`, {exercise id: `Mark`})]), one student after the other."""
    pairs = zip(files, found, strict=True)
    groups = itertools.groupby(pairs, key=lambda pair: pair[0][0].student_id)
    whose, group = next(groups, (None, ()))
    for student in students:
        own = []
        if whose == student.student_id:
            own = [(submission, prepared, marks) for (submission, prepared), marks in group]
            whose, group = next(groups, (None, ()))
        yield student, own


def _exchanged(handed_in, chapter, stem):
    """How the chapter came through nbgrader's exchange; `NOT_TOLD` where it came another way."""
    known = [one for one in handed_in if one[0].delivery.feedback_key]
    # A file that cannot be read says no chapter, but it lies in the folder of its assignment.
    in_folder = [one for one in known if one[0].name.startswith(f"{stem}/")]
    of_chapter = [one for one in known if chapter in one[1].chapters]
    return next((one[0].delivery for one in (*in_folder, *of_chapter)), NOT_TOLD)


def _write_exchanged(place, delivery):
    """Writes what `nbgrader generate_feedback` copies, and `nbgrader release_feedback` reads."""
    if delivery.feedback_key:
        write_whole(place / TIMESTAMP, delivery.at)
        write_whole(place / FEEDBACK_KEY, delivery.feedback_key)


def _names(students, folder):
    """The students' folders by id, made; none for those who would share one, where upper and lower
    case are the same, since formgrader would show one's answers as the other's."""
    names = {student.student_id: fitting_id(student.student_id) for student in students}
    places = {}
    for student_id, name in names.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        status = (folder / name).stat()
        places[student_id] = status.st_dev, status.st_ino
    often = Counter(places.values())
    shared = {student_id for student_id, place in places.items() if often[place] > 1}
    remarks = [
        f"{names[each]} has no notebook for formgrader: another student's folder is called the same "
        "on this disk."
        for each in sorted(shared)
    ]
    return {each: name for each, name in names.items() if each not in shared}, remarks


def _write(folder, name, text, start):
    """Writes a file of the report; one there that starts otherwise is somebody else's."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.read_bytes().startswith(start.encode()):
        return [f"{name} in the report is not ours and stays as it is."]
    write_whole(path, text)
    return []
