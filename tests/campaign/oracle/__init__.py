"""The oracle: holds the record, the channels and the draft to what people did.

What it must allow, because nobody could do better:

* A command or a form whose person was told that it failed may have had its effect or not, but not twice.
* Two commands have an order only if the first was acknowledged before the second was sent.
* A correction that was asked for while somebody else corrected the same entry may change nothing.
* An answer that only one person sees may come twice when Slack's answer to it was lost.
* An event that no process ever acknowledged is known only from reading back: the message as it stands now with its
  marks, without its earlier texts; and nothing is read back for an incident that is over.
* A process cannot know of a ``Retry-After`` that it has not read yet, as that of a call made at the same time.
"""

from __future__ import annotations

from tests.campaign.oracle import calls, channel, corrections, draft, record
from tests.campaign.oracle.evidence import gathered
from tests.campaign.stage import Stage


async def judged(stage: Stage) -> list[str]:
    """What is wrong, each in a sentence; empty when all is well."""
    evidence = await gathered(stage)
    return [
        *record.wrong(evidence),
        *channel.wrong(evidence),
        *corrections.wrong(evidence),
        *await draft.wrong(evidence),
        *calls.wrong(stage),
    ]
