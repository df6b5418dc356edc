"""Whose row is whose: by what is equal and belongs to one alone, never by what looks alike."""

from collections import defaultdict
from dataclasses import dataclass

from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused


@dataclass(frozen=True)
class Matched:
    """What came of looking for each student's row.

    Args:
        rows: (`ReportedStudent`, row's number) pairs.
        unmatched: (`ReportedStudent`, why no row is known to be the student's) pairs.
    """

    rows: tuple = ()
    unmatched: tuple = ()


def match(students, find):
    """Looks for the row of each student.

    Args:
        students: `ReportedStudent`s.
        find: from a student to the numbers of the rows that may be meant, and what was looked for, in
            words.

    Returns:
        `Matched`: a student with no row or several has none, and neither have two with the same.
    """
    found, unmatched, claimed = [], [], defaultdict(list)
    for student in students:
        rows, sought = find(student)
        if len(rows) == 1:
            found.append((student, rows[0]))
            claimed[rows[0]].append(student)
        elif rows:
            unmatched.append((student, f"{sought} is found in {len(rows)} rows"))
        else:
            unmatched.append((student, f"{sought} is in no row"))
    for student, row in found:
        if len(claimed[row]) > 1:
            unmatched.append(
                (student, "the same row belongs to another student of the report, too")
            )
    rows = tuple(pair for pair in found if len(claimed[pair[1]]) == 1)
    return Matched(rows, tuple(sorted(unmatched, key=lambda pair: pair[0].id)))


def came_otherwise(students, platform):
    """Says where a report's work came from, if none of it came from a platform.

    Args:
        students: `ReportedStudent`s.
        platform: its name.

    Returns:
        tuple of sentences: one, or none where some of the work came from the platform
    """
    places = {one.platform or "folders" for student in students for one in student.handed_in}
    if platform in places or not places:
        return ()
    others = " and ".join(sorted(places))
    return (f"None of this report's work came from {platform}: it came from {others}.",)


def scale_for(report, matched, most, is_scaled, where):
    """By what points are multiplied, so that they are out of as many as the platform's.

    Args:
        report: the `FinishedReport`.
        matched: `Matched`, its students.
        most: points that the platform gives at most, or None where it does not say.
        is_scaled: True or False where the instructor chose, else None.
        where: whose maximum it is, for messages.

    Raises:
        MarksRefused: when the maxima differ and nobody chose.
    """
    # Who gave the report of another platform's work is told that, not asked about points.
    if not matched.rows:
        return 1.0
    if most is None or abs(most - report.most) < 0.005 or is_scaled is False:
        return 1.0
    if is_scaled:
        return most / report.most
    raise MarksRefused(
        f"The report's marks are out of {report.most:g} points, {where} is out of {most:g}. Add --scale "
        "to convert them, or --no-scale to write them as they are."
    )
