"""Reads pages of a report back, for tests."""

from html.parser import HTMLParser

from resnet_lessons.instructor.grading.grades import GradedStudent
from resnet_lessons.instructor.grading.reports import report_pages
from tests.instructor.grading import samples

INLINE = {"a", "b", "bdi", "code", "i", "span", "strong"}
VOID = {"meta", "link", "br", "path", "rect", "circle"}


class Page(HTMLParser):
    """A page's elements, its text by section, and whether its tags match."""

    def __init__(self, text):
        super().__init__()
        self.source, self.tags, self.texts, self._open = text, [], [], []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag in VOID:
            self.texts.append(" ")
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        self.texts.append("" if tag in INLINE else " ")

    def handle_data(self, data):
        if "style" not in self._open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def student(*marks, **more):
    return GradedStudent("ada", marks, **more)


def feedback(own, exercises=samples.EXERCISE_LIST):
    return Page(report_pages.feedback_page(samples.graded([own], exercises), own))
