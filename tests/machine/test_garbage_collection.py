"""Nothing is looked for while modules are loaded; afterwards all is as before."""

import gc

import pytest

from resnet_lessons.machine.garbage_collection import not_collected


@pytest.fixture(autouse=True)
def as_before():
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


@pytest.mark.parametrize("was_enabled", [True, False])
@pytest.mark.parametrize("error", [None, ImportError])
def test_it_is_as_it_was_whatever_happens(was_enabled, error):
    (gc.enable if was_enabled else gc.disable)()
    try:
        with not_collected():
            assert not gc.isenabled()
            if error:
                raise error
    except ImportError:
        pass
    assert gc.isenabled() == was_enabled


def test_what_was_loaded_is_not_looked_through_again():
    with not_collected():
        loaded = [[]]
    assert gc.is_tracked(loaded)
    assert not any(each is loaded for each in gc.get_objects())
