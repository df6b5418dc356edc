"""What an instructor gives who is one level off: the folder above a class, or around its archives."""

import contextlib

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.intake import archives, metadata
from resnet_lessons.instructor.grading.intake.entries import is_notebook, is_wanted
from resnet_lessons.instructor.grading.intake.owners import printable, some_of
from resnet_lessons.instructor.grading.intake.platforms import is_of_platform
from resnet_lessons.instructor.grading.intake.special_names import SubmissionsError, inside, shown


def folder_of_platform(entries):
    """The only folder of `Entry`s, if a platform's download of a class lies in it, or ""."""
    tops = {entry.parts[0] for entry in entries if is_below_folder(entry) or may_be_graded(entry)}
    if len(tops) != 1 or is_of_platform(*tops, is_folder=True):
        return ""
    (top,) = tops
    below = inside(entries, top)
    is_platforms = any(
        entry.parts == (metadata.GRADESCOPE,)
        or is_of_platform(entry.parts[0], is_below_folder(entry))
        for entry in below
    )
    return top if is_platforms else ""


def is_below_folder(entry):
    """Whether an `Entry` is a folder or lies in one."""
    return entry.is_folder or len(entry.parts) > 1


def may_be_graded(entry):
    """Whether an `Entry` is called as something that is graded."""
    return is_wanted(entry.parts[-1]) or is_kept_answer(entry.parts[-1])


def is_kept_answer(name):
    """Whether a file is called as an answer that the lessons keep."""
    return name.endswith(".py") and name.removesuffix(".py") in EXERCISES


def refuse_archives_of_classes(path, entries):
    """Asks about a folder in which nothing lies but platforms' archives, which are not one student's each.

    Args:
        path: of the folder.
        entries: `Entry`s in it.

    Raises:
        SubmissionsError: names the archives, and says what to give.
    """
    wanted = [entry for entry in entries if may_be_graded(entry) or is_below_folder(entry)]
    is_alone = len(wanted) == 1
    # In a folder of students' own archives the first one decides.
    if not wanted or not all(_is_archive_of_a_class(entry, path, is_alone) for entry in wanted):
        return
    names = [entry.parts[0] for entry in wanted]
    if is_alone:
        raise SubmissionsError(
            f"`{shown(path)}` holds one archive, which looks like a platform's download of a class. "
            f"Is it? Then give `{shown(path / names[0])}`."
        )
    raise SubmissionsError(
        f"`{shown(path)}` holds {len(names)} archives, which look like platforms' downloads of a class: "
        f"{some_of(sorted(names))}. Are they? Then give one of them at a time, such as "
        f"`{shown(path / names[0])}`, with a report for each. Downloads of Moodle's or Brightspace's that "
        "belong to one class are read as one if you unpack each into a folder of its own."
    )


def _is_archive_of_a_class(entry, path, is_alone):
    if not entry.open or is_below_folder(entry) or not (path / entry.parts[0]).is_file():
        return False
    tops = set()
    # What is wrong with it is told when it is read as a student's. Beside others it may be one student's,
    # whose archives are opened with care.
    with (
        contextlib.suppress(Exception),
        entry.open() as file,
        archives.opened(file, is_class=is_alone) as members,
    ):
        members = inside(members, top) if (top := folder_of_platform(members)) else members
        tops = {(member.parts[0], is_below_folder(member)) for member in members}
    students = [top for top in tops if is_of_platform(*top)]
    # One file of a student's own may be called as a platform calls it.
    return (metadata.GRADESCOPE, False) in tops or len(students) >= (1 if is_alone else 2)


def refuse_a_folder_of_students(path, entries):
    """Asks about a folder that holds one folder with several students' in it.

    Of a folder one level too high the class would be one student, graded by the best of all.

    Args:
        path: of the folder.
        entries: `Entry`s in it.

    Raises:
        SubmissionsError: names the folder that is probably meant.
    """
    notebooks = {
        (entry.parts[:2], entry.parts[-1])
        for entry in entries
        if len(entry.parts) > 2 and is_notebook(entry.parts[-1])
    }
    tops = {folder[0] for folder, _ in notebooks}
    if len(tops) != 1 or len({name for _, name in notebooks}) == len(notebooks):
        return
    (top,) = tops
    folders_inside = {folder for folder, _ in notebooks}
    raise SubmissionsError(
        f"`{shown(path)}` holds one folder, {printable(top)}, with {len(folders_inside)} folders of "
        f"notebooks in it. Are these the students? Then give `{shown(path / top)}`."
    )
