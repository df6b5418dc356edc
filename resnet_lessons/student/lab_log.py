"""What JupyterLab's log need not tell a student; `lab_settings_log/` beside it says where that applies."""

import logging

_OF_PINGS = "The websocket_ping_timeout "


class WithoutPings(logging.Filter):
    """Leaves out one warning of tornado's, which nobody can act upon.

    Server and browser assure each other that they are there. Jupyter's server counts the time between
    two such signs, 30,000, and the time after which it gives up, 90,000, in milliseconds. Tornado takes
    both for seconds, and warns that the second must not be longer than the first. Jupyter's server needs
    it to be longer, so no setting pleases both.
    """

    def filter(self, record):
        """Whether a record is to be shown."""
        return not record.getMessage().startswith(_OF_PINGS)
