"""Help with the wording: a linter that warns and never rewrites.

Pure: no I/O, no clock.
"""

from bot.wording.remarks import Remark, Rule, lines, remarks

__all__ = ["Remark", "Rule", "lines", "remarks"]
