"""Judges jobs on the workers of a Dask cluster, which have shown before that they judge as this machine does.

What decides stays here: ledger, secret, names. A worker gets a job's bytes and passes them to a process of
ours (`hiring.py`, `hired.py`), so that no student's code is ever in the worker itself.
"""

import contextlib
import ipaddress
import json
import logging
import os
import socket
import time
from dataclasses import asdict
from urllib.parse import urlsplit

from resnet_lessons.instructor.grading.machines import hiring, proof
from resnet_lessons.instructor.grading.machines.errands import ClusterLost, Errands
from resnet_lessons.instructor.grading.stored.own_folder import own_folder

LOCAL = "local:"
_SECONDS_TO_CONNECT = 30
_SECONDS_FOR_WORKERS = 120
_SECONDS_TO_PROVE = 400
_SECONDS_FOR_A_RESULT = 60
_SECONDS_BETWEEN_QUESTIONS = 1
# A job keeps to its budgets: so many limits of a cell in both runs, and some minutes for the lessons' own
# answers and for a box that starts anew. Who is later is taken for lost, and before for slow.
_LIMITS, _BESIDE = 12, 120
_PATIENCE, _SILENCE = 3, 6
_INSTALL = "pip install 'resnet-lessons[cluster,grading]'"


class ClusterRefused(Exception):
    """This cluster cannot grade this class; says why and what to do."""


class Cluster:
    """Workers elsewhere. A context manager.

    Args:
        address: of the scheduler, "tls://host:8786", or "local:N" for N workers on this machine, with
            certificates that last as long as they do.
        limits: `Limits` of each submission.

    Raises:
        ClusterRefused: on entering, when what travels could be read on its way, when nobody answers,
            or when a worker is not as this machine.
    """

    def __init__(self, address, limits):
        self._address = address
        self._overdue = _BESIDE + _LIMITS * limits.seconds
        terms = {
            "limits": asdict(limits),
            "proof": proof.proof(),
            "patience": _PATIENCE * self._overdue,
        }
        self._terms = json.dumps(terms).encode("ascii")
        self._proof = terms["proof"]
        self._workers, self._asked = [], float("-inf")

    def __enter__(self):
        with contextlib.ExitStack() as undo:
            self._client = _connected(self._address, undo)
            self._assert_proven()
            self._undo = undo.pop_all()
        self._errands = Errands(self, self._overdue, _SILENCE * self._overdue)
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.stop()
        self._undo.close()

    def judged(self, jobs):
        """Has jobs done; see `Threads.judged`."""
        return self._errands.judged(jobs)

    def stop(self):
        """Calls back what is on its way."""
        with contextlib.suppress(Exception):
            self._errands.stop()

    def workers(self):
        """The addresses of the workers, once for each of their threads, as they were a moment ago."""
        self._assert_connected()
        if time.monotonic() - self._asked > _SECONDS_BETWEEN_QUESTIONS:
            threads = self._client.nthreads()
            for address in threads.keys() - set(self._workers):
                refuse_readable(address)
            self._workers = [each for each, count in threads.items() for _ in range(count)]
            self._asked = time.monotonic()
        return self._workers

    def send(self, job, avoided=()):
        """Has a job judged by any worker that is not to be avoided; see `Errands`."""
        self._assert_connected()
        chosen = [each for each in self.workers() if each not in avoided] if avoided else None
        return self._sent(job, chosen)

    def _sent(self, job, workers):
        return _Sent(
            self._client.submit(
                hiring.judged,
                job,
                self._terms,
                # A job that is sent twice is done twice.
                key=f"resnet-lessons-{os.urandom(8).hex()}",
                pure=False,
                workers=workers,
            )
        )

    def _assert_connected(self):
        if self._client.status != "running":
            raise ClusterLost(
                f"The scheduler at {self._address} is gone. What was graded is kept: run the same "
                "command again to go on."
            )

    def _assert_proven(self):
        """Each worker shows that it decides as this machine does, and that its sandbox holds."""
        with contextlib.suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=_SECONDS_FOR_WORKERS)
        addresses = sorted(set(self.workers()))
        if not addresses:
            raise ClusterRefused(f"The cluster at {self._address} has no worker.")
        sent = {address: self._sent(b"", [address]) for address in addresses}
        faults = [self._fault(address, copy) for address, copy in sent.items()]
        if faults := list(filter(None, faults)):
            raise ClusterRefused("\n".join(faults))

    def _fault(self, address, copy):
        """In what a worker is not as it should be, in a sentence; "" if it is."""
        who, outcome = f"The worker {address}", copy.outcome(_SECONDS_TO_PROVE)
        if isinstance(outcome, BaseException):
            version = self._proof.get("resnet-lessons", "")
            return (
                f"{who} cannot run this version of the grader ({type(outcome).__name__}): in its "
                f"Python, {_INSTALL}, version {version}."
            )
        told = json.loads(outcome)
        if "proof" in told:
            return proof.difference(self._proof, told["proof"], who)
        return f"{who} cannot grade: {told.get('refused') or told.get('lost')}"


class _Sent:
    """What was sent and is to come back; see `Errands`."""

    def __init__(self, future):
        self._future = future

    def add_done_callback(self, function):
        self._future.add_done_callback(lambda _: function(self))

    def outcome(self, seconds=_SECONDS_FOR_A_RESULT):
        try:
            return self._future.result(timeout=seconds)
        except Exception as error:
            return error

    def cancel(self):
        with contextlib.suppress(Exception):
            self._future.cancel()


def refuse_readable(address):
    """Refuses an address at which what travels could be read: answers, marks, and hidden settings' seeds.

    Raises:
        ClusterRefused
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        return
    if parts.scheme != "tcp":
        raise ClusterRefused(f"{address} is no address of a cluster, such as tls://host:8786.")
    if not _is_loopback(parts.hostname or ""):
        raise ClusterRefused(
            f"What students wrote, their marks and the seeds of the hidden settings would travel "
            f"unencrypted to {address}. Start scheduler and workers with TLS (docs/how_to/clusters.md shows "
            f"how), and name the scheduler as tls://{parts.netloc}."
        )


def _is_loopback(host):
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(each.partition("%")[0]).is_loopback for each in found)


def _connected(address, undo):
    """A Dask client, closed with what it needs when `undo` is."""
    if not address.startswith(LOCAL):
        refuse_readable(address)
    try:
        import distributed
    except ImportError as error:
        raise ClusterRefused(
            f"--cluster needs {error.name}, which is not installed: {_INSTALL}."
        ) from None
    # Workers come and go; what that means for a class is told in our own words.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address.startswith(LOCAL):
        cluster = undo.enter_context(_local(int(address.removeprefix(LOCAL)), undo))
        address, security = cluster.scheduler_address, cluster.security
    else:
        security = distributed.Security()
    try:
        client = distributed.Client(
            address,
            security=security,
            timeout=_SECONDS_TO_CONNECT,
            set_as_default=False,
            # Results are bytes: nothing that would be run when it is read.
            serializers=["dask", "msgpack"],
            deserializers=["dask", "msgpack"],
        )
    except Exception as error:
        raise ClusterRefused(
            f"No scheduler can be reached at {address} ({type(error).__name__}). Does it run, and does "
            "Dask's configuration here name the certificates that it knows? See docs/how_to/clusters.md."
        ) from None
    return undo.enter_context(client)


def _local(count, undo):
    """Workers on this machine, which other users of it can neither read nor join."""
    import distributed

    return distributed.LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=distributed.Security.temporary(),
        dashboard_address=None,
        memory_limit=None,
        local_directory=str(undo.enter_context(own_folder())),
        silence_logs=logging.CRITICAL,
    )
