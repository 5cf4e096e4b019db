"""The rates of a history as one HTML page for people, which needs nothing but itself.

The only module that knows Jinja. All text reaches the page through its escaping; the page forbids itself scripts and
everything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fxcli import __version__, currency
from fxcli.errors import FxcliError
from fxcli.history.doubt import Doubt, Kind
from fxcli.number import plain
from fxcli.output import plot
from fxcli.output.figures import by_month, inverse, moved, percent, within
from fxcli.output.steps import GAP_DAYS, by_currencies, in_words
from fxcli.output.terminal import age, clean
from fxcli.rate import Rate, latest

_LONGEST_NAME = 120
_MOST_SOURCES = 12
"""Of one series, one by one; the others are counted."""


class Origin(NamedTuple):
    """Sources of a series whose names differ in their digits alone, as those of several days do."""

    name: str
    sources: int
    days: int
    first: date | None
    last: date | None


_TO_CHECK = {
    Kind.JUMP: "Moved by more than 20% within 30 days.",
    Kind.CHANGE: "Moved otherwise than the page prints.",
    Kind.TRIANGLE: "Cannot be true together with two others of their day.",
    Kind.INVERSE: "Cannot be true together with the same pair the other way round, of their day.",
}
_MOST_DOUBTS = 100
"""Of one kind, one by one; the others are counted."""


def page(every: Sequence[Sequence[Rate]], doubts: Sequence[Doubt], since: date | None, day: date) -> str:
    """The report of some series up to a day, from which ages are counted.

    Each series is of one pair and has dated rates in the order of their days, one a day. `doubts` are those of the
    stored rates that are to be checked. Raises FxcliError where Jinja or matplotlib are not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError as error:
        raise FxcliError("a report needs another library: pip install 'fxcli[report]'") from error

    environment = Environment(
        loader=PackageLoader("fxcli", "output"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(plain=plain, percent=percent, name=currency.name, source=_shown)
    style = environment.get_template("report.css").render(plot=plot)
    return environment.get_template("report.html").render(
        version=__version__,
        style=Markup(style),  # noqa: S704 - our own
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        day=day,
        since=since,
        every=every,
        latest=latest(rate for series in every for rate in series),
        charts=[(in_words(some), Markup(plot.on_a_page(some))) for some in by_currencies(every)],  # noqa: S704 - our own
        gap_days=GAP_DAYS,
        by_month=by_month,
        origins=_origins,
        doubt_count=len(doubts),
        doubtful=_by_kind(doubts),
        moved=moved,
        inverse=inverse,
        within=within,
        age=age,
    )


def _origins(series: Sequence[Rate]) -> list[Origin]:
    """Where a series comes from: those that gave most days first."""
    found: dict[str, list[Rate]] = {}
    for rate in series:
        found.setdefault(re.sub(r"[0-9]+(?:[-./_][0-9]+)*", "…", rate.source), []).append(rate)
    origins = []
    for pattern, rates in found.items():
        sources = {rate.source for rate in rates}
        name = pattern if len(sources) > 1 else rates[0].source
        origins.append(Origin(_shown(name), len(sources), len(rates), rates[0].date, rates[-1].date))
    origins.sort(key=lambda origin: -origin.days)
    rest = origins[_MOST_SOURCES:]
    if not rest:
        return origins
    days = [day for origin in rest for day in (origin.first, origin.last) if day]
    others = Origin("others", sum(it.sources for it in rest), sum(it.days for it in rest), min(days), max(days))
    return [*origins[:_MOST_SOURCES], others]


def _by_kind(doubts: Iterable[Doubt]) -> list[tuple[str, Sequence[Doubt], int]]:
    """For each kind of doubt what it says, the first of them, and how many more there are."""
    found: dict[Kind, list[Doubt]] = {kind: [] for kind in _TO_CHECK}
    for doubt in doubts:
        found[doubt.kind].append(doubt)
    return [
        (_TO_CHECK[kind], some[:_MOST_DOUBTS], max(0, len(some) - _MOST_DOUBTS)) for kind, some in found.items() if some
    ]


def _shown(name: str) -> str:
    """A name without characters that are not printable; of a long one both ends."""
    name = clean(name)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME * 2 // 3]} … {name[-(_LONGEST_NAME // 3) :]}"
