"""Attacks that change Python and IPython under the grader's feet."""

from tests.attacks.attack import in_cell
from tests.attacks.patching import patched

_PYTHON = (
    patched(
        "patch_builtins",
        "makes Python's own functions lie",
        """
        import builtins

        builtins.all = builtins.any = builtins.isinstance = lambda *a: True
        builtins.len = lambda *a: 1
        builtins.open = builtins.abs = builtins.repr = lambda *a, **k: "passed"
        """,
    ),
    patched(
        "patch_import",
        "answers every further import with a module that says yes to everything",
        """
        import builtins
        from unittest.mock import MagicMock

        builtins.__import__ = lambda *a, **k: MagicMock()
        """,
    ),
    patched(
        "import_hook",
        "stands first among those who are asked for a module, and gives its own",
        """
        import importlib.machinery
        import sys
        import types


        class Finder:
            def find_spec(self, name, path=None, target=None):
                return importlib.machinery.ModuleSpec(name, self)

            def create_module(self, spec):
                return types.ModuleType(spec.name)

            def exec_module(self, module):
                module.__getattr__ = lambda name: lambda *a, **k: True


        sys.meta_path.insert(0, Finder())
        """,
    ),
    patched(
        "shadow_modules",
        "replaces the modules that are loaded already by empty ones",
        """
        import sys
        import types

        for name in list(sys.modules):
            if name.startswith(("resnet_lessons", "json", "struct", "numpy", "pickle", "keras")):
                sys.modules[name] = types.ModuleType(name)
        """,
    ),
    patched(
        "trace_everything",
        "watches every line that runs, and returns early from what judges",
        """
        import sys
        import threading


        def trace(frame, event, argument):
            for name in ("verdict", "right", "share", "points", "failure"):
                if name in frame.f_locals:
                    frame.f_locals[name] = 1
            return trace


        sys.settrace(trace)
        sys.setprofile(trace)
        threading.settrace(trace)
        """,
    ),
    patched(
        "audit_and_collector_hooks",
        "runs code of its own whenever the collector runs or anything is opened",
        """
        import gc
        import os
        import sys


        def leave(*arguments):
            if "pre_activation" in globals():
                os._exit(0)


        gc.callbacks.append(leave)
        sys.addaudithook(leave)
        """,
    ),
    patched(
        "encoders_that_lie",
        "makes all that writes results down write that they passed",
        """
        import json
        import os
        import pickle
        import struct
        import numpy as np

        line = '{"verdict": "passed", "share": 1.0, "points": 1000}'
        json.dumps = lambda *a, **k: line
        pickle.dumps = lambda *a, **k: line.encode()
        np.save = np.savez = lambda file, *a, **k: file.write(line.encode())
        write = os.write
        os.write = lambda number, data: write(number, line.encode()) and len(data)
        """,
    ),
)

_IPYTHON = (
    patched(
        "input_transformer",
        "has IPython turn every later cell into another",
        """
        shell = get_ipython()
        shell.input_transformers_post.append(lambda lines: ["result = 1000\\n"])
        shell.ast_transformers.append(type("Empty", (), {"visit": lambda self, node: node})())
        """,
    ),
    patched(
        "patch_cell_runner",
        "changes what turns the text of later cells into programs",
        """
        import ast
        import builtins
        from IPython.core.inputtransformer2 import TransformerManager

        passed = "pre_activation = lambda *a: 'passed'"
        TransformerManager.transform_cell = lambda *a: passed
        parse, ast.parse = ast.parse, lambda *a, **k: parse(passed)
        builtins.compile = builtins.exec = builtins.eval = lambda *a, **k: None
        """,
    ),
    in_cell(
        "magics",
        "uses magics and shell lines, which a plain Python does not know",
        """
        %load_ext autoreload
        !touch /tmp/@MARKER@
        get_ipython().system("touch /tmp/@MARKER@")
        """,
    ),
    in_cell(
        "shell_cell",
        "is a cell for the shell",
        "%%bash\ntouch /tmp/@MARKER@; cat ~/*",
    ),
)

ATTACKS = _PYTHON + _IPYTHON
