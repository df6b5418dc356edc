"""Several downloads of one class, a folder for each assignment: who is who in all of them.

Moodle numbers participants anew for each assignment. So where each download has one participant of a
name, it is one person; where one of them has two, they are told apart by number in all.
"""

from collections import defaultdict
from dataclasses import replace

from resnet_lessons.instructor.grading.intake.entries import is_wanted
from resnet_lessons.instructor.grading.intake.platforms import is_of_platform
from resnet_lessons.instructor.grading.intake.special_names import inside


def split(entries, list_download):
    """The entries of each download, where all that is called as a notebook lies in downloads.

    Only platforms that make folders are asked: a file in a student's own folder may have any name.

    Args:
        entries: `Entry`s.
        list_download: from the name of a download's folder to the entries in it.

    Returns:
        {name of the download: entries}; "" is the name of what lies beside them, and of all where there is
        one folder alone, or a folder of something else.
    """
    tops = _downloads_in(entries)
    beside = [entry for entry in entries if entry.parts[0] not in tops]
    found = {top: list_download(top) for top in tops}
    return found | {"": beside} if beside or not found else found


def _downloads_in(entries):
    tops = {entry.parts[0] for entry in entries if is_wanted(entry.parts[-1])}
    if len(tops) < 2 or not all(_is_download(inside(entries, top)) for top in tops):
        return []
    return sorted(tops)


def _is_download(entries):
    wanted = [entry for entry in entries if is_wanted(entry.parts[-1])]
    return bool(wanted) and all(
        len(entry.parts) > 1 and is_of_platform(entry.parts[0], is_folder=True) for entry in wanted
    )


def joined(owned):
    """What was handed in for several assignments, each person once.

    Args:
        owned: {name of the download: (`Owned`, `Entry`) pairs}

    Returns:
        list of such pairs; a path inside begins with the download's name.
    """
    shared = {
        name
        for pairs in owned.values()
        for name, numbers in _numbers(pairs).items()
        if len(numbers) > 1
    }
    found = []
    for download, pairs in owned.items():
        for owner, entry in pairs:
            student = owner.student
            if not student.is_lasting and student.name not in shared:
                student = replace(student, number="")
            above = (download,) if download else ()
            assignment = "/".join((*above, owner.assignment))
            parts = (*above, *owner.parts)
            found.append(
                (replace(owner, student=student, parts=parts, assignment=assignment), entry)
            )
    return found


def _numbers(pairs):
    numbers = defaultdict(set)
    for owner, _ in pairs:
        numbers[owner.student.name].add(owner.student.number)
    return numbers
