"""Attacks through text that a report shows: names of students and files, messages, layers."""

from tests.attacks.attack import (
    ABSENT,
    ANY,
    REFUSED,
    Attack,
    Entry,
    HostileCell,
    in_function,
    right,
    wrong,
)
from tests.attacks.writing import notebook_bytes

_RIGHT = (HostileCell(right("pre_activation"), "pre_activation"),)
_NOTEBOOK = "02_block_structure.ipynb"


def _named(name, tries, student, **expected):
    """A right answer, handed in by someone with a hostile name."""
    expected = {"verdicts": ("passed",), "share": 1.0} | expected
    return Attack(name, tries, _RIGHT, student=student, **expected)


_STUDENTS = (
    _named(
        "student_image",
        "has a name that runs a script in a browser",
        "<img src=x onerror=alert('resnet_attack')>",
        markup=("<img src=x",),
    ),
    _named(
        "student_attribute",
        "has a name that leaves the attribute it stands in",
        'x" onmouseover="alert(1)" data-y=\'',
        markup=('x" onmouseover="alert',),
    ),
    _named(
        "student_template",
        "has a name that templates compute",
        "{{ 7919 * 7907 }}{% for x in range(9) %}y{% endfor %}${7919*7907}",
        forbidden=("62615533", "yyyyyyyyy"),
    ),
    _named(
        "student_formula",
        "has a name that a spreadsheet runs",
        '=HYPERLINK("x:"&A1,"grade")',
    ),
    _named("student_formula_plus", "has a name that a spreadsheet runs", "+cmd|' -C calc'!A0"),
    _named(
        "student_formula_at", "has a name that a spreadsheet runs", "@SUM(1+1)*cmd|' -C calc'!A0"
    ),
    _named(
        "student_formula_wide",
        "has a name that a spreadsheet runs, with a sign as wide as a letter",
        "\N{FULLWIDTH EQUALS SIGN}HYPERLINK(A1)",
    ),
    _named(
        "student_formula_wide_at",
        "has a name that a spreadsheet runs, with a sign as wide as a letter",
        "\N{FULLWIDTH COMMERCIAL AT}SUM(A1;B2)",
    ),
    _named(
        "student_formula_raised",
        "has a name that a spreadsheet runs, with a raised sign",
        "\N{SUPERSCRIPT PLUS SIGN}cmd|' -C calc'!A0",
    ),
    _named(
        "student_cells",
        "has a name that is several cells where a semicolon or a tab ends one",
        "x;=HYPERLINK(A1)\t=1+1",
    ),
    _named(
        "student_direction",
        "has a name that turns the direction of writing, so that it reads as another",
        "bob\u202e\u2066gpj.ecila\u200b\ufeff",
        forbidden=("\u202e", "\u2066"),
    ),
    _named(
        "student_lines",
        "has a name of several lines, which would be several rows of a table",
        "alice\nmallory,2,pre_activation,2,2,passed,\r\n\tx",
        forbidden=("\nmallory,2,pre_activation",),
    ),
    _named(
        "student_controls",
        "has a name that clears a terminal and changes its title",
        "\x1b[2J\x1b]0;passed\x07\x08\x08\x7f",
        forbidden=("\x1b[2J",),
    ),
    _named("student_long", "has a name as long as a file system allows", "n" * 250),
    _named("student_option", "has a name that is an option", "--unsafe"),
    _named("student_report", "has the name of a page of the report", "index.html"),
    _named("student_device", "has the name of a device on other systems", "CON"),
    _named(
        "student_dots",
        "has a name of dots and spaces",
        ". . ...",
        # A folder that begins with a dot is hidden.
        verdicts=("passed", REFUSED, ABSENT),
    ),
    _named(
        "student_sql", "has a name that ends a statement of a database", "'; DROP TABLE marks; --"
    ),
    _named("student_percent", "has a name with codes of addresses and formats", "%2e%2e%2f%s%n{0}"),
)

_COLLISIONS = (
    _named(
        "students_of_two_cases",
        "has a name that equals another's where upper and lower case are the same",
        "Collision",
        files=(Entry(f"collision/{_NOTEBOOK}", lambda: notebook_bytes("collision", *_RIGHT)),),
    ),
    _named(
        "students_of_two_forms",
        "has a name that equals another's once letters and accents are joined",
        "Andr\u00e9",
        files=(Entry(f"Andre\u0301/{_NOTEBOOK}", lambda: notebook_bytes("forms", *_RIGHT)),),
    ),
    Attack(
        "student_without_text",
        "has a name that is no text in any encoding",
        files=(
            Entry(
                b"\xff\xfe\x80/" + _NOTEBOOK.encode(),
                lambda: notebook_bytes("student_without_text", *_RIGHT),
            ),
        ),
        verdicts=("passed",),
        share=1.0,
        student="\udcff\udcfe\udc80",
    ),
)


def _beside_another(name, tries, student, below, **expected):
    """A right answer in a folder that a tool may have made, beside a student's who is right as well."""
    files = (
        Entry(f"another/{_NOTEBOOK}", lambda: notebook_bytes("another", *_RIGHT)),
        Entry(f"{student}/{below}{_NOTEBOOK}", lambda: notebook_bytes(name, *_RIGHT)),
    )
    expected = {"verdicts": ("passed",), "share": 1.0} | expected
    return Attack(name, tries, files=files, student=student, **expected)


_OF_TOOLS = (
    *(
        _beside_another(
            f"student_called_{folder.strip('_').lower()}",
            "has a name by which a tool calls its folders, so that it might have no row",
            folder,
            below,
        )
        for folder, below in (
            ("feedback", ""),
            ("my_answers", "chapter 2/"),
            ("__pycache__", ""),
            ("__MACOSX", "x/y/"),
            ("source", ""),
            ("autograded", "chapter 2/"),
        )
    ),
    _beside_another(
        "student_called_submitted",
        "has the name of nbgrader's folder, and hands in as nbgrader does: the others might vanish",
        "submitted",
        "mallory/02_block_structure/",
        verdicts=(REFUSED,),
    ),
    _beside_another(
        "student_called_submitted_at_once",
        "has the name of nbgrader's folder, and hands in as others do",
        "submitted",
        "",
    ),
)

_TRIES = 8
_GUESSES = (
    Attack(
        "one_right_guess_of_many",
        "hands in one file for each guess, of which one is right",
        (HostileCell(wrong("pre_activation"), "pre_activation"),),
        others=tuple(
            (
                f"try {number}.ipynb",
                _RIGHT
                if number == 3
                else (HostileCell(wrong("pre_activation", f"# {number}"), "pre_activation"),),
            )
            for number in range(1, _TRIES + 1)
        ),
    ),
)

_FILES = (
    Attack(
        "notebook_name",
        "hands in a notebook whose name is markup and a template",
        _RIGHT,
        notebook="<img src=x onerror=alert('@MARKER@')>{{ 7919 * 7907 }}.ipynb",
        verdicts=("passed",),
        share=1.0,
        markup=("<img src=x",),
        forbidden=("62615533",),
    ),
    Attack(
        "broken_notebook_name",
        "hands in a notebook that cannot be read and whose name is markup",
        files=(Entry("broken_notebook_name/02_<img src=x onerror=alert(1)>.ipynb", b"<<<"),),
        verdicts=("unreadable", "not started", "absent"),
        markup=("<img src=x",),
    ),
)

_MARKUP = "<script>alert('@MARKER@')</script>"
_TEXTS = (
    in_function(
        "message_with_markup",
        "raises a message with a script, an image and a link in it",
        f"""
        raise ValueError("{_MARKUP}<img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>")
        """,
        markup=("<script>alert(", "<img src=x", "<a href='javascript"),
    ),
    in_function(
        "message_with_template",
        "raises a message that templates compute",
        "raise ValueError('{{ 7919 * 7907 }} {% raw %} {{ self.__init__.__globals__ }} ${7919*7907}')",
        forbidden=("62615533", "__builtins__"),
    ),
    in_function(
        "message_with_controls",
        "raises a message with control characters, halves of characters and other directions",
        r"raise ValueError('\x00\x1b[2J\x1b]0;x\x07 \ud800 \u202e\u2066 \u2028 \r\n]]> --> */')",
        forbidden=("\x1b[2J", "\x00", "\u202e"),
    ),
    in_function(
        "message_with_code",
        "raises a message with the marks by which code is told from text",
        f'raise ValueError("`{_MARKUP}` ``` `` ` &lt;b&gt; &#60;b&#62;")',
        markup=("<script>alert(",),
    ),
    in_function(
        "line_with_markup",
        "raises in a line whose own text is markup, since the report quotes the line",
        f'raise ValueError(1)  # {_MARKUP} " onload="alert(1)',
        markup=("<script>alert(", '" onload="alert'),
    ),
    in_function(
        "exception_class_with_markup",
        "raises an exception whose class is called like markup",
        f'raise type("{_MARKUP}", (Exception,), {{}})("x")',
        markup=("<script>alert(",),
    ),
    in_function(
        "layer_with_markup",
        "calls a layer whose class is called like markup, since the report lists layers",
        f'type("{_MARKUP}", (layers.Layer,), {{"call": lambda self, x: x}})()(inputs)',
        markup=("<script>alert(",),
    ),
    in_function(
        "groundwork_with_markup",
        "says that it misses an exercise whose name is markup",
        f'raise GroundworkMissing("{_MARKUP}")',
        "from resnet_lessons.checker.groundwork import GroundworkMissing",
        markup=("<script>alert(",),
    ),
    in_function(
        "result_with_markup",
        "returns an object of a class that is called like markup",
        f'return type("{_MARKUP}", (), {{}})()',
        markup=("<script>alert(",),
    ),
    Attack(
        "printed_markup",
        "is right, and prints scripts and formulas",
        (
            HostileCell(f'print("{_MARKUP}", "=1+1", "{{{{ 7919 * 7907 }}}}")'),
            *_RIGHT,
        ),
        verdicts=ANY,
        share=1.0,
        markup=("<script>alert(",),
        forbidden=("62615533",),
    ),
)

ATTACKS = _STUDENTS + _COLLISIONS + _OF_TOOLS + _GUESSES + _FILES + _TEXTS
