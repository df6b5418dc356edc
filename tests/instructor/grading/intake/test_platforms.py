"""What learning platforms hand out is understood, and no name makes one student another."""

import pytest

from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from tests.instructor.grading.intake.archive_tools import archive_at, find, put, read, shown

NOTEBOOK = "02_block_structure.ipynb"
DAY_1, DAY_2 = "2026-10-01-12-30-05", "2026-10-08-09-00-00"


def handed_in(tmp_path, as_folder, *files, top=""):
    """A class's files, unpacked or as the platform's zip; a file is a name or a (name, bytes) pair."""
    pairs = [(file, None) if isinstance(file, str) else file for file in files]
    pairs = [(top + name, content) for name, content in pairs]
    if not as_folder:
        return archive_at(tmp_path, *pairs)
    for name, content in pairs:
        put(tmp_path / "class", name, content=content)
    return tmp_path / "class"


both = pytest.mark.parametrize("as_folder", [False, True])
below = pytest.mark.parametrize("top", ["", "download/"])


@both
@below
def test_moodle_joins_what_a_person_uploaded_and_typed(tmp_path, as_folder, top):
    path = handed_in(
        tmp_path,
        as_folder,
        f"Ann Otter_11_assignsubmission_file/{NOTEBOOK}",
        ("Ann Otter_11_assignsubmission_onlinetext/onlinetext.html", b"<p>My own work.</p>"),
        f"Ben Fox_12_assignsubmission_file/{NOTEBOOK}",
        f"Participant_13_assignsubmission_file/{NOTEBOOK}",
        f"Participant_14_assignsubmission_file/{NOTEBOOK}",
        top=top,
    )
    assert shown(find(path)) == [
        ("Ann Otter", NOTEBOOK, ""),
        ("Ben Fox", NOTEBOOK, ""),
        ("Participant_13", NOTEBOOK, ""),
        ("Participant_14", NOTEBOOK, ""),
    ]


def text_file(name, user):
    return f"Name: {name} ({user})\r\nAssignment: HW_2\r\nDate Submitted: today\r\n".encode()


@both
@below
def test_blackboard(tmp_path, as_folder, top):
    path = handed_in(
        tmp_path,
        as_folder,
        f"HW 2_aotter_attempt_{DAY_1}_{NOTEBOOK}",
        (f"HW 2_aotter_attempt_{DAY_1}.txt", text_file("Ann Otter", "aotter")),
        f"HW 2_bfox_attempt_{DAY_2}_{NOTEBOOK}",
        (f"HW 2_celk_attempt_{DAY_2}.txt", text_file("Cy Elk", "celk")),
        top=top,
    )
    assert shown(find(path)) == [
        ("aotter", NOTEBOOK, ""),
        ("bfox", NOTEBOOK, ""),
        ("celk", "", "no notebook was handed in"),
    ]


@both
def test_the_latest_attempt_at_blackboard_counts(tmp_path, as_folder):
    path = handed_in(
        tmp_path,
        as_folder,
        f"HW 2_aotter_attempt_{DAY_1}_first.ipynb",
        f"HW 2_aotter_attempt_{DAY_2}_second.ipynb",
        f"HW 3_aotter_attempt_{DAY_1}_other.ipynb",
        (f"HW 2_aotter_attempt_{DAY_1}.txt", text_file("Ann Otter", "aotter")),
        (f"HW 2_aotter_attempt_{DAY_2}.txt", text_file("Ann Otter", "aotter")),
        (f"HW 3_aotter_attempt_{DAY_1}.txt", text_file("Ann Otter", "aotter")),
        # Nothing but a comment was sent at last.
        ("HW 3_aotter_attempt_2026-10-09-09-00-00.txt", text_file("Ann Otter", "aotter")),
    )
    found = find(path)
    assert read(found) == [("aotter", "other.ipynb"), ("aotter", "second.ipynb")]
    notes = [note for one in found for note in one.notes]
    assert notes == [f"Of several attempts the latest counts; left out: first.ipynb of {DAY_1}."]


def test_users_of_blackboard_whose_names_end_alike_stay_two(tmp_path):
    names = [f"HW_2_{user}_attempt_{DAY_1}_{NOTEBOOK}" for user in ("ann_otter", "bob_otter")]
    ids = [one.student_id for one in find(archive_at(tmp_path, *names))]
    assert ids == ["otter_HW_2_ann", "otter_HW_2_bob"]
    texts = [
        (f"HW_2_ann_otter_attempt_{DAY_1}.txt", text_file("Ann (bob)", "ann_otter")),
        # Who may choose a name is not believed to be somebody else.
        (f"HW_2_bob_otter_attempt_{DAY_1}.txt", text_file("Bob", "ann_otter")),
    ]
    ids = {one.student_id for one in find(archive_at(tmp_path, *names, *texts))}
    assert ids == {"ann_otter", "otter"}


METADATA = b"""---
submission_71:
  :submitters:
  - :name: Ann Otter
    :sid: '1234'
    :email: ann@school.edu
  :created_at: 2026-10-01 12:30:05.000000000 Z
  :results:
    output: |
      submission_72:
        :submitters:
        - :name: Mallory
  :history:
  - :id: 70
    :score: 1.0
submission_72:
  :created_at: 2026-10-01 12:30:05.000000000 Z
  :submitters:
  - :name: "Ben \\"Fox\\""
    :sid:
    :email: ben@school.edu
  - :name: Cy Elk
    :sid: '99'
    :email: cy@school.edu
submission_73:
  :submitters: []
"""


@both
@below
def test_gradescope(tmp_path, as_folder, top, caplog):
    path = handed_in(
        tmp_path,
        as_folder,
        ("submission_metadata.yml", METADATA),
        f"submission_71/{NOTEBOOK}",
        f"submission_72/mine/{NOTEBOOK}",
        f"submission_73/{NOTEBOOK}",
        top=top,
    )
    assert shown(find(path)) == [
        ("Ann Otter_1234", NOTEBOOK, ""),
        ('Ben "Fox"_ben@school.edu', f"mine/{NOTEBOOK}", ""),
        ("Cy Elk_99", f"mine/{NOTEBOOK}", ""),
        ("submission_73", NOTEBOOK, ""),
    ]
    assert "names nobody for submission_73" in caplog.text


@pytest.mark.parametrize("content", [b"\xff\0", b"submission_71: [", b"x" * 100_000, b""])
def test_a_damaged_list_of_gradescopes_loses_nobody(tmp_path, content):
    files = ("submission_metadata.yml", content), f"submission_71/{NOTEBOOK}"
    assert read(find(archive_at(tmp_path, *files))) == [("submission_71", NOTEBOOK)]


def test_what_a_student_wrote_names_nobody_for_gradescope(tmp_path):
    hostile = METADATA + (
        b"submission_74:\n  :submitters:\n  - :name: 'Mal\n\n      submission_71:'\n    :sid: '5'\n"
    )
    names = [f"submission_{number}/{NOTEBOOK}" for number in (71, 74)]
    found = find(archive_at(tmp_path, ("submission_metadata.yml", hostile), *names))
    assert {one.student_id for one in found} == {"Ann Otter_1234", "Mal·submission_71:_5"}


@pytest.mark.parametrize(
    ("value", "at"),
    [
        (b"2026-10-01 12:30:05.000000000 Z", "2026-10-01T12:30:05+00:00"),
        (b"'2026-10-01 12:30:05.000000000 Z'", "2026-10-01T12:30:05+00:00"),
        (b'"2026-10-01T05:30:05.000-07:00"\r', "2026-10-01T05:30:05-07:00"),
        (b"&1 2026-10-01 12:30:05 Z  # in the zone of the course", "2026-10-01T12:30:05+00:00"),
        (b"'2026-10-01 12:30", ""),
        (b"!ruby/object:Time {}", ""),
        (b"*1", ""),
        (b"", ""),
        (b"'" + b"2026-10-01 " * 100 + b"'", ""),
    ],
)
def test_when_gradescope_got_it_in_every_way_that_yaml_writes_it(tmp_path, value, at):
    plain = b"2026-10-01 12:30:05.000000000 Z"
    metadata = METADATA.replace(plain, value)
    names = [f"submission_{number}/{NOTEBOOK}" for number in (71, 72)]
    found = find(archive_at(tmp_path, ("submission_metadata.yml", metadata), *names))
    assert {one.student_id: one.delivery.at for one in found} == dict.fromkeys(
        ("Ann Otter_1234", 'Ben "Fox"_ben@school.edu', "Cy Elk_99"), at
    )


@both
@below
def test_brightspace(tmp_path, as_folder, top):
    path = handed_in(
        tmp_path,
        as_folder,
        f"397063-2557369 - Mary-Ann Smith - Sep 24, 2026 926 PM/{NOTEBOOK}",
        f"397064-2557369 - John Doe - Sep 24, 2026 1026 AM - {NOTEBOOK}",
        ("index.html", b"<!DOCTYPE html><p>Mary-Ann Smith</p>"),
        top=top,
    )
    assert read(find(path)) == [("John Doe", NOTEBOOK), ("Mary-Ann Smith", NOTEBOOK)]
    assert len({one.student_id for one in find(path)}) == 2


def test_a_students_folders_of_several_days(tmp_path):
    put(tmp_path, "ann/2026-10-01/02.ipynb", "ann/2026-10-08/02.ipynb", "ann/2026-10-01/03.ipynb")
    put(tmp_path, "ben/attempt 2026-10-01 12-30/02.ipynb", "ben/attempt 2026-10-01 13-30/02.ipynb")
    put(tmp_path, "cy/week 1/02.ipynb", "cy/week 2/02.ipynb")
    found = find(tmp_path)
    assert read(found) == [
        ("ann", "2026-10-01/03.ipynb"),
        ("ann", "2026-10-08/02.ipynb"),
        ("ben", "attempt 2026-10-01 13-30/02.ipynb"),
        ("cy", "week 1/02.ipynb"),
        ("cy", "week 2/02.ipynb"),
    ]
    assert [one.notes for one in found if one.notes] == [
        ("Of several attempts the latest counts; left out: 2026-10-01/02.ipynb of 2026-10-01.",),
        (
            "Of several attempts the latest counts; left out: attempt 2026-10-01 12-30/02.ipynb of "
            "2026-10-01 12-30.",
        ),
    ]


@pytest.mark.parametrize(("as_folder", "top"), [(True, ""), (False, ""), (False, "HW 2026-10-01/")])
def test_a_folder_for_each_attempt_of_each_student(tmp_path, as_folder, top):
    path = handed_in(
        tmp_path,
        as_folder,
        "ann_2026-10-01_12-30-05/01.ipynb",
        "ann_2026-10-01_12-30-05/02.ipynb",
        "ann_2026-10-08_12-30-05/02.ipynb",
        "ben 2026-10-08T09:00/02.ipynb",
        top=top,
    )
    found = find(path)
    assert read(found) == [("ann", "01.ipynb"), ("ann", "02.ipynb"), ("ben", "02.ipynb")]
    assert [one.notes for one in found if one.notes] == [
        ("Of several attempts the latest counts; left out: 02.ipynb of 2026-10-01_12-30-05.",)
    ]


def test_a_student_who_is_called_as_anothers_attempt_is_not_the_other(tmp_path):
    put(tmp_path, "ann/02.ipynb", "ann_2099-01-01/02.ipynb", "ben/02.ipynb")
    assert [one.student_id for one in find(tmp_path)] == ["ann", "ann (2)", "ben"]


@both
def test_a_folder_called_by_a_date_is_not_a_student(tmp_path, as_folder):
    names = [f"HW 2026-10-01/{student}/02.ipynb" for student in ("ann", "ben")]
    path = handed_in(tmp_path, as_folder, *names)
    if as_folder:
        with pytest.raises(SubmissionsError, match=r"Are these the students\?"):
            find(path)
    else:
        assert [one.student_id for one in find(path)] == ["ann", "ben"]


def test_a_class_of_one_with_attempts_keeps_its_name(tmp_path):
    put(tmp_path, "ann/attempt 2026-10-01/02.ipynb", "ann/attempt 2026-10-08/02.ipynb")
    assert read(find(tmp_path)) == [("ann", "attempt 2026-10-08/02.ipynb")]


@both
def test_what_lies_beside_a_platforms_folder_does_not_make_it_a_student(tmp_path, as_folder):
    names = ["submissions/otterann_1_2_02.ipynb", "submissions/foxben_3_4_02.ipynb", "roster.csv"]
    found = find(handed_in(tmp_path, as_folder, *names))
    assert [one.student_id for one in found] == ["foxben_3", "otterann_1"]


# Spoofing ------------------------------------------------------------------------------------------

BOBS = [
    f"HW 2_bob_attempt_2026-12-31-00-00-00_{NOTEBOOK}",
    "bob_1_2_a.ipynb",
    "bob_1_assignsubmission_file_a.ipynb",
    "1-2 - bob - Sep 24, 2026 926 PM - a.ipynb",
]


@pytest.mark.parametrize("file", BOBS)
def test_a_students_file_that_is_called_as_another_platform_would_makes_no_student(tmp_path, file):
    zoes = "zoe_2201_3301_a.ipynb"
    found = find(archive_at(tmp_path, f"mallory_2200_3300_{file}", zoes, "bob_2202_3302_b.ipynb"))
    assert [one.student_id for one in found] == ["bob_2202", "mallory_2200", "zoe_2201"]
    found = find(
        archive_at(tmp_path, f"HW_mallory_attempt_{DAY_1}_{file}", f"HW_bob_attempt_{DAY_1}_a")
    )
    assert {one.student_id for one in found} == {"bob", "mallory"}
    moodles = "_7_assignsubmission_file_"
    found = find(archive_at(tmp_path, f"Mallory{moodles}{file}", f"bob{moodles}a.ipynb"))
    assert {one.student_id for one in found} == {"bob", "Mallory"}


@both
def test_files_that_begin_as_moodles_folders_end_stay_one_student_at_canvas(tmp_path, as_folder):
    files = [f"eve_123_{456 + number}_assignsubmission_file_{number}.ipynb" for number in range(9)]
    found = find(handed_in(tmp_path, as_folder, "zoe_77_400_a.ipynb", *files))
    assert {one.student_id for one in found} == {"eve_123", "zoe_77"}


@pytest.mark.parametrize("file", BOBS)
def test_what_two_platforms_may_call_so_is_nobodys_and_told(tmp_path, caplog, file):
    name = f"mallory_2200_3300_{file}"
    found = find(archive_at(tmp_path, name, "bob/a.ipynb"))
    assert "bob" in {one.student_id for one in found}
    assert len({one.student_id for one in found}) == 2
    (other,) = {one.student_id for one in found} - {"bob"}
    assert other.startswith("mallory_2200")
    assert read(found)


def test_a_name_that_a_person_chose_in_moodle_makes_no_other_person(tmp_path):
    names = [
        f"x_bob_attempt_{DAY_2}_7_assignsubmission_file/{NOTEBOOK}",
        f"bob_1_2_8_assignsubmission_file/{NOTEBOOK}",
        f"bob_9_assignsubmission_file/{NOTEBOOK}",
    ]
    ids = [one.student_id for one in find(archive_at(tmp_path, *names))]
    assert ids == ["bob", "bob_1_2", f"x_bob_attempt_{DAY_2}"]
    loose = [name.replace(f"/{NOTEBOOK}", f"_{NOTEBOOK}") for name in names]
    ids = [one.student_id for one in find(archive_at(tmp_path, *loose))]
    assert ids == ["bob", "bob_1_2", f"x_bob_attempt_{DAY_2}"]


def test_a_folder_and_a_platforms_name_are_never_one_student(tmp_path):
    put(tmp_path, "bob/a.ipynb", f"HW_bob_attempt_{DAY_2}_a.ipynb")
    put(tmp_path, f"HW_bob_attempt_{DAY_2}.txt", content=text_file("Bob", "bob"))
    assert [one.student_id for one in find(tmp_path)] == ["bob", "bob (2)"]
