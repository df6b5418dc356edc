"""Both data formats run on a processor without the newest instructions."""

import os
import subprocess
import sys

import pytest

from tests.support.soak import some

CONVOLUTION = """
import resnet_lessons, keras, numpy as np
images = np.ones((1, 3, 8, 8), "float32")
print(keras.layers.Conv2D(4, 3, data_format="channels_first")(images).shape)
"""


# Shapes at which a single thread of oneDNN writes past its memory in TensorFlow 2.21.
GRADIENTS = """
import tensorflow as tf
for channels in (2, 3, 4):
    for filters in (3, 4):
        images, kernel = tf.ones((4, 6, 6, channels)), tf.ones((1, 1, channels, filters))
        for _ in range(20):
            with tf.GradientTape() as tape:
                tape.watch((images, kernel))
                outputs = tf.nn.conv2d(images, kernel, 2, "VALID")
            tape.gradient(outputs, (images, kernel))
"""
_THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_ENABLE_ONEDNN_OPTS")


@pytest.mark.process
@pytest.mark.parametrize(
    "before",
    some(["os.sched_setaffinity(0, {0})", "os.environ['TF_NUM_INTRAOP_THREADS'] = '1'"], 2),
)
def test_gradients_are_computed_where_there_is_one_core_or_one_thread(before):
    environment = {name: value for name, value in os.environ.items() if name not in _THREADS}
    script = f"import os; {before}; import resnet_lessons\n{GRADIENTS}\nprint('done')"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stdout.strip() == "done", done.stderr[-2000:]


@pytest.mark.process
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
