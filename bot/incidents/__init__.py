"""The use cases: what happens when somebody asks something of the bot.

``desk`` holds the one way in which anything changes (load, decide, commit what is new *and what is to be told*);
``asked`` finds the use case for a request; ``changes``, ``dated``, ``opening``, ``questions``, ``marks``,
``correcting`` and ``forms`` are the use cases themselves.
"""

from bot.incidents.asked import Incidents
from bot.incidents.desk import Desk, Directory, Windows

__all__ = ["Desk", "Directory", "Incidents", "Windows"]
