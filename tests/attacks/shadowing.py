"""Attacks that put files and folders of their own where libraries are looked for."""

from tests.attacks.attack import ANY, Attack, Entry, HostileCell, in_function, wrong

_SHADOWS = (
    "numpy",
    "keras",
    "tensorflow",
    "resnet_lessons",
    "sitecustomize",
    "usercustomize",
    "json",
)
_SHADOW = b"""
import os
import sys

for folder in ("/tmp", "/var/tmp", "/root", "."):
    try:
        open(folder + "/@MARKER@", "w").close()
    except OSError:
        pass
os._exit(0)
"""

ATTACKS = (
    Attack(
        "shadow_files",
        "hands in modules with the names of libraries, to be imported in their place",
        (HostileCell(wrong("pre_activation"), "pre_activation"),),
        files=(
            *(Entry(f"shadow_files/{name}.py", _SHADOW) for name in _SHADOWS),
            Entry("shadow_files/conftest.py", _SHADOW),
            Entry("shadow_files/resnet_lessons/__init__.py", _SHADOW),
            Entry("shadow_files/evil.pth", b"import os; os._exit(0)\n"),
            Entry("shadow_files/.ipython/profile_default/startup/00.py", _SHADOW),
            Entry("shadow_files/nbgrader_config.py", _SHADOW),
        ),
    ),
    Attack(
        "helper_file",
        "imports its answer from a file that was handed in beside the notebook",
        (
            HostileCell("import sys\n\nsys.path.insert(0, '.')\nfrom helper import *"),
            HostileCell(wrong("pre_activation"), "pre_activation"),
        ),
        files=(Entry("helper_file/helper.py", _SHADOW),),
        verdicts=ANY[1:],
    ),
    Attack(
        "own_answers_folder",
        "hands in a folder of answers that count as passed",
        (HostileCell(wrong("pre_activation"), "pre_activation"),),
        files=(
            Entry("own_answers_folder/my_answers/pre_activation.py", _SHADOW),
            Entry(
                "own_answers_folder/grades.csv",
                b"own_answers_folder,2,pre_activation,2,2,passed,\n",
            ),
        ),
    ),
    in_function(
        "path_and_environment",
        "points Python's search path and its variables at a folder of its own",
        """
        for name in ("PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD", "RESNET_LESSONS_ANSWERS", "HOME"):
            os.environ[name] = "/tmp"
        sys.path[:] = ["/tmp"]
        os.chdir("/")
        """,
        "import os\nimport sys",
        passes=(),
    ),
)
