"""How long a submission may keep the grader busy: every cell counts, in every process that runs it."""

# So many times the limit of a cell, for a whole file.
_LIMITS_OF_A_FILE = 6
# So many seconds, over all forks, may pass in cells beside the answers.
BESIDE = 20
# A cell that is over at once is not what takes the time.
_SHORT = 1


class SpentTogether(TimeoutError):
    """Each cell kept to the time limit, all together did not."""


class Budget:
    """The time of one submission.

    Args:
        limit: seconds allowed to one cell.

    Attributes:
        limit_of_a_cell, limit: seconds allowed to one cell, and to all of them together.
        spent: seconds that its cells took so far.
        beside: seconds of `spent` in cells beside the answers.
    """

    def __init__(self, limit):
        self.limit_of_a_cell, self.limit = limit, _LIMITS_OF_A_FILE * limit
        self.spent = self.beside = 0.0

    @property
    def left(self):
        """Seconds, at least 0."""
        return max(0.0, self.limit - self.spent)

    @property
    def is_spent_beside(self):
        """Whether cells beside the answers have taken their share."""
        return self.beside > BESIDE

    def count(self, cell, seconds):
        """Counts the time of a cell that is over.

        Raises:
            SpentTogether: when cells beside the answers took too much; many short sleeps are a long
                one.
        """
        self.spent += seconds
        if not cell.exercise:
            self.beside += seconds
            if seconds > _SHORT and self.is_spent_beside:
                raise SpentTogether(f"cells beside the answers took more than {BESIDE} s together")
