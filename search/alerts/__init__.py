"""Saved searches that tell what is new: `alert_file` reads them, `memory` holds what was told, `round` finds and writes down
what is new, `messages` words it, `delivery` takes it out.

Whatever is to be told is written to the memory, with the name it will be sent under, before anything is sent. So a run that is
killed, or a mail server that is dead, misses nothing; what was under way is sent again under the same name.
"""

from search.alerts.alert_file import Alert, AlertFile, load
from search.alerts.round import Report, run

__all__ = ["Alert", "AlertFile", "Report", "load", "run"]
