"""The Web API methods that the workspace answers, one module for each family."""

from __future__ import annotations

from bot.sandbox.call import Handler
from bot.sandbox.methods import (
    apps,
    bookmarks,
    canvases,
    channels,
    chat,
    files,
    history,
    marks,
    membership,
    people,
    scheduled,
    views,
)

METHODS: dict[str, Handler] = {
    name: handler
    for family in (
        apps,
        bookmarks,
        canvases,
        channels,
        chat,
        files,
        history,
        marks,
        membership,
        people,
        scheduled,
        views,
    )
    for name, handler in family.HANDLERS.items()
}
