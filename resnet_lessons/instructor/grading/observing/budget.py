"""How long a submission may keep the grader busy: every cell counts, in every process that runs it."""

# So many times the limit of a cell, for one run of a whole file, and for all files of a student in both
# runs: the one that judges and the one that explains.
_LIMITS_OF_A_FILE, _LIMITS_OF_A_STUDENT = 6, 30
# So many seconds, over all forks, may pass in cells beside the answers; those of which only definitions
# matter, the released ones for instance, still run for some seconds more.
BESIDE, _DEFINITIONS = 20, 5


class SpentTogether(TimeoutError):
    """Each cell kept to the time limit, all together did not."""


class Budget:
    """The time of one submission.

    Args:
        limit: seconds allowed to one cell.
        spent_by_student: seconds that the student's files took so far.

    Attributes:
        limit_of_a_cell, limit: seconds allowed to one cell, and to all of them together.
        is_of_student: whether it is the time of all the student's files that is short.
        spent: seconds that its cells took so far.
        beside: seconds in cells beside the answers, other than in trials.
    """

    def __init__(self, limit, spent_by_student=0.0):
        self.limit_of_a_cell = limit
        left = max(0.0, _LIMITS_OF_A_STUDENT * limit - spent_by_student)
        self.limit = min(_LIMITS_OF_A_FILE * limit, left)
        self.is_of_student = left < _LIMITS_OF_A_FILE * limit
        self.spent = self.beside = self._on_trial = 0.0

    @property
    def told(self):
        """The limit, in words."""
        if self.is_of_student:
            most = _LIMITS_OF_A_STUDENT * self.limit_of_a_cell
            return f"the files of this student took more than {most:g} s together"
        return f"the cells of this file took more than {self.limit:g} s together"

    @property
    def left(self):
        """Seconds, at least 0."""
        return max(0.0, self.limit - self.spent + min(self._on_trial, self.limit))

    def left_of(self, cell):
        """Seconds that are left to a cell, as long as it keeps to the limit of one cell."""
        return self.left if cell.exercise else min(self.left, max(0.0, self._left_beside(cell)))

    def count(self, cell, seconds):
        """Counts the time of a cell that is over.

        Raises:
            SpentTogether: when cells beside the answers took too much; many short sleeps are a long
                one.
        """
        self.spent += seconds
        if not cell.exercise:
            self.beside += seconds
            if self._left_beside(cell) <= 0:
                raise SpentTogether(f"cells beside the answers took more than {BESIDE} s together")

    def count_beginning(self, seconds):
        """Counts the time until the first cell of a process began that its file brought to an end."""
        self.spent += seconds

    def count_as_trial(self, spent, beside):
        """Takes back from the limits of this file what cells took in a run that settles not all of them,
        up to so much again; its student's files still took it.

        Args:
            spent, beside: what this budget was when the run began.
        """
        self._on_trial += self.spent - spent
        self.beside = beside

    def _left_beside(self, cell):
        defines_only = cell.released or cell.again
        return BESIDE + (_DEFINITIONS if defines_only else 0) - self.beside
