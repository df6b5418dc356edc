"""What `resnet-lessons doctor` says about the sandbox."""

from resnet_lessons.instructor.sandbox import box
from resnet_lessons.student.doctor import Finding


def finding():
    """Whether submissions can be graded here, as a `Finding` of the doctor."""
    why = box.why_no_sandbox()
    if not why:
        return Finding("sandbox", "ok", "bubblewrap, for grading")
    remedy = (
        "Only for instructors who grade: on Linux install bubblewrap (Debian, Ubuntu: `apt install "
        "bubblewrap`) and allow user namespaces."
    )
    return Finding("sandbox", "note", f"{why}; the lessons do not need it", remedy)
