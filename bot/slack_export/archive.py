"""The files of an export, in a folder or in a zip file, perhaps one level down or a zip within a zip.

Names that lead out of the export are not followed, and no file is read further than ``LONGEST``.
"""

from __future__ import annotations

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

#: Bytes of one file, unpacked, beyond which it is not read: much more than a day of any channel.
LONGEST = 256 * 2**20
#: Bytes of a zip file within a zip file.
_LONGEST_INNER = 2 * 2**30
_CHUNK = 2**20

#: Files that stand at an export's top.
INDEXES = ("channels.json", "groups.json", "mpims.json", "dms.json")
PEOPLE = ("users.json", "org_users.json")

#: Whatever reading a file can meet: the disk, a damaged zip file, an encrypted or oddly packed one.
UNREADABLE = (
    OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip


class ExportError(Exception):
    """What was given is no export that anything can be read from; the text says why, for the operator."""


@dataclass(kw_only=True)
class Archive:
    """The JSON files of an export by their path within it, and what could not be read of them."""

    #: How to open each file, by its path below the export's top.
    files: Mapping[str, Callable[[], BinaryIO]]
    #: One sentence each, in the order they were met.
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """One file's bytes. Raises one of ``UNREADABLE``, and ``KeyError`` when there is no such file."""
        with self.files[name]() as file:
            yield file

    def days(self) -> dict[str, list[str]]:
        """The files of messages by the folder that they are in, the oldest day first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.files):
            folder, _, file = name.rpartition("/")
            if folder and _is_day(file):
                found.setdefault(folder, []).append(name)
        return found

    def unread(self, what: str, why: str) -> None:
        """Notes what could not be read."""
        self.problems.append(f"{printable(what)}: {why}")


def printable(name: str) -> str:
    """A name from an export, such that a terminal shows it and does nothing else."""
    return "".join(char if char.isprintable() else "�" for char in name)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The export in that folder or zip file. Raises :class:`ExportError` when there is none."""
    problems: list[str] = []
    with ExitStack() as stack:
        if path.is_dir():
            files = _in_folder(path, problems)
            zips = sorted(each for each in path.iterdir() if each.suffix.lower() == ".zip" and each.is_file())
            if not _tops(files) and len(zips) == 1:
                files = _in_zip(stack, zips[0], problems)
        elif path.is_file():
            files = _in_zip(stack, path, problems)
        else:
            raise ExportError(f"There is no folder or zip file {path}.")
        tops = _tops(files)
        if not tops:
            raise ExportError(
                f"{path} holds no Slack export. Expected channels.json or a folder of files like 2024-02-09.json."
            )
        top = tops[0]
        below = {name.removeprefix(top): how for name, how in files.items() if name.startswith(top)}
        yield Archive(files=below, problems=problems)


def _tops(files: Mapping[str, object]) -> list[str]:
    """The folders that an export can begin in, the outermost first, each empty or with a slash at its end."""
    found = set()
    for name in files:
        path = PurePosixPath(name)
        if path.name in (*INDEXES, *PEOPLE):
            found.add(path.parent)
        elif _is_day(path.name) and len(path.parts) > 1:
            found.add(path.parent.parent)
    outermost = sorted(found, key=lambda folder: (len(folder.parts), str(folder)))
    return ["" if folder == PurePosixPath() else f"{folder}/" for folder in outermost]


def _is_day(file: str) -> bool:
    day = file.removesuffix(".json")
    return day != file and [len(part) for part in day.split("-") if part.isdecimal()] == [4, 2, 2]


def _in_folder(root: Path, problems: list[str]) -> dict[str, Callable[[], BinaryIO]]:
    inside, found = root.resolve(), {}
    for path in sorted(root.rglob("*.json")):
        name = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(inside):
            problems.append(f"{printable(name)}: leads out of the export, and is not read.")
        elif path.is_file():
            found[name] = lambda path=path: path.open("rb")
    return cast("dict[str, Callable[[], BinaryIO]]", found)


def _in_zip(stack: ExitStack, path: Path, problems: list[str]) -> dict[str, Callable[[], BinaryIO]]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
        files, inner = _members(archive, problems)
        if _tops(files) or len(inner) != 1:
            return files
        copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  (the stack closes it)
        with archive.open(inner[0]) as packed:
            _copy(packed, copy)
        return _members(stack.enter_context(zipfile.ZipFile(copy)), problems)[0]
    except UNREADABLE as error:
        raise ExportError(f"{path} cannot be read as a zip file: {error}.") from error


def _members(
    archive: zipfile.ZipFile, problems: list[str]
) -> tuple[dict[str, Callable[[], BinaryIO]], list[zipfile.ZipInfo]]:
    files, zips = {}, []
    for member in archive.infolist():
        name = member.filename.replace("\\", "/")
        # A damaged entry may have no name at all.
        if not name or name.endswith("/") or "__MACOSX/" in name:
            continue
        if name.startswith("/") or ".." in name.split("/"):
            problems.append(f"{printable(name)}: leads out of the export, and is not read.")
        elif name.lower().endswith(".json"):
            files[name] = lambda member=member: archive.open(member)
        elif name.lower().endswith(".zip"):
            zips.append(member)
    return cast("dict[str, Callable[[], BinaryIO]]", files), zips


def _copy(packed: IO[bytes], copy: IO[bytes]) -> None:
    left = _LONGEST_INNER
    while chunk := packed.read(min(_CHUNK, left + 1)):
        left -= len(chunk)
        if left < 0:
            raise ValueError("the zip file inside it is too large")
        copy.write(chunk)
    copy.seek(0)
