"""Events: which articles are one text, and which are reports of one event.

`trace` makes what is remembered of an article; `group` finds the events of all that is remembered.
"""

from indexer.events.grouping import group
from indexer.events.trace import trace

__all__ = ["group", "trace"]
