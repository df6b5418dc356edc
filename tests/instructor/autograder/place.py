"""A platform's container with its autograder in it: the zip unpacked and set up, for what tests hand in."""

import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass

from resnet_lessons.instructor.autograder import bundle
from tests.instructor.autograder.forms import faults
from tests.support.container import PYTHON, Container

# Where the platform lays the zip's files when the image is made, what was handed in, and the result.
PLACES = {
    "gradescope": ("autograder/source", "autograder/submission", "autograder/results/results.json"),
    "prairielearn": ("tmp/resnet-lessons", "grade/student", "grade/results/results.json"),
    "coursera": ("tmp/resnet-lessons", "shared/submission", "shared/feedback.json"),
}
_GRADER = "resnet_lessons.instructor.autograder.one_submission"
# Some attacks take as long as a submission may.
_SECONDS = 1_800
# A command, and what is left of it in the container's memory and among its processes; those that were killed
# have three seconds to end. A shell of its own would stand among them, so nothing here starts one.
_AND_WHAT_IT_LEFT = """\
"$0"
status=$?
for _ in 1 2 3 4 5 6 7 8 9 10; do
    ls -A /dev/shm > /left
    grep -L '^State:.Z' /proc/[0-9]*/status > /left.processes 2> /dev/null
    grep -v "^/proc/$$/" /left.processes >> /left
    [ -s /left ] || break
    sleep 0.3
done
exit $status
"""


@dataclass(frozen=True)
class Place:
    """A platform's container with its autograder in it.

    Args:
        platform: a name of `PLACES`.
        container: the `Container`.
        before: text of a program that runs before the grader, in its process.
    """

    platform: str
    container: Container
    before: str = ""

    @property
    def root(self):
        return self.container.root

    @property
    def top(self):
        """The platform's own folder, which holds what was handed in and the result."""
        return self.root / PLACES[self.platform][1].split("/")[0]

    @property
    def submission(self):
        return self.root / PLACES[self.platform][1]

    @property
    def result(self):
        return self.root / PLACES[self.platform][2]

    def hand_in(self, files):
        """Lays files where the platform lays them, {name: bytes}, and marks them; see `mark`."""

        def lay(folder):
            for name, content in files.items():
                (folder / name).write_bytes(content)

        return self.mark(lay)

    def mark(self, lay):
        """Marks what is laid where the platform lays it.

        The platform's own folders are open to everybody, as some platforms have them.

        Args:
            lay: a function that writes into the folder that it is given.

        Returns:
            (exit status, text of the result)
        """
        # Folders that lie too deep for Python's own function.
        subprocess.run(["rm", "-rf", self.submission, self.result], check=True)
        self.submission.mkdir(parents=True)
        for folder, _, _ in os.walk(self.top):
            os.chmod(folder, 0o777)
        lay(self.submission)
        done = self.run()
        assert "Traceback" not in done.stdout
        text = self.result.read_text()
        assert faults(self.platform, text) == [], done.stderr
        assert json.loads(done.stdout.splitlines()[-1]) == json.loads(text)
        return done.returncode, text

    def run(self):
        program = "/opt/resnet-lessons/run_autograder"
        if self.platform == "gradescope":
            # It copies the program out of the zip.
            program = "/autograder/run_autograder"
            shutil.copy(self.root / "autograder/source/run_autograder", self.root / program[1:])
            (self.root / program[1:]).chmod(0o755)
        if self.before:
            program = self._with_what_comes_before(program)
        return self.container.run("sh", "-c", _AND_WHAT_IT_LEFT, program, seconds=_SECONDS)

    def _with_what_comes_before(self, program):
        home = self.root / "opt/resnet-lessons"
        start = f"import runpy; runpy.run_module('{_GRADER}', run_name='__main__')\n"
        (home / "before.py").write_text(f"{self.before}\n{start}")
        script = (self.root / program[1:]).read_text()
        changed = script.replace(f"-m {_GRADER}", "/opt/resnet-lessons/before.py")
        assert changed != script
        (home / "run_before").write_text(changed)
        (home / "run_before").chmod(0o755)
        return "/opt/resnet-lessons/run_before"

    def left(self):
        """What the last submission left: files outside of the platform's folders and the grader's that were not
        there before, shared memory, and processes."""
        tops = ("tmp", "var/tmp", "run/lock", "opt/resnet-lessons/tmp")
        files = [str(path) for top in tops for path in (self.root / top).iterdir()]
        beside = self.root / "left"
        return files + (beside.read_text().splitlines() if beside.exists() else [])


def made(platform, folder, chapters=(2,)):
    """A `Place`: the zip is unpacked, and its `setup.sh` runs as it does when an image is made.

    Args:
        platform: a name of `PLACES`.
        folder: for the zip and the container.
        chapters: numbers of those that count; empty for all.
    """
    bundle.write(folder / "OUT.zip", platform, chapters)
    container = Container(folder / "root")
    source = container.root / PLACES[platform][0]
    source.mkdir(parents=True)
    with zipfile.ZipFile(folder / "OUT.zip") as archive:
        archive.extractall(source)
    # Images have such files now and then.
    (container.root / "opt/open").mkdir()
    (container.root / "opt/open").chmod(0o777)
    setup = container.run(
        "sh", f"/{PLACES[platform][0]}/setup.sh", environment={"RESNET_LESSONS_PYTHON": PYTHON}
    )
    assert (setup.returncode, setup.stderr) == (0, ""), setup.stderr
    if platform != "gradescope":
        # The Dockerfile does.
        shutil.rmtree(source)
    return Place(platform, container)
