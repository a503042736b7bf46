"""The post-mortem's page in a real browser: narrow and wide, light and dark, and on paper."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.export.html import to_html
from bot.locales import languages, load
from bot.model import Section, SectionName
from bot.postmortem.document import Document, without_sources
from tests.browser.chromium import Page, opened
from tests.export import example, night

AXE = Path(__file__).parent / "axe" / "axe.min.js"
#: Nothing here has a place to break at.
_LONG = "x" * 300
AWKWARD = Section(
    text=f"{_LONG} `{_LONG}` https://a.example/{_LONG}\n```\n{_LONG}\n```\n&gt; {_LONG}\n- {_LONG}\n  - {_LONG}",
    author=example.ANN,
    at=example.at(4, "09:05"),
    entry="e13",
)
STUFFED = example.INCIDENT.but(
    title=_LONG[:150], severity="SEV" + _LONG[:40], sections={SectionName.IMPACT: AWKWARD}
)


def pages() -> dict[str, str]:
    """The pages by name: both editions in every language, and one full of what does not fit."""
    found = {"awkward": to_html(example.draft(STUFFED), example.PEOPLE)}
    for language in languages():
        catalogue = load(language)
        made: dict[str, Document] = {
            "internal": example.draft(catalogue=catalogue),
            "customer": without_sources(night.for_customers(catalogue=catalogue).document),
        }
        found |= {f"{name}-{language}": to_html(each, example.PEOPLE) for name, each in made.items()}
    return found


PAGES = pages()
VIEWS = [(width, dark) for width in (360, 1280) for dark in (False, True)]

#: Text and shapes of the picture that reach out of it, and anything wider than the window.
_OVERFLOWING = """
(() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
  const out = [...document.querySelectorAll("body *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < -0.5 || box.right > innerWidth + 0.5) && !each.closest("thead");
  });
  const picture = document.querySelector("figure").getBoundingClientRect();
  const drawn = [...document.querySelectorAll("svg text, svg rect, svg circle")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.left < picture.left || box.right > picture.right || box.bottom > picture.bottom;
  });
  return [...wide, ...[...out, ...drawn].map((each) => each.tagName + " " + each.textContent.slice(0, 40))];
})()
"""
#: Words of the picture that stand on other words.
_COLLIDING = """
(() => {
  const words = [...document.querySelectorAll("svg text")].map((each) => [each.getBoundingClientRect(), each]);
  const found = [];
  words.forEach(([a, one], index) => words.slice(index + 1).forEach(([b, other]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 3) found.push(one.textContent + " / " + other.textContent);
  }));
  return found;
})()
"""
_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then((found) =>
  found.violations.map((each) => each.id + ": " + each.nodes.map((node) => node.html.slice(0, 120)).join(" | ")))
"""
#: The lowest contrast of a shape of the picture with the page behind it.
_SHAPES = """
(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const against = (colour) => {
    const ink = light(colour);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  const lowest = (names) => Math.min(
    ...[...document.querySelectorAll(names)].map((each) => against(getComputedStyle(each).fill)));
  return [lowest("svg rect, svg circle"), lowest("svg text")];
})()
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """One browser for all of them."""
    async with opened(tmp_path_factory.mktemp("profile")) as found:
        yield found


pytestmark = pytest.mark.asyncio(loop_scope="module")


def written(tmp_path: Path, name: str) -> Path:
    """The page as a file."""
    path = tmp_path / f"{name}.html"
    path.write_text(PAGES[name], encoding="utf-8")
    return path


@pytest.mark.parametrize("name", PAGES)
async def test_everything_fits(page: Page, tmp_path: Path, name: str) -> None:
    """Nothing is wider than a telephone or a screen, and in the picture no word stands on another."""
    path = written(tmp_path, name)
    for width, dark in VIEWS:
        await page.show(path, width=width, dark=dark)
        assert [] == await page.evaluate(_OVERFLOWING), (name, width)
        assert [] == await page.evaluate(_COLLIDING), (name, width)
        keep(f"{name}-{width}-{'dark' if dark else 'light'}", await page.picture())


@pytest.mark.parametrize("name", PAGES)
async def test_everybody_can_read_it(page: Page, tmp_path: Path, name: str) -> None:
    """The accessibility checker has nothing to say, and the picture's colours stand out from the page."""
    path = written(tmp_path, name)
    for width, dark in VIEWS:
        await page.show(path, width=width, dark=dark)
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        assert [] == await page.evaluate(_AXE), (name, width, dark)
        shapes, words = await page.evaluate(_SHAPES)
        assert (True, True) == (shapes >= 3, words >= 4.5), (name, dark, shapes, words)


async def test_on_paper(page: Page, tmp_path: Path) -> None:
    """Paper is white, whatever the screen was, and as wide as the page."""
    await page.show(written(tmp_path, "internal-en"), width=700, dark=True, media="print")
    assert "rgb(255, 255, 255)" == await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert [] == await page.evaluate(_OVERFLOWING)


@pytest.mark.parametrize("name", PAGES)
async def test_nothing_leaves_the_page(page: Page, tmp_path: Path, name: str) -> None:
    """The browser asks for the page itself and for nothing else, and has nothing to complain about."""
    path = written(tmp_path, name)
    page.requests.clear()
    page.complaints.clear()
    await page.show(path, width=1280)
    await page.evaluate("document.fonts.ready.then(() => 0)")
    assert ([path.as_uri()], []) == (page.requests, page.complaints)


async def test_a_request_would_be_seen(page: Page, tmp_path: Path) -> None:
    """A page that asks for more is noticed, and what does not fit as well: these tests can fail."""
    path = tmp_path / "other.html"
    path.write_text(
        '<figure style="width: 2000px"><img src="http://127.0.0.1:9/x.png"><svg><text>x</text></svg></figure>',
        encoding="utf-8",
    )
    page.requests.clear()
    await page.show(path, width=360)
    assert [path.as_uri(), "http://127.0.0.1:9/x.png"] == page.requests
    assert [] != await page.evaluate(_OVERFLOWING)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [] != await page.evaluate(_AXE)


def keep(name: str, picture: bytes) -> None:
    """Keeps a picture of the page where ``CHRONIK_SCREENSHOTS`` says, for people to look at."""
    if folder := os.environ.get("CHRONIK_SCREENSHOTS"):
        Path(folder, f"{name}.png").write_bytes(picture)
