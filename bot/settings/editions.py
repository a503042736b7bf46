"""What stands in a customer edition, and what never does."""

from __future__ import annotations

from bot.settings.kinds import Denied, Host, OneLine, WebPage
from bot.settings.table import Table


class Privacy(Table):
    """What never leaves the company."""

    #: Texts that never stand in a customer edition, for example host names.
    deny: tuple[Denied, ...] = ()


class Customer(Table):
    """For the customer edition's sentences and its closing paragraphs; empty ones are left out."""

    product: OneLine = ""
    status_page: WebPage = ""
    contact: OneLine = ""
    #: Hosts that links of a customer edition may lead to, besides those of the two above.
    links: tuple[Host, ...] = ()
