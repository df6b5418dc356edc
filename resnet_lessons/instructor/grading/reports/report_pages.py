"""The pages of a report: feedback for a student, the picture of the class for the instructor."""

import functools
import re
from pathlib import Path
from urllib.parse import quote

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import VERDICTS
from resnet_lessons.instructor.grading.marks.assembly import in_words
from resnet_lessons.instructor.grading.reports import summary
from resnet_lessons.instructor.grading.reports.safe_names import feedback_names, visible
from resnet_lessons.instructor.grading.reports.tables import plain_number

MARKER = '<meta name="generator" content="resnet-lessons feedback">'

_SYMBOLS = {"passed": "✓", "failed": "✗", "error": "!", "not started": "○", "unreadable": "?"}
_RANKED_AT_ONCE = 10
_LAYOUT = "\n\t"  # control characters that do no harm in a text

_CHECK = "run its cell and then its check"
_NEXT = {
    "diagnosed": "Compare what was seen with what was expected, change your answer, "
    f"{_CHECK}: it judges the new answer at once.",
    "failed": f"In your notebook, change your answer, {_CHECK}: it shows the first setting that "
    "differs. If the check passes there, look for a size or a number that your answer takes for "
    "granted; it is graded with other ones as well. ",
    "error": "Choose “Restart Kernel and Run All Cells” in the Kernel menu: an answer "
    f"has to work from a fresh start. Mend the line that stops, {_CHECK}. ",
    "not started": "Write your answer in place of the line `raise NotImplementedError`, "
    f"{_CHECK}. ",
    "unreadable": "Ask your instructor whether you may hand it in again.",
}


def feedback_page(graded, student):
    """The page for one student: verdicts, what they mean, what to do; nothing that is hidden.

    Args:
        graded: the `GradedClass`, of which only the exercises are used.
        student: the `GradedStudent`.
    """
    marks = summary.marks_of(student, graded.exercises)
    lost, no_notebook = summary.lost(student), summary.no_notebook(student)
    return _render(
        "feedback.html.j2",
        student=student,
        score=summary.score_of(student, graded.exercises),
        chapters={exercise.chapter for exercise in graded.exercises},
        marks=marks,
        passed=sum(mark.verdict == "passed" for _, mark in marks),
        start=_start(marks),
        untouched=_untouched(marks),
        told=[pair for pair in marks if pair[1].manual] if no_notebook else marks,
        no_notebook=no_notebook,
        lost=lost,
        mended=[pair for pair in student.repairs if pair not in lost],
        rules=graded.policy.in_words() if graded.policy else [],
        late=[(file, late.in_words()) for file, late in student.lateness if late.days],
    )


def index_page(graded):
    """The page for the instructor, of a `GradedClass`."""
    return "".join(parts_of_index(graded))


def parts_of_index(graded):
    """`index_page`, piece by piece: a large class need not be in memory."""
    ranked = summary.misconceptions(graded)
    return _parts(
        "index.html.j2",
        graded=graded,
        names=feedback_names(graded),
        max_total=sum(exercise.points for exercise in graded.exercises),
        begun=summary.begun(graded),
        averages=summary.averages(graded),
        exercises=summary.by_exercise(graded),
        histogram=summary.histogram(graded),
        misconceptions=ranked[:_RANKED_AT_ONCE],
        more_misconceptions=ranked[_RANKED_AT_ONCE:],
        each_once=ranked if ranked and len(ranked[0].students) == 1 else [],
        undiagnosed=summary.undiagnosed(graded),
        unreadable=_Again(lambda: summary.unreadable(graded)),
        without_notebook=[
            student.student_id for student in graded.students if summary.no_notebook(student)
        ],
        repairs=summary.repairs(graded),
        remarkable=_Again(lambda: summary.remarkable(graded)),
        by_hand=_Again(lambda: summary.by_hand(graded)),
        rules=graded.policy.in_words() if graded.policy else [],
        late=_Again(lambda: summary.late(graded)),
        of_unknown_time=summary.of_unknown_time(graded),
        chosen_points=[
            (exercise, EXERCISES[exercise.id].points)
            for exercise in graded.exercises
            if exercise.points != EXERCISES[exercise.id].points
        ],
        slowest=summary.slowest(graded),
        rows=(
            (
                student,
                summary.score_of(student, graded.exercises),
                summary.marks_of(student, graded.exercises),
            )
            for student in graded.students
        ),
    )


class _Again:
    """What a function yields, from the start whenever it is looked at."""

    def __init__(self, made):
        self._made = made

    def __iter__(self):
        return iter(self._made())

    def __bool__(self):
        return any(True for _ in self)


def next_step(exercise, mark):
    """What the student can do about an answer, in plain words; "" if it passed."""
    if mark.verdict == "passed":
        return ""
    if mark.verdict == "failed" and mark.diagnosis:
        return _NEXT["diagnosed"]
    hint = f'`rl.hint("{exercise.id}")` gives the next of three hints.'
    has_hint = exercise.hints and mark.verdict != "unreadable"
    return (_NEXT[mark.verdict] + (hint if has_hint else "")).strip()


def _start(marks):
    """The exercise to go on with: one to mend, or else the next in a chapter that was begun."""
    begun = {one.chapter for one, mark in marks if mark.verdict in summary.TRIED}
    choices = (
        [one for one, mark in marks if mark.verdict in ("failed", "error")],
        [one for one, mark in marks if mark.verdict == "not started" and one.chapter in begun],
        [one for one, mark in marks if mark.verdict == "not started"],
    )
    return next((found[0] for found in choices if found), None)


def _untouched(marks):
    """The chapters in which nothing was started, and nothing marked by hand."""
    chapters = {one.chapter for one, _ in marks}
    return chapters - {
        one.chapter for one, mark in marks if mark.verdict != "not started" or mark.manual
    }


def details_of(mark):
    """What a page tells of a mark; the next step of an untouched cell it says in its own words."""
    is_untouched = mark.verdict == "not started"
    return [pair for pair in mark.details if not (is_untouched and pair[0] == "Next")]


def _remark_of(mark):
    """For an error without a note: what the student reads."""
    return dict(mark.details).get("What was seen", "")


def _render(template, **values):
    return "".join(_parts(template, **values))


def _parts(template, **values):
    return _environment().get_template(template).generate(**values)


@functools.cache
def _environment():
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        chapters=in_words,
        name=_name,
        prose=_prose,
        points=plain_number,
        percent=_percent,
        duration=_duration,
        quote=lambda name: quote(name, safe=""),
        slug=lambda verdict: verdict.replace(" ", "-"),
        students=lambda number: f"{number} student{'' if number == 1 else 's'}",
    )
    environment.globals.update(marker=_markup(MARKER), symbols=_SYMBOLS, verdicts=VERDICTS)
    environment.globals.update(next_step=next_step, remark_of=_remark_of, details_of=details_of)
    return environment


def _finalize(value):
    """Every text that a template prints passes here, before it is escaped."""
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value, keep=_LAYOUT)
    return value


def _markup(text):
    from markupsafe import Markup

    return Markup(text)


def _name(text):
    """A name from outside, which can neither hold markup nor turn the text around it."""
    return _markup('<bdi class="name">{}</bdi>').format(visible(text))


def _prose(text):
    """A text in which backticks stand around code."""
    from markupsafe import escape

    plain = str(escape(visible(text, keep=_LAYOUT)))
    marked = re.sub(r"`([^`]*)`", r"<code>\1</code>", plain)
    return _markup(f'<bdi class="prose">{marked}</bdi>')


def _percent(value):
    return f"{value:.0f}%"


def _duration(seconds):
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
