"""The README says what is true: its command table, its settings, its recording."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.commands import readme_table
from bot.demo.recording import Recording
from bot.lifecycle import change_status
from bot.locales import load
from bot.settings import load_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, containing: str) -> str:
    """The README's code block in that language that contains those words."""
    found = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (text,) = [text for text in found if containing in text]
    return str(text)


def test_the_command_table_is_the_grammars() -> None:
    """The table of commands is the one made from the grammar and the catalogue."""
    english = load("en")
    table = README.split("tests/test_readme.py -->\n")[1].split("<!-- /commands -->")[0]

    assert readme_table(english.raw) == table


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    """The settings of the README are accepted as they stand there."""
    (tmp_path / "chronik.toml").write_text(block("toml", "[channels]"), encoding="utf-8")
    settings = load_settings({}, tmp_path)

    assert ("#incidents", "PT") == (settings.channels.announcements, settings.zones.label)


def test_the_recording_shown_is_a_recording() -> None:
    """The recording of the README follows the format that the demonstration reads."""
    recording = Recording.model_validate(tomllib.loads(block("toml", "[[event]]")))

    assert 5 == len(recording.event)


def test_the_lifecycle_names_every_open_status() -> None:
    """The drawing has each status and points at the module that keeps the rules."""
    drawing = block("mermaid", "stateDiagram")

    for status in ("investigating", "identified", "monitoring", "resolved", "cancelled"):
        assert status in drawing
    assert change_status.__module__.replace(".", "/") in README
