"""A finished report of a download, for tests: intake and report are real, and the marks are given."""

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading import marks_command, reports
from resnet_lessons.instructor.grading.grades import Mark, Prepared
from resnet_lessons.instructor.grading.intake import submissions
from resnet_lessons.instructor.grading.marks import assembly
from resnet_lessons.instructor.grading.marks.policy import USUAL
from tests.instructor.grading import samples

BLOCK, PLUS = EXERCISES["regular_block"], EXERCISES["pre_activation"]
ASKED = (PLUS, BLOCK)
MOST = sum(one.points for one in ASKED)


def graded(path, shares, policy=USUAL):
    """The `GradedClass` of a download.

    Args:
        path: of the download.
        shares: from (student's id, file's name) to the share of the points of `BLOCK` that it earns;
            None where nothing was written.
        policy: `Policy`.
    """
    files, found = [], []
    for one in submissions.find(path, policy.reads_early_attempts):
        share = None if one.problem else shares(one.student_id, one.name)
        verdict = "not started" if share is None else "passed" if share == 1 else "failed"
        files.append((one, Prepared((), (BLOCK.chapter,), problem=one.problem)))
        found.append({} if one.problem else {BLOCK.id: Mark(BLOCK.id, verdict, share or 0.0)})
    students = assembly.graded_students(files, found, (BLOCK.chapter,), policy)
    return samples.graded(students, ASKED, policy=policy or None)


def report_of(folder, path, shares, policy=USUAL):
    """Writes the report of a download into a folder; see `graded`."""
    reports.write(graded(path, shares, policy), folder)
    return folder


def marks(capsys, platform, report, *options):
    """Runs `resnet-lessons marks`; returns (exit status, what it printed, what it complained of)."""
    status = marks_command.main([platform, str(report), *map(str, options)])
    said = capsys.readouterr()
    return status, said.out, said.err
