"""Messages that come in another thread are answered in the main one, and can be interrupted."""

import asyncio
import os
import signal
import threading
import time

import pytest

from resnet_lessons.machine.main_thread import MainThread


def from_another_thread(function, *arguments):
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    thread.join()


def in_a_kernel(body):
    """Runs a coroutine with a `MainThread` that was made in it."""

    async def cell():
        await body(MainThread())

    asyncio.run(cell())


def test_without_a_kernel_it_is_called_at_once():
    seen = []
    MainThread().call(seen.append, 1)
    from_another_thread(MainThread().call, seen.append, 2)
    assert seen == [1, 2]


def test_in_the_main_thread_it_is_called_at_once():
    async def body(main_thread):
        seen = []
        main_thread.call(seen.append, 1)
        assert seen == [1]

    in_a_kernel(body)


def test_from_a_subshell_it_waits_for_the_main_thread_and_keeps_the_order():
    async def body(main_thread):
        seen = []

        def note(number):
            seen.append((number, threading.current_thread()))

        for number in (1, 2):
            from_another_thread(main_thread.call, note, number)
        assert seen == []
        await asyncio.sleep(0.01)
        assert seen == [(1, threading.main_thread()), (2, threading.main_thread())]

    in_a_kernel(body)


@pytest.fixture
def interrupts_ignored():
    """As the kernel does between cells."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts_ignored")
@pytest.mark.parametrize("catches", [True, False])
def test_an_interrupt_ends_it_and_not_the_kernel(catches):
    async def body(main_thread):
        seen = []

        def long_work():
            try:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(5)
                seen.append("slept")
            except KeyboardInterrupt:
                seen.append("stopped")
                if not catches:
                    raise

        from_another_thread(main_thread.call, long_work)
        await asyncio.sleep(0.01)
        assert seen == ["stopped"]
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN

    in_a_kernel(body)


def test_once_the_loop_is_closed_it_is_called_at_once():
    seen, kept = [], []

    async def body(main_thread):
        kept.append(main_thread)

    in_a_kernel(body)
    from_another_thread(kept[0].call, seen.append, 1)
    assert seen == [1]
