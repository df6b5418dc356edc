"""Classes as the grader knows them once it has judged every file: for what is made of the files."""

from resnet_lessons.instructor.grading.grades import Cell, Prepared, Submission
from resnet_lessons.instructor.grading.marks import assembly
from tests.instructor.grading import samples
from tests.instructor.grading.for_nbgrader.gradebook_tools import CHAPTER_2, mark

STEM = "02_block_structure"
SCRIPT = "</pre><script>alert(1)</script>"
ANSWER = f'def regular_block(self):\n\treturn "{SCRIPT}"'


def prepared(answers, others=(), **more):
    """A file with answers and other cells."""
    cells = [Cell(number, text, name) for number, (name, text) in enumerate(answers.items(), 1)]
    cells += [Cell(number, text) for number, text in enumerate(others, len(cells) + 1)]
    return Prepared(tuple(cells), **{"chapters": (2,)} | more)


def graded_class(handed_in, exercises=CHAPTER_2):
    """(class, files, marks) of {student: [(Prepared, {exercise: share})]}."""
    files, found = [], []
    for student, pairs in sorted(handed_in.items()):
        for number, (file, shares) in enumerate(pairs):
            files.append((Submission(student, f"{number}.ipynb"), file))
            marks = {each.id: mark(each, shares.get(each.id)) for each in exercises}
            found.append({} if file.problem else marks)
    chapters = sorted({exercise.chapter for exercise in exercises})
    students = assembly.graded_students(files, found, chapters)
    return samples.graded(students, exercises), files, found
