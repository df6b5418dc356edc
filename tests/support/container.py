"""A container as platforms start it, for tests: a root of its own, root in it, no namespaces of users.

What it has of this machine is Python, its packages and the system's programs. The rights of its root are
those that Docker gives by default, so nothing can be mounted in it; and since its root is a changed one,
the kernel refuses every namespace of users.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_RIGHTS = (
    "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot "
    "mknod audit_write setfcap"
)
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_SCRIPT = """\
set -e
root=$1; shift
mount --make-rprivate /
bind() {
    if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")"; touch "$root$2"; fi
    mount --bind "$1" "$root$2"
    [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
}
while [ "$1" != -- ]; do bind "$1" "$2" "$3"; shift 3; done
shift
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
exec setpriv --bounding-set=-all,RIGHTS chroot "$root" "$@"
""".replace("RIGHTS", ",".join(f"+{each}" for each in _RIGHTS.split()))
_VENV = "/opt/packages"
PYTHON = f"{_VENV}/bin/python"


def why_none():
    """Why no container can be made here, "" if one can."""
    if not sys.platform.startswith("linux") or os.getuid() != 0:
        return "a container is made by root, on Linux"
    if missing := [name for name in ("unshare", "setpriv", "chroot") if not shutil.which(name)]:
        return f"{missing[0]} is not installed"
    tried = subprocess.run(
        ["unshare", *_NAMESPACES, "mount", "--make-rprivate", "/"], capture_output=True, text=True
    )
    return tried.stderr.strip()


_NAMESPACES = ("--mount", "--pid", "--ipc", "--uts", "--net", "--fork", "--kill-child")
needs_container = pytest.mark.skipif(
    why_none() != "", reason=f"no container can be made here: {why_none()}"
)


@dataclass(frozen=True)
class Container:
    """A root on this disk; what is written there stays from one command to the next.

    Args:
        root: the folder.
        shown: (path outside, path inside, "ro" or "rw") of what else it shows.
    """

    root: Path
    shown: tuple[tuple[str, str, str], ...] = field(default=())

    def __post_init__(self):
        for name in ("proc", "dev", "etc", "root"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o755)
        (self.root / "root").chmod(0o755)
        for name in ("tmp", "var/tmp", "run/lock"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
            (self.root / name).chmod(0o1777)
        for name in ("bin", "sbin", "lib", "lib64"):
            if os.path.islink(f"/{name}") and not (self.root / name).is_symlink():
                (self.root / name).symlink_to(os.readlink(f"/{name}"))
        (self.root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (self.root / "etc/group").write_text("root:x:0:\n")
        self._add_python()

    def _add_python(self):
        venv = self.root / _VENV[1:]
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        base = Path(sys.base_prefix).resolve()
        (venv / "pyvenv.cfg").write_text(
            f"home = {base}/bin\ninclude-system-site-packages = false\n"
        )
        python = venv / "bin" / "python"
        if not python.is_symlink():
            python.symlink_to(base / "bin" / f"python3.{sys.version_info.minor}")

    def run(self, *command, environment=None, seconds=600):
        """Runs a command as its root; returns the `CompletedProcess`, with what it printed as text."""
        packages = Path(sysconfig.get_path("purelib")).resolve()
        inside = f"{_VENV}/lib/python3.{sys.version_info.minor}/site-packages"
        base = str(Path(sys.base_prefix).resolve())
        shown = [("/usr", "/usr", "ro"), (str(packages), inside, "ro"), *self.shown]
        shown += [] if base.startswith("/usr") else [(base, base, "ro")]
        shown += [(f"/dev/{name}", f"/dev/{name}", "rw") for name in _DEVICES]
        shown += [
            (f"/etc/{name}", f"/etc/{name}", "ro")
            for name in ("ld.so.cache", "alternatives")
            if os.path.exists(f"/etc/{name}")
        ]
        arguments = [word for each in shown for word in each]
        script = ["sh", "-c", _SCRIPT, "sh", str(self.root), *arguments, "--"]
        return subprocess.run(
            ["unshare", *_NAMESPACES, *script, *map(str, command)],
            env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"} | (environment or {}),
            capture_output=True,
            text=True,
            timeout=seconds,
        )
