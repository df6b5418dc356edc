"""The command `resnet-lessons`."""

import argparse
import importlib.metadata
import os
import re
import sys

# Command -> the module that reads its options, with `command_line()`.
OPTIONS_OF_THEIR_OWN = {
    "grade": "grading.command",
    "merge": "grading.merge_command",
    "marks": "grading.marks_command",
    "autograder": "autograder.autograder_command",
}


def command_line():
    """What reads the command line, but for options that a command reads itself."""
    parser = argparse.ArgumentParser(
        prog="resnet-lessons",
        description="Opens the lessons on residual networks; for instructors, hands them out and grades them.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="versions, device, data, and what to do about each fault")
    # It reads its options itself, most of which are JupyterLab's; here they are for the help alone.
    lab = commands.add_parser("lab", help="the lessons in JupyterLab")
    lab.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="of the notebooks (default: the nearest one)"
    )
    lab.add_argument(
        "options",
        nargs=argparse.REMAINDER,
        metavar="OPTION",
        help="passed on to JupyterLab, such as --no-browser or --port=8890",
    )
    build = commands.add_parser("build", help="notebooks from their sources")
    build.add_argument("--solved", metavar="DIR", help="write the solved edition there instead")
    build.add_argument("--chapter", metavar="N", help="this chapter alone")
    build.add_argument("--check", action="store_true", help="only say whether they are fresh")
    build.add_argument(
        "--no-run", action="store_true", help="with --check: compare cells, run nothing"
    )
    new = commands.add_parser("new-exercise", help="the files of an exercise, to fill in")
    new.add_argument("id", metavar="ID", help="its name: that of the function a student writes")
    new.add_argument("--chapter", metavar="N", help="that asks it (default: the last)")
    site = commands.add_parser("site", help="every chapter as a page that needs no kernel")
    site.add_argument("--out", metavar="DIR", default="site", help="the folder (default: site)")
    release = commands.add_parser("release", help="what a student is handed, without answers")
    release.add_argument("out", metavar="OUT", help="the zip file, or a folder with --nbgrader")
    release.add_argument("--chapter", type=int, metavar="N", help="this chapter alone")
    release.add_argument("--nbgrader", action="store_true", help="nbgrader's source tree instead")
    release.add_argument(
        "--install-from",
        metavar="URL_OR_WHEEL",
        help="notebooks install the bundle's wheel from there, as on Colab and Kaggle",
    )
    release.add_argument(
        "--colab", metavar="OWNER/REPO[/BRANCH]", help="a badge that opens each notebook in Colab"
    )
    verify = commands.add_parser("verify", help="the verdict on every right and wrong program")
    verify.add_argument("exercises", nargs="*", metavar="EXERCISE", help="all of them if none")
    verify.add_argument(
        "--seed", metavar="S", help="of the hidden grader, a random one if not given"
    )
    verify.add_argument("--public", action="store_true", help="the instant check alone")
    # These have many options and read them themselves.
    commands.add_parser("grade", help="a class: submissions in, report and gradebook out")
    commands.add_parser("merge", help="the shards of a class that several machines graded")
    commands.add_parser(
        "marks", help="a report's marks and feedback, as a platform takes them back"
    )
    commands.add_parser("autograder", help="the zip with which a platform grades each submission")
    return parser


def main(arguments=None):
    """Runs one subcommand; returns its exit status."""
    # TensorFlow tells of its start on stderr, among what the command says.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["lab"]:
        return _lab(given[1:])
    if module := OPTIONS_OF_THEIR_OWN.get("".join(given[:1])):
        return _of_the_grader(module, given[1:])
    options = command_line().parse_args(given)
    run = {
        "doctor": _doctor,
        "build": _build,
        "new-exercise": _new_exercise,
        "site": _site,
        "release": _release,
        "verify": _verify,
    }
    return run[options.command](options)


def _doctor(options):
    from resnet_lessons.student import doctor

    return doctor.main()


def _lab(arguments):
    from resnet_lessons.student import lab

    return lab.main(arguments)


def _has(extra):
    """Whether an extra of this package is installed; says what to do if not."""
    missing = _missing(extra)
    if not missing:
        try:
            import resnet_lessons.instructor  # noqa: F401
        except ImportError as error:
            missing = [error.name]
    if missing:
        _say_missing(missing, extra)
    return not missing


def _missing(extra):
    """The packages of an extra that are not installed."""
    try:
        lines = importlib.metadata.requires("resnet-lessons") or []
    except importlib.metadata.PackageNotFoundError:
        # A copy that was never installed; an import will tell.
        return []
    asked = [line for line in lines if re.search(rf"extra == ['\"]{extra}['\"]", line)]
    names = [re.match(r"[\w.-]+", line).group() for line in asked]
    return [name for name in names if not _is_installed(name)]


def _is_installed(name):
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _say_missing(names, extra):
    print(
        f"This command is for authors and instructors and needs {', '.join(names)}.\n"
        f"In a clone of the project run `make setup`, or `pip install 'resnet-lessons[{extra}]'`.",
        file=sys.stderr,
    )


def _build(options):
    if not _has("authoring"):
        return 2
    from resnet_lessons.instructor import notebook_sources, notebooks

    try:
        stale = (
            notebooks.stale(run=not options.no_run, chapter=options.chapter)
            if options.check
            else notebooks.main(options.solved, options.chapter)
        )
    except (notebooks.BuildError, notebook_sources.NoSuchChapter) as error:
        print(error, file=sys.stderr)
        return 1
    if stale:
        print(f"stale: {', '.join(stale)}; run `make notebooks`", file=sys.stderr)
    return 1 if stale else 0


def _new_exercise(options):
    if not _has("authoring"):
        return 2
    from resnet_lessons.instructor import new_exercise

    try:
        return new_exercise.main(options.id, options.chapter)
    except new_exercise.ExerciseRefused as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1


def _site(options):
    if not _has("authoring"):
        return 2
    from resnet_lessons.instructor import notebooks, site

    try:
        site.write(options.out)
    except (site.FolderRefused, site.ChapterError, notebooks.BuildError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or options.out
        print(f"{where} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


_FOR_STUDENTS = (
    "It holds no answers: give it to your students. Its README.md has the two commands they need."
)
_FOR_NBGRADER = (
    "It holds the answers: students get what nbgrader makes of it. Next, in {out}: nbgrader "
    "generate_assignment NAME --create, with the name of a folder in source/."
)


def _release(options):
    if not _has("authoring"):
        return 2
    from resnet_lessons.instructor import hosted_notebooks, release
    from resnet_lessons.instructor.points import PointsError

    try:
        hosting = _hosting(options)
        if options.nbgrader:
            release.release_nbgrader(options.out, options.chapter)
        else:
            release.release(options.out, options.chapter, hosting, say=_say_on_stderr)
    except (release.ReleaseRefused, hosted_notebooks.HostingRefused, PointsError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"wrote {options.out}")
    print(_FOR_NBGRADER.format(out=options.out) if options.nbgrader else _FOR_STUDENTS)
    if hosting is not None:
        print(hosted_notebooks.what_to_upload(hosting))
    return 0


def _say_on_stderr(sentence):
    print(sentence, file=sys.stderr, flush=True)


def _hosting(options):
    """From where hosted notebooks install the lessons, or None."""
    from resnet_lessons.instructor import hosted_notebooks

    if options.nbgrader and (options.install_from or options.colab):
        raise hosted_notebooks.HostingRefused(
            "--install-from and --colab are for a bundle; nbgrader's source tree is used where the lessons are "
            "installed. Leave out --nbgrader, or these two."
        )
    if options.colab and not options.install_from:
        raise hosted_notebooks.HostingRefused(
            "--colab needs --install-from: without it the notebooks could not install the lessons on Colab."
        )
    if not options.install_from:
        return None
    return hosted_notebooks.hosting(options.install_from, options.colab)


def _of_the_grader(module, arguments):
    """Runs a command of the grader's, which reads its own options; returns the exit status."""
    if not _has("grading"):
        return 2
    command = importlib.import_module(f"resnet_lessons.instructor.{module}")
    return command.main(arguments)


def _verify(options):
    if not _has("grading"):
        return 2
    from resnet_lessons.instructor import verification

    seed = [] if options.seed is None else [f"--seed={options.seed}"]
    public = ["--public"] if options.public else []
    return verification.main([*options.exercises, *seed, *public])


if __name__ == "__main__":
    sys.exit(main())
