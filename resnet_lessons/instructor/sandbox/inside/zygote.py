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
import tempfile

from . import confinement, huge_pages, leftovers, refused_calls


def main(control, options):
    """Serves jobs until the other side closes the control socket.

    Args:
        control: descriptor of the control socket.
        options: dict: "user" to become, "isolated" (separate namespaces for each child), "once" (serve
            one job in this process), "practised" (see `practice`), "seconds" and "megabytes" allowed to
            each child. Or in place of namespaces "apart": {"folders" to tidy up, "scratch"}, where each
            child is the user that comes with its job; this process stays root then.
    """
    if options["user"]:
        confinement.become(options["user"])
    if options["apart"]:
        os.makedirs(options["apart"]["scratch"], 0o711, exist_ok=True)
    else:
        confinement.give_up_privileges()
    control = socket.socket(fileno=control)
    from . import preloaded

    preloaded.load(options["practised"])
    if not options["once"]:
        # Before it is hidden: then it may not even read its own maps.
        huge_pages.use()
        confinement.hide()
    control.send(json.dumps({"ready": True}).encode())
    if options["once"]:
        _serve_here(control, preloaded, options)
    else:
        _Parent(control, preloaded, options).serve()


def _serve_here(control, preloaded, options):
    message, descriptors, *_ = socket.recv_fds(control, 4096, 1)
    order = json.loads(message)
    confinement.stay_on(order["core"])
    if order["user"]:
        _make_place(order["user"], options["apart"]["scratch"])
    _confine(descriptors[0], options, False, order["user"], os.getppid())
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
            self.jobs[self._fork(descriptors[0], order)] = order["start"]
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

    def _fork(self, connection, order):
        parent, process = os.getpid(), os.fork()
        if process:
            return process
        signal.set_wakeup_fd(-1)
        status = 99
        try:
            confinement.stay_on(order["core"])
            if order["user"]:
                confinement.end_with(parent)
            status = self._guard(connection, order["user"])
        finally:
            os._exit(status)

    def _guard(self, connection, user):
        """Between the warm parent and the child: makes its namespaces, or a place for its user; waits,
        ends it when told, and removes what it left."""
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        self.control.close()
        # A signal to the sender's group crosses the namespaces of processes: so no child is in the
        # group of its guard or of the warm parent.
        os.setsid()
        isolated = self.options["isolated"]
        if isolated:
            confinement.isolate_namespaces()
        if user:
            _make_place(user, self.options["apart"]["scratch"])
        guard, child = os.getpid(), os.fork()
        if not child:
            status = 98
            try:
                os.setsid()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _confine(connection, self.options, isolated, user, guard)
                self.preloaded.serve(socket.socket(fileno=connection))
                status = 0
            finally:
                os._exit(status)
        os.close(connection)
        signal.signal(signal.SIGTERM, lambda *_: _end(child))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        _, status = os.waitpid(child, 0)
        if user:
            apart = self.options["apart"]
            leftovers.remove([user], [*apart["folders"], apart["scratch"]])
        status = os.waitstatus_to_exitcode(status)
        # A status of its own does not look like a signal.
        return min(status, 127) if status >= 0 else 128 - status


def _end(child):
    # It may have ended by itself.
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _make_place(user, scratch):
    """A folder in which alone the child of a user is meant to write; its guard works there."""
    place = os.path.join(scratch, str(user))
    os.mkdir(place, 0o700)
    os.chown(place, user, user)
    os.chdir(place)
    os.environ |= {"HOME": place, "TMPDIR": place}
    # The warm parent may have asked where it was, for itself.
    tempfile.tempdir = None


def _confine(connection, options, isolated, user, guard):
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if user:
        confinement.become(user)
        # Whoever becomes another user loses it, so it comes after.
        confinement.end_with(guard)
    is_counted = bool(user) or (isolated and confinement.counts_threads_apart())
    confinement.limit(options["seconds"], options["megabytes"], is_counted)
    if isolated:
        confinement.isolate_files()
    confinement.only(connection)
    confinement.give_up_privileges()
    # Without it a user of its own is not confined: `forbid_calls` raises then.
    if user or refused_calls.is_known():
        confinement.forbid_calls()


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
