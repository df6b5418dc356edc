"""What a cell shows: inline code and tables as HTML."""

from xml.etree import ElementTree

import pytest

from resnet_lessons.display import Html, inline_code, joined, table


@pytest.mark.parametrize(
    ("words", "text"),
    [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b, c and d")],
)
def test_words_become_a_list_in_a_sentence(words, text):
    assert joined(words) == joined(iter(words)) == text


def test_backticks_surround_code_and_everything_else_is_escaped():
    assert inline_code("a < b: `c\nd`\ne & `f`") == (
        "a &lt; b: <code>c\nd</code><br>e &amp; <code>f</code>"
    )


def parsed(*arguments, **options):
    return ElementTree.fromstring(f"<div>{table(*arguments, **options)}</div>")


def test_text_is_escaped_and_html_is_not():
    page = table("x", ("<a>",), [("<b>",), (Html("<i>c</i>"),)], align="r", caption="&", notes="<")
    assert page == (
        '<table class="resnet-x"><caption style="text-align:left">&amp;</caption>'
        "<thead><tr><th>&lt;a&gt;</th></tr></thead>"
        "<tbody><tr><td>&lt;b&gt;</td></tr><tr><td><i>c</i></td></tr></tbody></table><p>&lt;</p>"
    )


def test_each_column_is_aligned_and_rows_may_have_headings():
    page = parsed("x", ("a", "b", "c"), [("one", "two", 3)], align="hlr")
    left = {"style": "text-align:left"}
    assert [(each.tag, each.attrib) for each in page.iterfind(".//thead/tr/*")] == [
        ("th", left),
        ("th", left),
        ("th", {}),
    ]
    assert [(each.tag, each.attrib, each.text) for each in page.iterfind(".//tbody/tr/*")] == [
        ("th", left, "one"),
        ("td", left, "two"),
        ("td", {}, "3"),
    ]


def test_what_is_not_given_leaves_nothing_behind():
    page = table("x", (), [("a",)], align="l")
    assert "<caption" not in page and "<thead" not in page and "<p>" not in page


def test_columns_of_sentences_wrap_and_say_what_a_heading_is_of():
    page = parsed("x", ("a", "b"), [("c", "d")], align="hl", sentence_widths=(30, 70))
    heads, cells = page.findall(".//thead/tr/*"), page.findall(".//tbody/tr/*")
    assert [each.get("scope") for each in (*heads, *cells)] == ["col", "col", "row", None]
    assert [each.get("style").rpartition(";")[2] for each in heads] == ["width:30%", "width:70%"]
    assert all("white-space:normal" in each.get("style") for each in (*heads, *cells))
