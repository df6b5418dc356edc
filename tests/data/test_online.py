"""The full sets: Keras' conventions become ours, and what goes wrong is said in plain words."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
import zlib

import numpy as np
import pytest

from resnet_lessons import data
from resnet_lessons.data import online
from tests.support.soak import some


def arrays_of(images):
    return [value for value in vars(images).values() if isinstance(value, np.ndarray)]


@pytest.fixture
def keras_returns(monkeypatch):
    """Makes `keras.datasets` return arrays, or raise an exception, in place of downloading."""
    import keras

    def use(name, outcome):
        def load_data():
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", load_data)

    return use


def test_download_of_fashion_mnist_has_the_same_conventions(keras_returns):
    images = np.arange(6 * 28 * 28, dtype=np.uint8).reshape(6, 28, 28)
    labels = np.arange(6, dtype=np.uint8)
    keras_returns("fashion_mnist", ((images, labels), (images[:2], labels[:2])))
    downloaded = data.download("fashion_mnist")
    assert downloaded.name == "Fashion-MNIST"
    assert downloaded.train_images.shape == (6, 28, 28, 1)
    assert downloaded.test_images.shape == (2, 28, 28, 1)
    np.testing.assert_array_equal(downloaded.train_images[..., 0], images)
    assert downloaded.train_labels.tolist() == [0, 1, 2, 3, 4, 5]
    assert downloaded.train_labels.dtype == np.int64
    assert downloaded.class_names == data.fashion_mnist().class_names
    assert not any(array.flags.writeable for array in arrays_of(downloaded))


@pytest.mark.parametrize("channels_first", [False, True])
def test_download_of_cifar10_is_channels_last_with_flat_labels(keras_returns, channels_first):
    images = np.arange(4 * 32 * 32 * 3).astype(np.uint8).reshape(4, 32, 32, 3)
    labels = np.array([[3], [8], [0], [9]], np.uint8)
    returned = images.transpose(0, 3, 1, 2) if channels_first else images
    keras_returns("cifar10", ((returned, labels), (returned[:1], labels[:1])))
    downloaded = data.download("cifar10")
    assert downloaded.name == "CIFAR-10"
    np.testing.assert_array_equal(downloaded.train_images, images)
    assert downloaded.train_labels.tolist() == [3, 8, 0, 9]
    assert downloaded.test_labels.shape == (1,)
    assert [downloaded.class_names[label] for label in (0, 3, 8)] == ["airplane", "cat", "ship"]
    assert not any(array.flags.writeable for array in arrays_of(downloaded))


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'imagenet'.*'fashion_mnist' and 'cifar10'"):
        data.download("imagenet")


@pytest.mark.parametrize(
    "raised",
    [
        Exception("URL fetch failure on https://a: None -- [Errno -2] Name or service not known"),
        ConnectionResetError("Connection reset by peer"),
        TimeoutError("The read operation timed out"),
        http.client.IncompleteRead(b""),
    ],
)
@pytest.mark.parametrize("name", ["fashion_mnist", "cifar10"])
def test_offline_says_what_was_tried_and_what_to_use_instead(keras_returns, name, raised):
    keras_returns(name, raised)
    with pytest.raises(data.DataUnavailable) as caught:
        data.download(name)
    message = str(caught.value)
    assert "no connection to the internet" in message
    assert online._FULL_SETS[name].address in message
    assert "rl.data.fashion_mnist()" in message
    assert str(raised).rpartition(" -- ")[2] in message
    assert "URL fetch failure" not in message


@pytest.mark.parametrize(
    "raised",
    [
        gzip.BadGzipFile("Not a gzipped file (b'<!')"),
        EOFError("Compressed file ended before the end-of-stream marker was reached"),
        zlib.error("Error -3 while decompressing data"),
        ValueError("Incomplete or corrupted file detected."),
    ],
)
def test_a_damaged_download_is_not_called_a_missing_connection(keras_returns, raised):
    keras_returns("fashion_mnist", raised)
    with pytest.raises(data.DataUnavailable, match="damaged") as caught:
        data.download("fashion_mnist")
    assert "no connection to the internet" not in str(caught.value)
    assert "Delete the folder" in str(caught.value)


def test_a_programming_error_is_not_called_a_missing_connection(keras_returns):
    keras_returns("cifar10", KeyError("load"))
    with pytest.raises(KeyError):
        data.download("cifar10")


@pytest.mark.parametrize("before", [None, 7.5])
def test_the_time_out_of_sockets_is_put_back(keras_returns, before):
    keras_returns("cifar10", ConnectionResetError())
    original = socket.getdefaulttimeout()
    socket.setdefaulttimeout(before)
    try:
        with pytest.raises(data.DataUnavailable):
            data.download("cifar10")
        assert socket.getdefaulttimeout() == before
    finally:
        socket.setdefaulttimeout(original)


def test_a_server_that_never_answers_is_given_up(tmp_path, monkeypatch):
    import keras

    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/file"
        begun = time.monotonic()
        with pytest.raises(Exception, match="timed out"), online.silence_ends(0.3):
            keras.utils.get_file("file", address, cache_dir=tmp_path)
        assert time.monotonic() - begun < 2


@pytest.mark.process
@pytest.mark.parametrize("name", some(["fashion_mnist", "cifar10"], 2))
def test_a_refused_connection_for_real(name, tmp_path):
    """Nobody listens at the proxy that Keras asks."""
    program = f"""
import sys
from resnet_lessons import data
try:
    data.download({name!r})
except data.DataUnavailable as error:
    print(error, file=sys.stderr)
"""
    closed = "http://127.0.0.1:9"
    environment = os.environ | {
        "KERAS_HOME": str(tmp_path),
        "https_proxy": closed,
        "HTTPS_PROXY": closed,
        "no_proxy": "",
        "NO_PROXY": "",
    }
    finished = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.stderr.count("no connection to the internet") == 1, finished.stderr
    assert finished.stderr.count("refused") == 1, finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_notebook_shows_the_message_and_no_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("from resnet_lessons.data import DataUnavailable")
    shell.run_cell("raise DataUnavailable('there seems to be no connection')")
    shown = capsys.readouterr().out
    assert shown.strip() == "there seems to be no connection"
