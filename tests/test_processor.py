"""Both data formats run on a processor without the newest instructions."""

import os
import subprocess
import sys

CONVOLUTION = """
import resnet_lessons, keras, numpy as np
images = np.ones((1, 3, 8, 8), "float32")
print(keras.layers.Conv2D(4, 3, data_format="channels_first")(images).shape)
"""


def test_channels_first_runs_after_the_lessons_were_imported():
    environment = {name: value for name, value in os.environ.items() if "ONEDNN" not in name}
    done = subprocess.run(
        [sys.executable, "-c", CONVOLUTION], capture_output=True, text=True, env=environment
    )
    assert done.stdout.strip() == "(1, 4, 6, 6)", done.stderr[-2000:]


def test_a_choice_of_the_user_stays():
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "0"}
    script = "import os, resnet_lessons; print(os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stdout.strip() == "0"
