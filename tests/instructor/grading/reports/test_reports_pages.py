import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.instructor.grading.grades import VERDICTS, ManualMark
from resnet_lessons.instructor.grading.reports import report_pages
from resnet_lessons.instructor.grading.reports.safe_names import file_names
from tests.instructor.grading import samples
from tests.instructor.grading.reports.page_reader import Page, feedback, student

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
ELEMENTS = {
    "html", "head", "meta", "link", "title", "style", "body", "a", "header", "p", "svg", "path",
    "rect", "circle", "span", "h1", "h2", "h3", "nav", "ul", "li", "main", "aside", "section",
    "dl", "dt", "dd", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "br", "i",
    "b", "strong", "code", "bdi", "figure", "figcaption", "details", "summary", "ol", "article",
    "footer",
}  # fmt: skip


def every_page(graded):
    yield Page(report_pages.index_page(graded))
    yield from (Page(report_pages.feedback_page(graded, one)) for one in graded.students)


@pytest.fixture(scope="module")
def hostile():
    """Every page of a class in which every hostile name occurs."""
    return list(every_page(samples.large_class(40)))


def test_hostile_texts_make_no_element(hostile):
    for page in hostile:
        assert {tag for tag, _ in page.tags} <= ELEMENTS
        for _, attributes in page.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "autofocus"]
    assert samples.MARKUP in hostile[0].text


def test_hostile_texts_cannot_reorder_the_page(hostile):
    for page in hostile:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.source)
        page.source.encode()
    assert "mallory\\u202egnp.exe" in hostile[0].text
    assert '<bdi class="name">سارة</bdi>' in hostile[0].source


def test_templates_in_names_are_not_run(hostile):
    assert "{{ 7 * 7 }}{% raw %}" in hostile[0].text


def test_pages_load_nothing_and_run_nothing(hostile):
    for page in hostile:
        assert page.all("meta")[1] == {"http-equiv": "Content-Security-Policy", "content": POLICY}
        style = page.source.split("<style>")[1].split("</style>")[0]
        assert not re.search(r"url\(|@import|//", style)
        references = [one["href"] for one in page.all("a") + page.all("link")]
        assert all(re.match(r"#|feedback/|data:,$|\w+\.(csv|json)$", one) for one in references)
        assert not [attributes for _, attributes in page.tags if "src" in attributes]


def test_links_lead_to_the_feedback_files():
    graded = samples.large_class(30)
    names = file_names(one.student_id for one in graded.students)
    links = [one["href"] for one in Page(report_pages.index_page(graded)).all("a")]
    linked = {unquote(link.split("/")[1]) for link in links if link.startswith("feedback/")}
    assert linked == set(names.values())
    assert not [link for link in links if link.count("/") > 1]


def test_pages_can_be_read_without_seeing_them(hostile):
    for page in hostile:
        assert page.all("html") == [{"lang": "en"}]
        assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))
        for reference in (one["href"] for one in page.all("a")):
            assert not reference.startswith("#") or reference[1:] in ids
        for _, attributes in page.tags:
            assert attributes.get("aria-labelledby", ids[0]) in ids
        assert len(page.all("caption")) == len(page.all("table"))
        assert all("scope" in one for one in page.all("th"))
        for box in page.all("div"):
            if "scroll" in box.get("class", "").split():
                assert (box["tabindex"], box["role"]) == ("0", "region")
                assert box["aria-label"]


def test_a_verdict_is_a_word_and_a_sign_and_not_a_colour_alone():
    page = feedback(student(*samples.every_verdict()))
    for word, sign in zip(VERDICTS, "✓✗!○?", strict=True):
        assert f"{sign} {word}" in page.text


def test_feedback_keeps_the_instructors_secrets():
    graded = samples.large_class(40)
    noted = [one for one in graded.students if any(mark.note for mark in one.marks)]
    assert noted
    for one in graded.students:
        text = report_pages.feedback_page(graded, one)
        assert samples.SECRET_NOTE not in text
        assert str(samples.SEED) not in text
        assert graded.sandbox not in text
    own = replace(noted[0], marks=tuple(replace(mark, seconds=1e3) for mark in noted[0].marks))
    assert report_pages.feedback_page(graded, own) == report_pages.feedback_page(graded, noted[0])


def test_paper_shows_whole_tables():
    style = report_pages.index_page(samples.small_class()).split("<style>")[1].split("</style>")[0]
    assert ".scroll, .tall { max-height: none; overflow: visible; }" in style.split("print")[1]


@pytest.mark.parametrize(
    "text, markup",
    [
        ("use `a<b` here", "use <code>a&lt;b</code> here"),
        ("a ` alone", "a ` alone"),
        ("`a` and `b", "<code>a</code> and `b"),
        ("two\nlines", "two\nlines"),
        ("`", "`"),
    ],
)
def test_backticks_become_code(text, markup):
    block = EXERCISES["regular_block"]
    own = student(samples.mark(block, "failed", details=(("What was seen", text),)))
    source = report_pages.feedback_page(samples.graded([own], [block]), own)
    assert f'<dd><bdi class="prose">{markup}</bdi></dd>' in source


def test_the_index_shows_the_class():
    page = Page(report_pages.index_page(samples.small_class()))
    assert "Students 2" in page.text
    assert page.text.count("1.2 of 5 points, 25%") == 2  # mean and median
    assert "The plus sign add_shortcut, 1 point 50% 1 0 0 1 0" in page.text
    assert MISCONCEPTIONS["shortcut_not_added"].seen in page.text
    assert "No misconception was met twice." in page.text
    assert "of those who tried it" not in page.text
    assert 'class="ranked"' not in page.source
    assert "empty.ipynb The file is empty." in page.text
    assert samples.SECRET_NOTE in page.text
    assert "The check cell of regular_block was missing. 1 1 student" in page.text
    assert str(samples.SEED) not in page.source
    assert "run.json" in page.text
    assert "0–10 percent: 1 student, 50–60 percent: 1 student." in page.source


def test_the_index_says_which_chapters_count_and_how_to_choose():
    graded = samples.small_class()
    text = Page(report_pages.index_page(graded)).text
    assert (
        "The points are those of chapter 0 (2 of 2 students wrote an answer there), chapter 1 "
        "(1 of 2) and chapter 2 (2 of 2). To choose" in text
    )
    assert "Nobody wrote an answer" not in text
    assert "run the same command with, for example, --chapters 0,1,2." in text
    text = Page(report_pages.index_page(replace(graded, left_out=(3, 5)))).text
    assert "Nobody wrote an answer in chapters 3 and 5: they were handed in untouched" in text


def test_the_index_lists_what_was_marked_by_hand():
    graded = samples.small_class()
    page = Page(report_pages.index_page(graded))
    assert "by hand" not in page.text and "✎" not in page.text
    bob, ada = graded.students
    manual = ManualMark(3.5, extra=0.25, comment="Told me.", is_outdated=True)
    ada = replace(ada, marks=(*ada.marks[:2], replace(ada.marks[2], manual=manual)))
    page = Page(report_pages.index_page(replace(graded, students=(bob, ada))))
    assert (
        "ada regular_block 3.75 of 4 1.5 0.25 points of extra credit. Look again: the "
        "automatic points changed after you gave yours. Told me." in page.text
    )
    assert page.text.count("✎") == 2 and "failed 3.75 ✎" in page.text
    assert page.text.count("2.4 of 5 points, 48%") == 2


def test_the_index_says_that_the_gradebook_could_not_be_written():
    graded = replace(samples.small_class(), gradebook_fault="Another program is writing.")
    text = Page(report_pages.index_page(graded)).text
    assert "The gradebook was not written Another program is writing. Summary Students 2" in text
    ada = graded.students[1]
    by_hand = replace(ada, marks=(replace(ada.marks[0], manual=ManualMark(1)), *ada.marks[1:]))
    text = Page(report_pages.index_page(replace(graded, students=(by_hand,)))).text
    assert "is writing. Marks that you gave by hand are here as they stood" in text


def test_points_that_were_chosen_are_told():
    chosen = [replace(EXERCISES["grow"], points=2.5), replace(EXERCISES["lesion"], points=0)]
    graded = samples.graded([student()], [*chosen, EXERCISES["add_shortcut"]])
    text = Page(report_pages.index_page(graded)).text
    assert "from your points.toml: grow 2.5 instead of 4, lesion 0 instead of 3. " in text


def test_misconceptions_come_in_order_and_the_rest_can_be_opened():
    source = report_pages.index_page(samples.large_class(80))
    counts = [int(number) for number in re.findall(r'"count"><strong>(\d+)', source)]
    assert counts == sorted(counts, reverse=True)
    assert f"{len(counts) - 10} more, each with {counts[10]} students" in source
    assert '<ol class="ranked" start="11">' in source


def test_an_unsafe_run_is_announced_loudly():
    safe, unsafe = (
        report_pages.index_page(samples.large_class(3, is_safe=is_safe, sandbox="nothing."))
        for is_safe in (True, False)
    )
    assert "Sandboxed:" in safe
    assert "Not graded in the full sandbox" not in safe
    assert "Not graded in the full sandbox" in unsafe
    assert "What confined the submissions: nothing.<" in unsafe


def test_timings_stand_in_one_section():
    graded = samples.large_class(20)
    one, other = (
        report_pages.index_page(graded),
        report_pages.index_page(replace(graded, seconds=0.0)),
    )
    assert one != other
    assert one.count('<section id="timings">') == 1
    assert samples.without_timings(one) == samples.without_timings(other)


@pytest.mark.parametrize(
    "graded",
    [
        samples.graded(),
        samples.graded([], []),
        samples.graded([student()], []),
        samples.graded([student()]),
        samples.graded([student(samples.mark(EXERCISES["warm_up"]))], [EXERCISES["warm_up"]]),
        samples.large_class(1),
        samples.graded([student()], versions={}),
    ],
    ids=["empty", "nothing", "no exercises", "no marks", "no points", "one student", "no versions"],
)
def test_small_classes_have_pages(graded):
    for page in every_page(graded):
        assert "nan" not in page.text.split()


def test_three_hundred_students_make_a_page_that_opens():
    source = report_pages.index_page(samples.large_class(300))
    assert len(source) < 2_000_000
    assert f"Points of 300 students in {len(EXERCISES)} exercises" in Page(source).text
