"""Attacks that look for the answer: in memory, on the disk, in the lessons themselves."""

from tests.attacks.attack import ANY, Attack, HostileCell, in_function, right, right_with, wrong

_LOOT = "LOOT-@MARKER@"
_BLOCK = "self, inputs, filters, strides, is_training, index, shortcut_filters=None"
_GIVEN = "self, inputs, filters, strides, is_training, index, shortcut_filters"


def _answered(name, tries, source, target="pre_activation", **expected):
    return Attack(name, tries, (HostileCell(source, target),), target=target, **expected)


_MEMORY = (
    in_function(
        "walk_frames",
        "looks for the expected arrays in the local names of all who called it",
        """
        frame = sys._getframe()
        while frame:
            for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
                for name in ("expected", "answers", "reference", "key"):
                    found = getattr(value, name, None)
                    if isinstance(found, (list, tuple)) and found:
                        return found[0][0]
            frame = frame.f_back
        """,
        "import sys",
    ),
    in_function(
        "search_collector",
        "looks for an answer key and for float arrays of the right shape among all objects",
        """
        for each in gc.get_objects():
            kind = type(each)
            if kind.__name__ in ("AnswerKey", "Grading", "Reference"):
                return each.expected[0][0]
            if kind is tuple and len(each) == 1 and type(each[0]) is np.ndarray:
                if each[0].shape == tuple(inputs.shape) and each[0].dtype == np.float32:
                    return each[0]
        """,
        "import gc\nimport numpy as np",
    ),
    in_function(
        "search_functions",
        "looks among all functions for one of its name that has more in it than a hole, and calls it",
        """
        for each in gc.get_objects():
            if type(each) is types.FunctionType and each.__name__ == "pre_activation":
                if each.__code__ is sys._getframe().f_code:
                    continue
                if "NotImplementedError" not in each.__code__.co_names:
                    return each(self, inputs, is_training)
        """,
        "import gc\nimport sys\nimport types",
    ),
    in_function(
        "search_texts",
        "looks among all texts in memory, the interpreter's own included, for the text of an answer",
        """
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                first, last = (int(part, 16) for part in line.split()[0].split("-"))
                if " rw" not in line or last - first > 1 << 28:
                    continue
                try:
                    memory.seek(first)
                    text = memory.read(last - first)
                except (OSError, ValueError, OverflowError):
                    continue
                if PATTERN.search(text):
                    raise RuntimeError("LOOT-@MARKER@: an answer lies in memory")
        """,
        # With brackets, or it would find itself.
        'import re\n\nPATTERN = re.compile(rb"### BEGIN SOLUTIO[N]\\s+axis = 1 i[f]")',
        forbidden=(_LOOT,),
    ),
    in_function(
        "seed_in_memory",
        "takes the secret seed from its callers and says it",
        """
        frame = sys._getframe()
        while frame:
            seed = frame.f_locals.get("seed")
            seed = seed[0] if isinstance(seed, list) else seed
            if isinstance(seed, int) and seed != 2015:
                raise RuntimeError(f"LOOT-@MARKER@ the seed is {seed}")
            frame = frame.f_back
        """,
        "import sys",
        forbidden=(_LOOT,),
    ),
)

_DISK = (
    in_function(
        "read_disk",
        "reads every Python file and notebook there is for the text of an answer",
        """
        walks = [] if searched else os.walk("/")
        searched.append(True)
        for folder, _, names in walks:
            if folder.startswith(("/proc", "/sys")):
                continue
            if "instructor" in folder.split("/") and "resnet_lessons" in folder:
                raise RuntimeError("LOOT-@MARKER@: " + folder)
            for name in names:
                if name.endswith((".ipynb", "model.py", "residual.py", "counting.py", "dissection.py")):
                    try:
                        with open(os.path.join(folder, name), errors="replace") as file:
                            text = file.read()
                    except OSError:
                        continue
                    if "### BEGIN SOLUTION" in text and "pre_activation" in text:
                        raise RuntimeError("LOOT-@MARKER@: " + os.path.join(folder, name))
        """,
        "import os\n\nsearched = []",
        forbidden=(_LOOT,),
    ),
    in_function(
        "read_submissions",
        "looks for the class's submissions, the report and the ledger",
        """
        walks = [] if searched else os.walk("/")
        searched.append(True)
        for folder, folders, names in walks:
            if folder.startswith(("/proc", "/sys", "/usr")) or "site-packages" in folder:
                continue
            for name in names:
                path = os.path.join(folder, name)
                if name in ("grades.csv", "scores.csv", "run.json", "gradebook.db") or (
                    name.endswith((".ipynb", ".sqlite", ".sqlite3", ".db"))
                ):
                    raise RuntimeError("LOOT-@MARKER@: " + path)
        """,
        "import os\n\nsearched = []",
        forbidden=(_LOOT,),
    ),
    in_function(
        "read_processes",
        "reads the arguments and the environment of all processes for paths and seeds",
        """
        for process in filter(str.isdigit, os.listdir("/proc")):
            for name in ("cmdline", "environ"):
                try:
                    with open(f"/proc/{process}/{name}", "rb") as file:
                        text = file.read()
                except OSError:
                    continue
                for word in (b"--seed", b"--out", b"submissions", b"SSH_", b"TOKEN"):
                    if word in text:
                        raise RuntimeError("LOOT-@MARKER@: " + repr(text[:200]))
        """,
        "import os",
        forbidden=(_LOOT,),
    ),
)

_LESSONS = (
    _answered(
        "package_answer",
        "calls the package's own answer",
        wrong("pre_activation", "return rl.ResNetModel.pre_activation(self, inputs, is_training)"),
        verdicts=ANY[1:],
    ),
    _answered(
        "package_answer_as_it_is",
        "hands in the package's own function instead of one of its own",
        "regular_block = rl.ResNetModel.regular_block",
        "regular_block",
        verdicts=ANY[1:],
    ),
    _answered(
        "answer_of_another_network",
        "makes a network of its own and asks that one",
        f"def regular_block({_BLOCK}):\n"
        "    other = rl.ResNetModel(32, 32, 18, 10, self.data_format)\n"
        "    return other.regular_block(inputs, filters, strides, is_training, index, shortcut_filters)",
        "regular_block",
        verdicts=ANY[1:],
    ),
    _answered(
        "answer_of_parent_class",
        "calls the method that it replaces, in every class above",
        "def regular_block(" + _BLOCK + "):\n"
        "    for kind in type(self).__mro__[1:]:\n"
        "        try:\n"
        "            return kind.regular_block(" + _GIVEN + ")\n"
        "        except NotImplementedError:\n"
        "            continue",
        "regular_block",
        verdicts=ANY[1:],
    ),
    _answered(
        "unwrapped_answer",
        "takes the package's answer out of its wrappers, from names and closures",
        "def bottleneck_block(" + _BLOCK + "):\n"
        "    function = rl.ResNetModel.bottleneck_block\n"
        "    for _ in range(5):\n"
        "        function = getattr(function, '__wrapped__', function)\n"
        "    return function(" + _GIVEN + ")",
        "bottleneck_block",
        verdicts=ANY[1:],
    ),
    _answered(
        "calls_itself",
        "asks the network for the answer, that is, itself",
        f"def regular_block({_BLOCK}):\n"
        f"    return self.regular_block({_GIVEN.removeprefix('self, ')})",
        "regular_block",
    ),
    _answered(
        "block_from_block_layer",
        "has a block layer of one block compute the block",
        f"def regular_block({_BLOCK}):\n"
        "    return self.block_layer(inputs, filters, strides, 1, is_training, index)",
        "regular_block",
        verdicts=ANY[1:],
    ),
    in_function(
        "instructors_part",
        "imports the instructor's part of the package, which knows every answer",
        """
        from resnet_lessons.instructor.answers import answer, compiled, without_markers

        text = without_markers(answer("pre_activation"))
        return compiled(text, "pre_activation")(self, inputs, is_training)
        """,
    ),
    in_function(
        "shipped_keys",
        "returns what the shipped key expects for inputs of this shape",
        """
        from resnet_lessons.course.keys import public_key

        for (expected,) in public_key("pre_activation").expected:
            if expected.shape == tuple(inputs.shape):
                return expected
        """,
    ),
    Attack(
        "moved_cells",
        "answers a later exercise first, keeps the given groundwork it was judged with, and calls it",
        (
            HostileCell(
                right_with(
                    "bottleneck_block",
                    "stolen.append(type(self).pre_activation)",
                    "stolen = []",
                ),
                "bottleneck_block",
            ),
            HostileCell(
                wrong("pre_activation", "return stolen[0](self, inputs, is_training)"),
                "pre_activation",
            ),
        ),
        passes=("bottleneck_block",),
        verdicts=ANY[1:],
    ),
    Attack(
        "chapter_2_in_chapter_3",
        "answers an exercise of chapter 2 in the notebook of chapter 3, which is given the blocks",
        (
            HostileCell(right("block_layer"), "block_layer"),
            HostileCell(right("count_weight_layers"), "count_weight_layers"),
            HostileCell(right("pre_activation"), "pre_activation"),
            HostileCell(right("pre_activation_with_shortcut"), "pre_activation_with_shortcut"),
            HostileCell(
                f"def regular_block({_BLOCK}):\n    return rl.ResNetModel.regular_block({_GIVEN})",
                "regular_block",
            ),
        ),
        target="regular_block",
        notebook="03_block_layers.ipynb",
        passes=(
            "block_layer",
            "count_weight_layers",
            "pre_activation",
            "pre_activation_with_shortcut",
        ),
        verdicts=ANY[1:],
    ),
)

ATTACKS = _MEMORY + _DISK + _LESSONS
