"""What two processes of `test_kept.py` do at once; apart, since each imports this and no Keras."""

import os
from pathlib import Path

import numpy as np

from resnet_lessons.experiments.array_cache import FOLDER_VARIABLE, kept


def writes(folder):
    """Keeps the same results again and again; whether they were always right."""
    os.environ[FOLDER_VARIABLE] = folder
    right = True
    for _ in range(40):
        for path in Path(folder).glob("*.npz"):
            path.unlink(missing_ok=True)
        found = kept("sweep", ["shared"], lambda: {"values": np.arange(50_000)})
        right &= np.array_equal(found["values"], np.arange(50_000))
    return right
