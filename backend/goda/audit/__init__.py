"""Every processing leaves a record (R-83): one write path, one log in which nothing can be changed unseen.

What others use: `Audit`, `Actor`, `ANONYMOUS`, `SYSTEM`, `Ground`. Segments, an outside witness and the purge after
five years come with later issues; records are leaves by position, so a segment will be a range of them.
"""

from goda.audit.actor import ANONYMOUS, SYSTEM, Actor, Ground
from goda.audit.log import Audit, Problem, Report
from goda.audit.work import Unrecorded, Work

__all__ = ["ANONYMOUS", "SYSTEM", "Actor", "Audit", "Ground", "Problem", "Report", "Unrecorded", "Work"]
