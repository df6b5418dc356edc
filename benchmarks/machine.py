"""What was measured on: processor, memory, graphics card, versions, and how busy it was."""

import datetime
import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

PACKAGES = ("tensorflow", "keras", "numpy", "matplotlib", "jax", "torch")


def described():
    """What this machine is, and how busy.

    Returns:
        dict of processor, cores, memory in GB, load average of the last minute, date (UTC), commit,
        versions, and graphics card with its driver or None
    """
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": _output("git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if _is_linux() else os.cpu_count(),
        "memory_gb": _memory(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version for name in PACKAGES if (version := _version(name))},
        "backend": os.environ.get("KERAS_BACKEND", "tensorflow"),
        "card": _output("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"),
    }


def in_words(machines):
    """A line on each machine, for people.

    Args:
        machines: as from `described`, one for each section.
    """
    loads = {}
    for machine in machines:
        memory = f", {machine['memory_gb']} GB" if machine["memory_gb"] else ""
        card = f", {machine['card']}" if machine["card"] else ""
        when = f"; {machine['date'][:10]}" if machine["date"] else ""
        words = f"{machine['processor']}, {machine['cores']} cores{memory}{card}{when}"
        loads.setdefault(words, []).append(machine["load"])
    return "\n".join(words + _busy(found) for words, found in loads.items())


def _busy(loads):
    known = [load for load in loads if load is not None]
    return f"; load {min(known)} to {max(known)} when a section began" if known else ""


def _version(package):
    """Of an installed package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _is_linux():
    return hasattr(os, "sched_getaffinity")


def _processor():
    path = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", path.read_text()) if path.exists() else None
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def _memory():
    """Gigabytes, or None where the system does not say."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def _output(*command):
    """The first line that a program writes, or None where it is not there or fails."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip().partition("\n")[0] or None if done.returncode == 0 else None
