"""``chronik draft`` from invented exports: whole ones, odd ones and broken ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.drafts import compiled
from bot.export.json import schema
from bot.locales import load
from bot.model import Audience
from bot.settings import Settings
from bot.slack_export import ExportError, Wanted, conversations, opened, read_export
from tests.export.night import NOW
from tests.slack_export.night import CHANNEL, JON, LEA, Files, folder, marked, night, said, ts, zipped

GOLDEN = Path(__file__).parents[1] / "golden" / "inc-31-from-export.md"
FIRST, SECOND = f"{CHANNEL}/2025-05-08.json", f"{CHANNEL}/2025-05-09.json"
ENGLISH = load("en")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the defaults."""
    for name in [name for name in os.environ if name.startswith(("CHRONIK_", "SLACK_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def draft(export: Path, *options: str) -> Result:
    """What ``chronik draft`` says of the incident's channel, or of the one that the options name."""
    named = () if "--channel" in options else ("--channel", CHANNEL)
    return CliRunner().invoke(cli, ["draft", str(export), *named, *options])


def without(*names: str) -> Files:
    """The export without some of its files."""
    return {name: value for name, value in night().items() if name not in names}


def test_golden(tmp_path: Path) -> None:
    """The whole draft, as people read it, from a folder; what it lacks is said beside it."""
    result = draft(folder(tmp_path / "export", night()))

    assert 0 == result.exit_code
    assert GOLDEN.read_text(encoding="utf-8") == result.stdout
    assert f"{CHANNEL}: 8 messages, 6 of them on the timeline." == result.stderr.splitlines()[0]


def test_every_wrapping(tmp_path: Path) -> None:
    """Zip file, zip file with a folder around, zip file in a zip file, folder with a zip file: the same draft."""
    plain = zipped(tmp_path / "plain.zip", night())
    below = zipped(tmp_path / "below.zip", night(), "Acme Slack export May 8 2025/")
    twice = zipped(tmp_path / "twice.zip", {"export/plain.zip": plain.read_bytes()})
    around = folder(tmp_path / "around", {"plain.zip": plain.read_bytes()})
    unpacked = folder(tmp_path / "unpacked", {f"deep/{name}": value for name, value in night().items()})
    found = [draft(export).stdout for export in (plain, below, twice, around, unpacked)]

    assert [GOLDEN.read_text(encoding="utf-8")] * 5 == found


def test_other_language_and_file(tmp_path: Path) -> None:
    """The draft in German, in a file."""
    result = draft(folder(tmp_path / "export", night()), "--lang", "de", "-o", "entwurf.md")
    text = Path("entwurf.md").read_text(encoding="utf-8")

    assert "" == result.stdout
    assert "Zusammengestellt aus einem Slack-Export von #inc-31-labels-print-blank" in text
    assert "## Ursachenanalyse" in text


def test_page(tmp_path: Path) -> None:
    """The draft as one HTML page, in Japanese."""
    result = draft(folder(tmp_path / "export", night()), "--lang", "ja", "--format", "html")

    assert result.stdout.startswith('<!DOCTYPE html>\n<html lang="ja"')
    assert "#inc-31-labels-print-blank の Slack エクスポートから作成しました" in result.stdout


def test_customer_edition(tmp_path: Path) -> None:
    """Customers read of the window alone; nobody is advised to type commands that this team does not have."""
    result = draft(folder(tmp_path / "export", night()), "--edition", "customer")

    assert "From 8 May 2025 at 22:41 UTC to 9 May 2025 at 06:05 UTC" in result.stdout
    assert not [word for word in ("Lea", "Jon", "hunter2", "acme", "Watch") if word in result.stdout]
    assert "Notices to customers, cause, resolution and remediation items are TBD" in result.stderr
    assert "/incident" not in result.stdout + result.stderr


def test_json_follows_the_schema(tmp_path: Path) -> None:
    """The record as JSON, of a channel without a number: nobody declared it, and what was edited says so."""
    files = {
        name.replace(CHANNEL, "inc-2025-05-08-blank"): value
        for name, value in without("channels.json", "users.json").items()
    }
    export = folder(tmp_path / "export", files)
    result = draft(export, "--channel", "inc-2025-05-08-blank", "--format", "json")
    record = json.loads(result.stdout)
    Draft202012Validator(schema()).validate(record)

    assert ("INC-TBD", "Blank", None, None) == tuple(
        record[name] for name in ("id", "title", "opener", "declared_at")
    )
    assert ["2025-05-08T23:01:00Z"] == [each["edited"] for each in record["timeline"] if each["edited"]]
    assert {"began", "ended"} == set(record["moments"])
    assert [None] == list({each["permalink"] for each in record["timeline"]})
    assert "users.json: not there" in result.stderr
    assert "channels.json: not there" in result.stderr


@pytest.mark.parametrize("typed", ["inc-31", "#inc-31-labels-print-blank", "INC-31", "C0INC31"])
def test_named_as_people_do(tmp_path: Path, typed: str) -> None:
    """A channel is found by name, id and number."""
    result = draft(folder(tmp_path / "export", night()), "--channel", typed)

    assert result.stdout.startswith("# Post-mortem INC-31: Labels print blank\n")


def test_several_channels(tmp_path: Path) -> None:
    """Without a name, the channels that look like incidents are listed, and how to choose."""
    result = draft(folder(tmp_path / "export", night()), "--channel", "")

    assert 2 == result.exit_code
    assert [
        "The export has 2 channels with messages.",
        "Name one with --channel:",
        "  inc-31-labels-print-blank (2025-05-08 to 2025-05-09)",
        "  … and 1 more",
    ] == result.stderr.splitlines()


def test_one_channel(tmp_path: Path) -> None:
    """An export of one channel needs no name; one that is not there is not guessed."""
    files = without("general/2025-05-08.json")
    alone = draft(folder(tmp_path / "export", files), "--channel", "")
    wrong = draft(tmp_path / "export", "--channel", "inc-31-lables")

    assert GOLDEN.read_text(encoding="utf-8") == alone.stdout
    assert 2 == wrong.exit_code
    assert "  inc-31-labels-print-blank (2025-05-08 to 2025-05-09)" in wrong.stderr


@pytest.mark.parametrize(
    ("options", "window", "entries"),
    [
        (["--from", "22:45"], "On 8 May 2025 from 22:45 UTC to 9 May 2025 at 06:05 UTC", 5),
        (["--from", "8 May 22:45", "--to", "00:20"], "On 8 May 2025 from 22:45 UTC to 9 May 2025 at 00:20 UTC", 4),
        (["--to", "9 May 2025 08:00 MESZ"], "On 8 May 2025 from 22:41 UTC to 9 May 2025 at 06:00 UTC", 5),
        (["--to", "2025-05-10 00:00"], "On 8 May 2025 from 22:41 UTC to 10 May 2025 at 00:00 UTC", 6),
    ],
)  # fmt: skip
def test_from_and_to(tmp_path: Path, options: list[str], window: str, entries: int) -> None:
    """Typed ends are the window's, read as people mean them that night, and leave out what is beyond."""
    result = draft(folder(tmp_path / "export", night()), *options)

    assert window in result.stdout
    assert f"Compiled from {entries} timeline entries" in result.stdout


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--from", "soonish"], "“soonish” is no time I can read."),
        (["--from", "9 May 05:00", "--to", "9 May 03:00"], "--to 9 May 03:00 is before --from 9 May 05:00."),
        (["--workspace", "acme slack"], "acme slack is no workspace."),
        (["--lang", "tlh"], "There is no catalogue for tlh."),
    ],
)
def test_refused(tmp_path: Path, options: list[str], problem: str) -> None:
    """What the operator can mend is told in a sentence, with exit status 2 and no document."""
    result = draft(folder(tmp_path / "export", night()), *options)

    assert (2, "") == (result.exit_code, result.stdout)
    assert problem in result.stderr


def test_unmarked(tmp_path: Path) -> None:
    """Without marks the timeline is empty and it is said what to do; ``--all`` takes all, secrets masked."""
    messages = [
        said(ts(8, "22:41"), LEA, "It is on fire"),
        said(ts(8, "23:50"), JON, "It is out, password=hunter2"),
    ]
    export = folder(tmp_path / "export", {"inc-4/2025-05-08.json": messages})
    bare = draft(export, "--channel", "", "--workspace", "acme")
    full = draft(export, "--channel", "", "--all")

    assert "On 8 May 2025 from 22:41 UTC to 23:50 UTC: **TBD**" in bare.stdout
    assert "The timeline has no entries." in bare.stdout
    assert "None is marked." in bare.stderr
    assert f"{JON} wrote: It is out, password=\\[masked: Password\\]" in full.stdout


def test_workspace(tmp_path: Path) -> None:
    """The workspace is the one that is named, before the one that links in the export name."""
    export = folder(tmp_path / "export", night())

    for typed in ("harbour", "harbour.slack.com", "https://harbour.slack.com/"):
        assert "(https://harbour.slack.com/archives/C0INC31/p" in draft(export, "--workspace", typed).stdout


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        (SECOND, None, ""),
        (SECOND, b'[{"type": "message", "ts": "1746770700.000100", "text": "half', "broken or cut off"),
        (SECOND, json.dumps([1, {"ts": "soon"}]).encode(), "2 elements are no messages"),
        ("users.json", b"{}", "not a list in JSON"),
        ("channels.json", "[]".encode("utf-16"), "not there or empty"),
    ],
)
def test_the_rest_is_used(tmp_path: Path, name: str, data: bytes | None, problem: str) -> None:
    """A file that is missing or broken is named, and the draft is made of the others."""
    files = without(name) | ({name: data} if data is not None else {})
    result = draft(folder(tmp_path / "export", files))

    assert 0 == result.exit_code
    assert "Watch_tower wrote" in result.stdout
    assert problem in result.stderr
    assert (name in result.stderr) is bool(problem)


def test_names_that_lead_out(tmp_path: Path) -> None:
    """Neither a zip file's names nor links in a folder are followed out of the export; both are named."""
    secret = folder(
        tmp_path / "other", {"2025-05-08.json": [said(ts(8, "22:00"), LEA, "secret", reactions=marked())]}
    )
    export = folder(tmp_path / "export", without(FIRST))
    (export / FIRST).symlink_to(secret / "2025-05-08.json")
    linked = draft(export)
    climbing = draft(
        zipped(tmp_path / "a.zip", night() | {f"../{CHANNEL}/2025-05-07.json": [], "/2025-05-07.json": []})
    )

    assert "secret" not in linked.stdout
    assert f"{FIRST}: leads out of the export, and is not read." in linked.stderr
    assert 2 == climbing.stderr.count("leads out of the export")
    assert GOLDEN.read_text(encoding="utf-8") == climbing.stdout


def test_file_that_unpacks_without_end(tmp_path: Path) -> None:
    """A file that grows out of all proportion is read up to a limit, and the others are used."""
    export = zipped(tmp_path / "bomb.zip", without(SECOND))
    with (
        zipfile.ZipFile(export, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SECOND, "w") as file,
    ):
        for _ in range(257):
            file.write(b" " * 2**20)
    result = draft(export)

    assert f"{SECOND}: larger than 256 MB." in result.stderr
    assert "Watch_tower wrote" in result.stdout


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "holds no Slack export"),
        ({"notes.txt": b"hello"}, "holds no Slack export"),
        ({"users.json": []}, "The export has no messages"),
        ({f"{CHANNEL}/2025-05-08.json": []}, "Nobody wrote anything that can be read"),
        ({"export.zip": b"PK\x03\x04 not really"}, "cannot be read as a zip file"),
    ],
)
def test_nothing_to_read(tmp_path: Path, files: Files, problem: str) -> None:
    """Where nothing can be read, a sentence says why, with exit status 1."""
    (tmp_path / "export").mkdir()
    result = draft(folder(tmp_path / "export", files))

    assert (1, "") == (result.exit_code, result.stdout)
    assert problem in result.stderr


def test_nothing_there(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    result = draft(tmp_path / "nowhere")

    assert 1 == result.exit_code
    assert f"There is no folder or zip file {tmp_path / 'nowhere'}." in result.stderr


def everything_read(export: Path) -> None:
    """Drafts both editions of every conversation, as text that a file can hold."""
    with opened(export) as archive:
        for each in conversations(archive):
            found = read_export(archive, each, Wanted(marks=Settings().marks, everything=True))
            if found is None:
                continue
            for edition in Audience:
                made = asyncio.run(compiled(found, found.incident, Settings(), ENGLISH, NOW, edition=edition))
                assert made.markdown().encode() + made.json().encode()


JUNK = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from([LEA, CHANNEL, ts(8, "22:41")]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(["ts", "text", "user", "files", "reactions", "blocks", "attachments", "edited", "id", "name",
                         "thread_ts", "bot_id", "bot_profile", "pins", "topic", "profile", "subtype", "users"]),
        inner, max_size=6),
    max_leaves=12,
)  # fmt: skip
MISHAP = st.one_of(
    st.none(),
    st.just(("cut", 1.0)),
    st.binary(max_size=30),
    st.tuples(st.just("cut"), st.floats(0, 1)),
    st.tuples(st.just("flip"), st.floats(0, 1)),
    st.tuples(st.just("junk"), st.lists(JUNK, max_size=3)),
)


def spoilt(data: bytes, mishap: tuple[str, object]) -> bytes:
    """The file after its mishap."""
    match mishap:
        case ("cut", float(where)):
            return data[: int(where * len(data))]
        case ("flip", float(where)):
            at = min(int(where * len(data)), len(data) - 1)
            return data[:at] + bytes([data[at] ^ 0x15]) + data[at + 1 :]
        case (_, junk):
            return data.rstrip().removesuffix(b"]") + b"," + json.dumps(junk)[1:].encode()
    raise TypeError(mishap)


@settings(max_examples=60, deadline=None)
@given(st.lists(MISHAP, min_size=6, max_size=6), st.booleans())
def test_never_a_crash(mishaps: list[tuple[str, object] | bytes | None], packed: bool) -> None:
    """Whatever has happened to any of the files, a draft is made of the rest, or a sentence says that there is none."""
    whole = {name: json.dumps(value).encode() for name, value in night().items()}
    files: Files = {}
    for (name, data), mishap in zip(whole.items(), mishaps, strict=True):
        if mishap is not None:
            files[name] = mishap if isinstance(mishap, bytes) else spoilt(data, mishap)
    with tempfile.TemporaryDirectory() as root:
        export = Path(root) / "export"
        export.mkdir()
        path = zipped(export / "a.zip", files) if packed else folder(export, files)
        with contextlib.suppress(ExportError):
            everything_read(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=6))
def test_damaged_zip_file(damage: list[tuple[float, int]]) -> None:
    """Whatever bytes of a zip file are wrong, what can be read is used, or a sentence says that nothing can."""
    with tempfile.TemporaryDirectory() as root:
        path = zipped(Path(root) / "a.zip", night())
        data = bytearray(path.read_bytes())
        for where, change in damage:
            data[min(int(where * len(data)), len(data) - 1)] ^= change
        path.write_bytes(data)
        with contextlib.suppress(ExportError):
            everything_read(path)
