"""`make explorables`: writes script and data. With --check it only tells whether they are fresh.

The command `garments` writes the images of the depth playground to the standard output, for
`explorables/playground/record.js`.
"""

import argparse
import sys

from resnet_lessons.instructor.explorables import data_build, script_build
from resnet_lessons.instructor.explorables.script_build import BUILT, NoTools, ScriptError


def main(arguments=None):
    """Builds everything, or a part.

    Returns:
        None, or what is wrong, for `sys.exit`
    """
    parser = argparse.ArgumentParser(prog="explorables", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("build", "garments"), default="build")
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--script", action="store_true", help="the script alone, without data")
    chosen = parser.parse_args(arguments)
    if chosen.command == "garments":
        return _write_garments()
    names = [] if chosen.script else list(data_build.EXPORTS)
    try:
        return check(names) if chosen.check else build(names)
    except ScriptError as error:
        return str(error)


def build(names):
    """Writes the script, and the data of the explorables named."""
    for name in names:
        data_build.build(name)
        _tell(data_build.path_of(name))
    for name, content in script_build.build().items():
        (BUILT / name).write_bytes(content)
        _tell(BUILT / name)


def check(names):
    """Compares what is kept with what would be made.

    Returns:
        None, or what differs
    """
    stale = [difference for name in names for difference in data_build.differences(name)]
    if not script_build.is_fresh():
        stale.append("the script is older than its sources")
    else:
        try:
            made = script_build.build()
        except NoTools as error:
            print(f"The script is of these sources, but it is not built again to compare. {error}")
        else:
            stale += [name for name in made if (BUILT / name).read_bytes() != made[name]]
    if stale:
        listed = "\n".join(f"  {each}" for each in stale)
        return f"The explorables are not fresh; run `make explorables`:\n{listed}"
    print("The explorables are fresh.")
    return None


def _write_garments():
    # It loads Keras, which the script alone does not need.
    from resnet_lessons.widgets.explorables.playground import playground_values

    sys.stdout.buffer.write(playground_values()["garments"].tobytes())


def _tell(path):
    print(f"wrote {path.relative_to(BUILT.parents[2])}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
