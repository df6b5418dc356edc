"""Kept results: found again, and computed again whenever the file cannot be trusted."""

import multiprocessing
import os
import zipfile

import keras
import numpy as np
import pytest
from keras import layers

from resnet_lessons.experiments import array_cache as module
from resnet_lessons.experiments.array_cache import kept
from tests.support.kept_writer import writes


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(module.FOLDER_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(module, "_in_memory", {})
    return tmp_path / "cache"


class Sweep:
    """Counts how often it is computed."""

    def __init__(self, **arrays):
        self.runs, self.arrays = 0, arrays or {"values": np.arange(6.0).reshape(2, 3)}

    def __call__(self):
        self.runs += 1
        return self.arrays


def test_a_result_is_computed_once_and_comes_back_as_it_was(folder):
    sweep = Sweep(
        losses=np.array([1.5, np.nan], "float16"), done=True, name="a block", none=np.zeros((0, 3))
    )
    first, again = kept("sweep", [1], sweep), kept("sweep", [1], sweep)
    assert sweep.runs == 1
    for key, value in sweep.arrays.items():
        for found in (first[key], again[key]):
            np.testing.assert_array_equal(found, value)
            assert found.dtype == np.asarray(value).dtype
            assert not found.flags.writeable
    assert [path.name[:6] for path in folder.iterdir()] == ["sweep-"]


DIFFERENT = [
    [1],
    [1.0],
    [True],
    ["1"],
    [b"1"],
    [None],
    [1, 1],
    [[1], 1],
    [[1, 1]],
    ["ab", "c"],
    ["a", "bc"],
    [np.array([1, 2], "int32")],
    [np.array([1, 2], "int64")],
    [np.array([[1, 2]], "int64")],
    [np.array([1.0, 2.0])],
    [np.array([1.0, 2.0], ">f8")],
]


def test_different_ingredients_never_share_a_result():
    for number, ingredients in enumerate(DIFFERENT):
        kept("sweep", ingredients, lambda number=number: {"number": number})
    for number, ingredients in enumerate(DIFFERENT):
        assert kept("sweep", ingredients, Sweep())["number"] == number
    assert kept("another", [1], Sweep()).keys() == {"values"}


def test_equal_ingredients_share_one():
    image = np.arange(12.0).reshape(3, 4)
    kept("sweep", [image.T, (1, "a")], Sweep())
    again = Sweep()
    kept("sweep", (np.ascontiguousarray(image.T), [np.int64(1), np.str_("a")]), again)
    assert again.runs == 0


def network(weight=1.0, activation=None, layer=layers.ReLU):
    inputs = keras.Input((2,))
    outputs = layer()(layers.Dense(2, activation=activation, kernel_initializer="ones")(inputs))
    model = keras.Model(inputs, outputs, name="network")
    model.layers[1].kernel.assign(weight * np.ones((2, 2)))
    for number, layer in enumerate(model.layers):
        layer.name = f"layer{number}"
    return model


def test_a_model_counts_by_its_weights_and_by_what_it_computes():
    kept("sweep", [network()], Sweep())
    for other, runs in (
        (network(), 0),
        (network(2.0), 1),
        (network(activation="tanh"), 1),
        (network(layer=layers.Softmax), 1),
    ):
        sweep = Sweep()
        kept("sweep", [other], sweep)
        assert sweep.runs == runs


class Own(layers.Layer):
    def call(self, inputs):
        return inputs


class Undescribed:
    """A regularizer without a configuration."""

    def __call__(self, weights):
        return 0.0


def relu(x):
    """Bears the name of one of Keras' own."""
    return 2 * x


def regularized():
    inputs = keras.Input((2,))
    return keras.Model(inputs, layers.Dense(2, kernel_regularizer=Undescribed())(inputs))


@pytest.mark.parametrize(
    "model",
    [
        lambda: network(layer=Own),
        regularized,
        lambda: network(layer=lambda: layers.Lambda(lambda x: x)),
        lambda: network(activation=relu),
    ],
    ids=["own layer", "without configuration", "lambda", "own activation"],
)
def test_a_model_whose_configuration_leaves_something_open_is_computed_each_time(model, folder):
    sweep, model = Sweep(), model()
    for _ in range(2):
        np.testing.assert_array_equal(
            kept("sweep", [model], sweep)["values"], [[0, 1, 2], [3, 4, 5]]
        )
    assert sweep.runs == 2
    assert not folder.exists()


def test_changed_programs_compute_again(monkeypatch):
    kept("sweep", [1], Sweep())
    monkeypatch.setattr(module, "_programs", lambda: b"another")
    sweep = Sweep()
    kept("sweep", [1], sweep)
    assert sweep.runs == 1


def test_what_cannot_be_kept_is_an_error(folder):
    with pytest.raises(TypeError, match="by object"):
        kept("sweep", [object()], Sweep())
    with pytest.raises(TypeError, match="by ndarray"):
        kept("sweep", [np.array([object()])], Sweep())
    with pytest.raises(TypeError, match="Python objects"):
        kept("sweep", [1], Sweep(values=np.array([{}])))
    assert not folder.exists()


def test_an_error_of_the_computation_is_its_own():
    with pytest.raises(ZeroDivisionError):
        kept("sweep", [1], lambda: {"x": 1 / 0})


def empty(path):
    path.write_bytes(b"")


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def one_bit(path):
    data = bytearray(path.read_bytes())
    data[data.index(b"values.npy") + 60] ^= 1
    path.write_bytes(data)


def pickled(path):
    np.savez(path, values=np.array([{"a": 1}], object))


def a_single_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def a_folder(path):
    path.unlink()
    path.mkdir()


def no_arrays(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("values.npy", b"\x93NUMPY\x01\x00")


@pytest.mark.parametrize(
    "damage", [empty, cut, one_bit, pickled, a_single_array, a_folder, no_arrays]
)
def test_a_damaged_file_is_computed_again(folder, damage):
    kept("sweep", [1], Sweep())
    (path,) = folder.iterdir()
    damage(path)
    sweep = Sweep()
    np.testing.assert_array_equal(kept("sweep", [1], sweep)["values"], [[0, 1, 2], [3, 4, 5]])
    kept("sweep", [1], sweep)
    assert sweep.runs == 1
    assert [name.name for name in folder.iterdir()] == [path.name]


@pytest.fixture
def unwritable(folder):
    """A folder that nobody can write, root included: a file stands in its way."""
    folder.write_text("a file")


def test_without_a_folder_results_live_in_memory(unwritable):
    sweep = Sweep()
    assert kept("sweep", [1], sweep)["values"] is kept("sweep", [1], sweep)["values"]
    assert sweep.runs == 1


def test_memory_is_bounded_too(unwritable, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 100)
    sweep = Sweep()
    for ingredient in (1, 2, 3, 3, 1):
        kept("sweep", [ingredient], sweep)
    assert sweep.runs == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(folder):
    folder.mkdir(mode=0o500)
    sweep = Sweep()
    for _ in range(2):
        kept("sweep", [1], sweep)
    assert sweep.runs == 1


def test_a_full_disk_leaves_nothing_half_written(folder, monkeypatch):
    def full(file, **arrays):
        file.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.np, "savez_compressed", full)
    sweep = Sweep()
    for _ in range(2):
        kept("sweep", [1], sweep)
    assert sweep.runs == 1
    assert list(folder.iterdir()) == []


def test_the_longest_unused_go_first_and_other_files_stay(folder, monkeypatch):
    noise = np.random.default_rng(0).integers(0, 256, 1000, "uint8")
    monkeypatch.setattr(module, "LIMIT", 2800)
    for number in (1, 2):
        kept("sweep", [number], Sweep(noise=noise))
    other = folder / "mine.npz"
    other.write_bytes(bytes(10_000))
    half = folder / "left.kept.part"
    half.write_bytes(bytes(500))
    ages = {path: age for age, path in enumerate(sorted(folder.iterdir(), key=os.path.getctime))}
    for path, age in ages.items():
        os.utime(path, (10**9 + age, 10**9 + age))
    os.utime(half, (10, 10))
    kept("sweep", [1], Sweep(noise=noise))
    kept("sweep", [3], Sweep(noise=noise))
    assert other.exists()
    assert not half.exists()
    for number, runs in ((1, 0), (3, 0), (2, 1)):
        sweep = Sweep(noise=noise)
        kept("sweep", [number], sweep)
        assert sweep.runs == runs


def test_two_processes_at_once(folder):
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        done = pool.starmap_async(writes, [(str(folder),)] * 2)
        assert done.get(timeout=120) == [True, True]
    assert all(path.name.endswith(".kept.npz") for path in folder.iterdir())


def test_the_folder_is_the_users_cache(monkeypatch):
    import platformdirs

    monkeypatch.delenv(module.FOLDER_VARIABLE)
    assert module.folder() == platformdirs.user_cache_path("resnet-lessons")
