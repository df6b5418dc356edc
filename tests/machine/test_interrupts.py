"""■ is heeded when what is being done is done, or at once for whoever insists."""

import signal
import threading

import pytest

from resnet_lessons.machine.interrupts import heeded_afterwards


def press():
    signal.raise_signal(signal.SIGINT)


def test_what_is_being_done_comes_to_its_end_first():
    done, handler = [], signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), heeded_afterwards():
        press()
        done.append("the rest")
    assert done == ["the rest"]
    assert signal.getsignal(signal.SIGINT) is handler


def test_pressed_twice_it_is_heeded_at_once():
    done, handler = [], signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), heeded_afterwards():
        press()
        done.append("between")
        press()
        done.append("the rest")
    assert done == ["between"]
    assert signal.getsignal(signal.SIGINT) is handler


def test_unpressed_nothing_happens_and_an_error_passes():
    handler = signal.getsignal(signal.SIGINT)
    with heeded_afterwards():
        pass
    with pytest.raises(ZeroDivisionError), heeded_afterwards():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is handler


def test_in_another_thread_the_handler_stays():
    seen = []

    def look():
        with heeded_afterwards():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
