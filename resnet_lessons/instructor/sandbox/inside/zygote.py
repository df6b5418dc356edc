"""The warm parent: loads TensorFlow once, then makes a child for each job. `python -m` this.

It never runs a student's code, nor, unless it is a practised one (`practice`), any operation: a process
that has run one cannot be forked safely. Jobs come over a control socket, each with a socket to answer
through.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys

from . import confinement, refused_calls


def main(control, options):
    """Serves jobs until the other side closes the control socket.

    Args:
        control: descriptor of the control socket.
        options: dict: "user" to become, "isolated" (separate namespaces for each child), "once" (serve
            one job in this process), "practised" (see `practice`), "seconds" and "megabytes" allowed to
            each child.
    """
    if options["user"]:
        confinement.become(options["user"])
    confinement.give_up_privileges()
    control = socket.socket(fileno=control)
    from . import preloaded

    preloaded.load(options["practised"])
    if not options["once"]:
        confinement.hide()
    control.send(json.dumps({"ready": True}).encode())
    if options["once"]:
        _serve_here(control, preloaded, options)
    else:
        _Parent(control, preloaded, options).serve()


def _serve_here(control, preloaded, options):
    message, descriptors, *_ = socket.recv_fds(control, 4096, 1)
    confinement.stay_on(json.loads(message)["core"])
    _confine(descriptors[0], options, isolated=False)
    preloaded.serve(socket.socket(fileno=descriptors[0]))


class _Parent:
    def __init__(self, control, preloaded, options):
        self.control, self.preloaded, self.options = control, preloaded, options
        self.jobs = {}
        self.woken, waker = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(self.woken, False)
        signal.set_wakeup_fd(waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self):
        while True:
            ready, _, _ = select.select([self.control, self.woken], [], [])
            if self.woken in ready:
                os.read(self.woken, 4096)
                self._reap()
            if self.control in ready and not self._obey():
                return

    def _obey(self):
        message, descriptors, *_ = socket.recv_fds(self.control, 4096, 1)
        if not message:
            return False
        order = json.loads(message)
        if "start" in order:
            self.jobs[self._fork(descriptors[0], order["core"])] = order["start"]
            os.close(descriptors[0])
        else:
            for process, job in self.jobs.items():
                if job == order["kill"]:
                    os.kill(process, signal.SIGTERM)
        return True

    def _reap(self):
        while self.jobs:
            process, status, used = os.wait4(-1, os.WNOHANG)
            if not process:
                return
            job = self.jobs.pop(process, None)
            if job is not None:
                status = os.waitstatus_to_exitcode(status)
                # Of the guard and of the child that it waited for, by the kernel's own account.
                seconds = used.ru_utime + used.ru_stime
                told = {"ended": job, "status": status, "processor_seconds": seconds}
                self.control.send(json.dumps(told).encode())

    def _fork(self, connection, core):
        process = os.fork()
        if process:
            return process
        signal.set_wakeup_fd(-1)
        status = 99
        try:
            confinement.stay_on(core)
            status = self._guard(connection)
        finally:
            os._exit(status)

    def _guard(self, connection):
        """Between the warm parent and the child: makes its namespaces, waits, ends it when told."""
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        self.control.close()
        # A signal to the sender's group crosses the namespaces of processes: so no child is in the
        # group of its guard or of the warm parent.
        os.setsid()
        isolated = self.options["isolated"]
        if isolated:
            confinement.isolate_namespaces()
        child = os.fork()
        if not child:
            status = 98
            try:
                os.setsid()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _confine(connection, self.options, isolated)
                self.preloaded.serve(socket.socket(fileno=connection))
                status = 0
            finally:
                os._exit(status)
        os.close(connection)
        signal.signal(signal.SIGTERM, lambda *_: _end(child))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        _, status = os.waitpid(child, 0)
        status = os.waitstatus_to_exitcode(status)
        # A status of its own does not look like a signal.
        return min(status, 127) if status >= 0 else 128 - status


def _end(child):
    # It may have ended by itself.
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _confine(connection, options, isolated):
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    confinement.limit(options["seconds"], options["megabytes"], isolated)
    if isolated:
        confinement.isolate_files()
    confinement.only(connection)
    confinement.give_up_privileges()
    if refused_calls.is_known():
        confinement.forbid_calls()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
