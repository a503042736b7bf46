"""The form in which two versions of a section are compared.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.elements import OPTIONS, Block, field, menu, option, rich_text
from bot.blocks.forms import form
from bot.blocks.inline import NO_NAMES, Writer
from bot.locales import Catalogue
from bot.text import Words

#: The form's name, and that of the button which opens it.
VERSIONS = "versions"

#: Characters of a comparison; a view has room for more, but nobody reads more in a form.
_LONGEST = 6_000


def versions_form(
    versions: Sequence[tuple[int, str]],
    chosen: tuple[int, int],
    text: str,
    context: str,
    catalogue: Catalogue,
) -> Block:
    """Two menus of all ``versions`` (number, and what to call it), the latest first, and what comes of the choice.

    ``text`` is a comparison, or the text of the one version that is chosen twice. Of more than a hundred versions,
    which is what a menu holds, the oldest are left out.
    """
    options = [option(label, str(number)) for number, label in reversed(versions)][:OPTIONS]
    writer = Writer(catalogue=catalogue, names=NO_NAMES)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(chr(10), 1)[0]}\n…"
    body = rich_text(writer.paragraphs([(Words(text=shown or "–", code=True, pre=True),)]))
    fields = [
        field(name, catalogue.text(f"form.versions_{name}"), menu(options, str(number)))
        for name, number in zip(("one", "other"), chosen, strict=True)
    ]
    return form(VERSIONS, context, [*fields, body], catalogue)
