"""What must not leave the company, found in people's words and taken out of them.

``names`` finds people, ``places`` finds hosts, links, channels, tickets and addresses, and ``guard`` rewrites a row
of spans without any of them and says what it took out. Rather one word too many than one too few: somebody reads
the list before anything is handed out.

Pure: no I/O, no clock.
"""

from bot.privacy.guard import Cleaned, Guard
from bot.privacy.names import Names
from bot.privacy.places import Places
from bot.privacy.reasons import Found, Reason

__all__ = ["Cleaned", "Found", "Guard", "Names", "Places", "Reason"]
