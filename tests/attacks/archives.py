"""Hostile zip archives: what a whole class is handed in as."""

import gzip
import io
import stat
import tarfile
import zipfile

from tests.attacks.attack import ABSENT, ANY, REFUSED, Attack, Entry, HostileCell, right, wrong
from tests.attacks.writing import notebook_bytes
from tests.instructor.grading.intake.archive_tools import zipped

_OUTCOMES = (*ANY[1:], "unreadable", REFUSED, ABSENT)
_ZIP = "submissions.zip"
_RIGHT = HostileCell(right("pre_activation"), "pre_activation")
_WRONG = HostileCell(wrong("pre_activation"), "pre_activation")
_NOTEBOOK = "02_block_structure.ipynb"


def _archive(name, tries, make, **expected):
    """An archive that `make` builds from the bytes of a wrong notebook."""
    expected = {"verdicts": _OUTCOMES} | expected
    entry = Entry(_ZIP, lambda: make(notebook_bytes(name, _WRONG), f"resnet_attack_{name}"))
    return Attack(name, tries, files=(entry,), archive=_ZIP, **expected)


def _honest():
    return f"honest/{_NOTEBOOK}", notebook_bytes("honest", _RIGHT)


def _with_mode(name, mode):
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, mode << 16
    return member


def _encrypted(notebook, _):
    content = bytearray(zipped((f"a/{_NOTEBOOK}", notebook)))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _damaged(notebook, _):
    content = bytearray(zipped((f"a/{_NOTEBOOK}", notebook)))
    content[200:220] = bytes(20)
    return bytes(content)


def _lying_size(notebook, _):
    content = bytearray(zipped((f"a/{_NOTEBOOK}", b" " * 10**8)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def _nested(notebook, _):
    content = zipped((_NOTEBOOK, notebook))
    for _ in range(60):
        content = zipped(("deeper.zip", content))
    return zipped(("a/work.zip", content))


def _large_outputs(notebook, size):
    before, after = notebook.split(b'"outputs": []', 1)
    return before + b'"outputs": ["' + b"x" * size + b'"]' + after


def _branching(notebook):
    content = zipped((_NOTEBOOK, notebook))
    for _ in range(3):
        content = zipped(*((f"{number}.zip", content) for number in range(10)))
    return content


def _long_tar_names():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("x" * 300))
    header = bytearray(file.getvalue()[:512])
    header[124:136] = b"77777777777\0"
    pax = bytearray(header)
    pax[156:157] = b"x"
    return bytes(header + pax) + b"1" * 10_000


def _bombs(notebook, _):
    # Each is a little smaller than a notebook may be.
    bomb = zipped(*((f"{number}.ipynb", bytes(19_000_000)) for number in range(5)))
    return zipped(*((f"s{number}/work.zip", bomb) for number in range(20)), _honest())


ATTACKS = (
    _archive(
        "path_traversal",
        "has members whose paths lead out of the folder, in the ways of several systems",
        lambda notebook, marker: zipped(
            (f"../../../../tmp/{marker}.ipynb", notebook),
            (f"a/../../../../tmp/{marker}2.ipynb", notebook),
            (f"/tmp/{marker}3.ipynb", notebook),
            (f"..\\..\\tmp\\{marker}4.ipynb", notebook),
            (f"C:\\tmp\\{marker}5.ipynb", notebook),
            (f"~/{marker}6.ipynb", notebook),
            (f"a/{_NOTEBOOK}", notebook),
        ),
    ),
    _archive(
        "symlink_member",
        "has links to the answers and to the system's files, and a file below a link",
        lambda notebook, marker: zipped(
            (_with_mode("a/x.ipynb", stat.S_IFLNK | 0o777), b"/etc/passwd"),
            (_with_mode(f"b/{_NOTEBOOK}", stat.S_IFLNK | 0o777), f"../honest/{_NOTEBOOK}".encode()),
            (_with_mode("c", stat.S_IFLNK | 0o777), b"/tmp"),
            (f"c/{marker}.ipynb", notebook),
        ),
        forbidden=("root:x:0:0",),
    ),
    _archive(
        "device_member",
        "has members that are pipes, devices and programs of root's",
        lambda notebook, _: zipped(
            (_with_mode("a/x.ipynb", stat.S_IFIFO | 0o666), b""),
            (_with_mode("b/x.ipynb", stat.S_IFCHR | 0o666), b""),
            (_with_mode(f"c/{_NOTEBOOK}", stat.S_IFREG | 0o6777), notebook),
        ),
    ),
    _archive(
        "zip_bomb",
        "has a member of 300 MB that takes 300 kB",
        lambda notebook, _: zipped((f"a/{_NOTEBOOK}", bytes(3 * 10**8))),
    ),
    _archive(
        "many_zip_bombs",
        "has archives of large members, one for each of 20 students",
        _bombs,
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive(
        "bzip2_bomb",
        "is compressed by a method whose output comes all at once",
        lambda notebook, _: zipped((f"a/{_NOTEBOOK}", bytes(10**8)), method=zipfile.ZIP_BZIP2),
    ),
    _archive("lying_size", "states another size in its table than its member has", _lying_size),
    _archive("nested_archives", "has an archive in an archive, sixty times", _nested),
    _archive(
        "gzip_bomb",
        "has a packed file of 300 MB that takes 1 MB",
        lambda notebook, _: zipped(
            ("a/work.tar.gz", gzip.compress(bytes(3 * 10**8), 1)), _honest()
        ),
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive(
        "notebook_bomb",
        "has a notebook with outputs of 300 MB that take 300 kB",
        lambda notebook, _: zipped(("a/x.ipynb", _large_outputs(notebook, 3 * 10**8)), _honest()),
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive(
        "archives_that_branch",
        "has ten archives in each of ten archives, three times over",
        lambda notebook, _: zipped(("a/work.zip", _branching(notebook)), _honest()),
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive(
        "long_names_in_tar",
        "has a tar archive whose names are said to take gigabytes",
        lambda notebook, _: zipped(("a/work.tar", _long_tar_names()), _honest()),
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive("encrypted_archive", "is encrypted", _encrypted),
    _archive(
        "truncated_archive",
        "ends in the middle",
        lambda notebook, _: zipped((f"a/{_NOTEBOOK}", notebook))[:-40],
    ),
    _archive(
        "damaged_member",
        "has a member some of whose bytes were changed",
        _damaged,
    ),
    _archive(
        "twice_in_archive",
        "has two members of one name: one wrong, one right",
        lambda notebook, _: zipped(
            (f"a/{_NOTEBOOK}", notebook),
            (f"a/{_NOTEBOOK}", notebook_bytes("twice", _RIGHT)),
        ),
        verdicts=(*ANY, "unreadable"),
        share=1.0,
    ),
    _archive(
        "many_members",
        "has fifty thousand members, in the archive that one student hands in",
        lambda notebook, _: zipped(
            ("a/work.zip", zipped(*((f"{number}/x.ipynb", b"") for number in range(50_000)))),
            _honest(),
        ),
        share=1.0,
        verdicts=(*ANY, "unreadable", REFUSED, ABSENT),
    ),
    _archive(
        "names_of_members",
        "has members whose names are markup, many lines, very long, and nothing at all",
        lambda notebook, marker: zipped(
            (f"<script>alert('{marker}')</script>/{_NOTEBOOK}", notebook),
            (f"a\nmallory,2,pre_activation,2,2,passed,\n/{_NOTEBOOK}", notebook),
            (f"{'n' * 10_000}/{_NOTEBOOK}", notebook),
            (f"{'d/' * 5_000}{_NOTEBOOK}", notebook),
            (f"=HYPERLINK(1)/{_NOTEBOOK}", notebook),
            (f"\u202eecila/{_NOTEBOOK}", notebook),
            (f"/{_NOTEBOOK}", notebook),
            (".", notebook),
            ("..", notebook),
        ),
        markup=("<script>alert(",),
        forbidden=("\nmallory,2,pre_activation", "n" * 2000, "\u202e"),
    ),
)
