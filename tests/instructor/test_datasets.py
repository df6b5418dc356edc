import gzip
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.instructor import datasets

ORIGINAL = Path("/usr/share/datasets/fashion-mnist")


def write_idx(path, array):
    header = bytes([0, 0, 0x08, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(header + array.tobytes()))


@pytest.fixture
def small_source(tmp_path, monkeypatch):
    """Three classes of 20 training and 10 test images; an image's pixels all hold its index."""
    monkeypatch.setattr(datasets, "TRAIN_IMAGES_PER_CLASS", 5)
    monkeypatch.setattr(datasets, "TEST_IMAGES_PER_CLASS", 2)
    for prefix, count in [("train", 60), ("t10k", 30)]:
        index = np.arange(count, dtype=np.uint8)
        images = np.broadcast_to(index[:, None, None], (count, 28, 28))
        write_idx(tmp_path / f"{prefix}-images-idx3-ubyte.gz", images)
        write_idx(tmp_path / f"{prefix}-labels-idx1-ubyte.gz", index % 3)
    return tmp_path


def test_subset_is_stratified_and_keeps_every_image_with_its_label(small_source):
    arrays = datasets.subset(small_source)
    assert arrays["train_images"].shape == (15, 28, 28, 1)
    assert arrays["test_images"].shape == (6, 28, 28, 1)
    for part, per_class in [("train", 5), ("test", 2)]:
        index = arrays[f"{part}_images"][:, 0, 0, 0]
        assert np.bincount(arrays[f"{part}_labels"]).tolist() == [per_class] * 3
        assert (arrays[f"{part}_labels"] == index % 3).all()
        assert (np.diff(index.astype(int)) > 0).all(), "in the source's order, none twice"


def test_two_runs_write_the_same_bytes(small_source, tmp_path, capsys):
    for name in ("first.npz", "second.npz"):
        datasets.main([str(small_source), "--out", str(tmp_path / name)])
    first, second = (tmp_path / name for name in ("first.npz", "second.npz"))
    assert first.read_bytes() == second.read_bytes()
    assert f"first.npz: {first.stat().st_size:,} bytes" in capsys.readouterr().out


def test_choose_refuses_a_class_that_is_too_small():
    with pytest.raises(ValueError, match="larger sample than population"):
        datasets.choose(np.array([0, 0, 1]), 2, np.random.default_rng(0))


@pytest.mark.parametrize(
    "content",
    [b"", b"PNG!", bytes([0, 0, 0x0D, 1, 0, 0, 0, 1]) + bytes(4), bytes([0, 0, 8, 1, 0, 0, 0, 9])],
)
def test_read_idx_refuses_what_is_no_idx_file_of_bytes(content, tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(ValueError):
        datasets.read_idx(path)


@pytest.mark.skipif(not ORIGINAL.is_dir(), reason="dataset-fashion-mnist is not installed")
def test_the_shipped_file_can_be_made_again():
    made = datasets.subset(ORIGINAL)
    with np.load(datasets.SHIPPED_FILE) as shipped:
        assert set(shipped) == set(made)
        for name, array in made.items():
            assert shipped[name].dtype == array.dtype == np.uint8
            np.testing.assert_array_equal(shipped[name], array)
