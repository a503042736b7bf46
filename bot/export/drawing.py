"""The course of an incident as a picture: SVG inside the page, which is as wide as the reader's screen.

Places along the line of time are percentages, letters keep their size: nothing shrinks on a telephone.
Shapes tell apart what colours tell apart. What the picture shows stands in its description, in words.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from bot.export.elements import element
from bot.locales.wording import labelled
from bot.postmortem.course_of_events import Course, Lane, Look, Stretch, Strip
from bot.postmortem.times import Clock

#: Pixels: from line to line, and how high a stretch is.
_LINE, _BAR = 20, 10
#: Percent of the width that the line of time leaves at either side.
_MARGIN = 3.0
#: Percent of the width from where on a word beside a mark stands before it.
_LATE_HALF = 50.0
#: How many round times fit; fewer where each of them needs its date.
_TIMES, _DATES = 5, 4
_DATED = timedelta(hours=12)
_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (
        1,
        2,
        5,
        10,
        15,
        30,
        60,
        120,
        180,
        360,
        720,
        *(1440 * days for days in (1, 2, 7, 14, 30, 90, 365)),
    )
)


def drawn(course: Course, clock: Clock, language: str) -> Markup:
    """A figure with the picture, its title and its description in words."""
    drawing = _Drawing(course=course)
    parts, height = drawing.all()
    picture = element(
        "svg",
        element("title", course.title, id="course-title"),
        element("desc", in_words(course, clock, language), id="course-words"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby="course-title course-words",
        width="100%",
        height=height,
    )
    return element("figure", element("figcaption", f"{course.title} (UTC)"), picture)


def in_words(course: Course, clock: Clock, language: str) -> str:
    """What the picture shows, one sentence for a lane."""
    return (
        ". ".join(f"{labelled(lane.name, language)} {_lane(course, lane, clock)}" for lane in course.lanes)
        + "."
    )


def _lane(course: Course, lane: Lane, clock: Clock) -> str:
    return "; ".join(
        " ".join(part for part in (strip.name, ", ".join(_said(course, strip, clock))) if part)
        for strip in lane.strips
    )


def _said(course: Course, strip: Strip, clock: Clock) -> Iterator[str]:
    legend = dict(course.legend)
    if strip.marks:
        for mark in strip.marks:
            yield " ".join(part for part in (clock.utc(mark.at), legend.get(mark.look, "")) if part)
        return
    for stretch in strip.stretches:
        end = "" if stretch.goes_on else clock.utc(stretch.end)
        words = (f"{clock.utc(stretch.start)} – {end}".rstrip(), legend.get(stretch.look, ""))
        yield " ".join(part for part in words if part)


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    course: Course

    def all(self) -> tuple[list[Markup], int]:
        """Everything to be drawn, and how high it is."""
        parts: list[Markup] = []
        y = _LINE
        for lane in self.course.lanes:
            parts.append(element("text", lane.name, class_="lane", x="0", y=y))
            y += _LINE
            if legend := [*self._legend(lane, y)]:
                parts += legend
                y += _LINE
            for strip in lane.strips:
                parts += self._strip(strip, y)
                y += self._height(strip)
            y += _LINE // 2
        ticks = [*self._ticks(y)]
        return [*ticks, *parts], y + 2 * _LINE

    def _legend(self, lane: Lane, y: int) -> Iterator[Markup]:
        """On a line of its own, what the shapes of the lane's marks say; nothing for other lanes."""
        if any(mark.look in (Look.ON_TIME, Look.LATE) for strip in lane.strips for mark in strip.marks):
            for place, (look, name) in zip((_MARGIN, _LATE_HALF), self.course.legend, strict=False):
                yield _shape(look, place, y - 4)
                yield element("text", name, class_="quiet", x=f"{place:g}%", dx="10", y=y)

    def _height(self, strip: Strip) -> int:
        return 2 * _LINE if strip.name and strip.stretches else _LINE

    def _strip(self, strip: Strip, y: int) -> Iterator[Markup]:
        """A name stands above its stretches, and beside its only mark."""
        if strip.stretches and strip.name:
            yield element("text", strip.name, class_="quiet", x=f"{_MARGIN:g}%", y=y)
            y += _LINE - 4
        for stretch in strip.stretches:
            yield self._stretch(stretch, y - _BAR)
        for mark in strip.marks:
            place = self._place(mark.at)
            yield _shape(mark.look, place, y - _BAR / 2)
            if strip.name and not strip.stretches:
                yield _beside(strip.name, place, y - 1)

    def _stretch(self, stretch: Stretch, y: float) -> Markup:
        start, end = self._place(stretch.start), self._place(stretch.end)
        # What is late is thin: a shape of its own beside the marks that end it.
        thin = stretch.look is Look.LATE
        return element(
            "rect", class_=stretch.look.value, x=f"{start:.2f}%", width=f"{max(end - start, 0.4):.2f}%",
            y=y + 3 if thin else y, height=4 if thin else _BAR, rx="2",
        )  # fmt: skip

    def _ticks(self, height: int) -> Iterator[Markup]:
        day = None
        for at in _rounded(self.course.start, self.course.end):
            place = self._place(at)
            anchor = "start" if place < 15 else "end" if place > 85 else "middle"
            x = f"{place:.2f}%"
            yield element("line", class_="grid", x1=x, x2=x, y1="0", y2=height)
            yield element("text", f"{at:%H:%M}", class_="quiet", x=x, y=height + 14, text_anchor=anchor)
            if at.date() != day:
                day = at.date()
                label = day.isoformat()
                yield element("text", label, class_="quiet", x=x, y=height + 30, text_anchor=anchor)

    def _place(self, at: datetime) -> float:
        """Where an instant stands, in percent of the width."""
        share = (at - self.course.start) / (self.course.end - self.course.start)
        return _MARGIN + share * (100 - 2 * _MARGIN)


def _shape(look: Look, place: float, y: float) -> Markup:
    """A mark: round, and for what was late a square on its edge."""
    if look is not Look.LATE:
        return element("circle", class_=look.value, cx=f"{place:.2f}%", cy=f"{y:g}", r="5")
    square = element("path", class_=look.value, d="M0-7 7 0 0 7-7 0Z")
    # A path knows no percentages; the picture inside the picture does.
    return element("svg", square, x=f"{place:.2f}%", y=f"{y:g}", width="1", height="1", overflow="visible")


def _beside(name: str, place: float, y: float) -> Markup:
    x = f"{place:.2f}%"
    if place > _LATE_HALF:
        return element("text", name, class_="quiet", x=x, dx="-10", y=y, text_anchor="end")
    return element("text", name, class_="quiet", x=x, dx="10", y=y)


def _rounded(start: datetime, end: datetime) -> Iterator[datetime]:
    """A few round times of UTC between the two, both included."""
    length = end - start
    fit = (step for step in _STEPS if length / step <= (_DATES if step >= _DATED else _TIMES))
    step = next(fit, length)
    day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at = day + step * -((day - start) // step)
    while at <= end:
        yield at
        at += step
