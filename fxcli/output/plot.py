"""Series of rates as pictures: a file with a white ground, or SVG that takes the colours of the page around it.

The only module that knows matplotlib. It is used without pyplot: no window, no state, no display; and a picture of the
same rates is the same file each time, whatever the user's own settings of matplotlib are.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

from fxcli.errors import FxcliError
from fxcli.output.steps import (
    GAP_DAYS,
    Step,
    by_currencies,
    direction,
    gaps,
    in_words,
    labelled_days,
    span,
    steps,
    thinned,
)
from fxcli.rate import Rate

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = {"svg": "svg", "png": "png", "pdf": "pdf"}
"""What a picture can be, by the ending of its name."""

INK, GRID = "#333333", "#dddddd"
EXACT, COARSE = "#0b5cad", "#b23a00"
"""Of two series the more exact one and the other: told apart in grey, too, and by those who see no red."""
_BAND, _BAND_IN_GAP = 0.3, 0.12
"""How opaque the band of a rounding interval is."""
_DOTS = (0, (1, 2))
_FEW = 60
"""So many rates, at most, are marked one by one."""


class _Size(NamedTuple):
    """Of the chart of two currencies, in points."""

    width: float
    height: float
    font: float
    day_labels: int
    """So many fit below it."""

    @property
    def columns(self) -> int:
        """What it shows side by side: two steps a point are told apart where it is enlarged."""
        return round(self.width)


_ALONE = _Size(width=576, height=324, font=10, day_labels=6)
_AMONG_OTHERS = _Size(width=400, height=240, font=10, day_labels=4)
_ON_A_PAGE = _Size(width=344, height=215, font=10, day_labels=4)


def picture(every: Sequence[Sequence[Rate]], form: str) -> bytes:
    """Charts of some series as a file, `svg`, `png` or `pdf`: one for each two currencies, side by side.

    Each series is of one pair and has dated rates in the order of their days, one a day. Where two currencies have a
    series in each direction, the less exact one is turned round. Raises FxcliError where matplotlib is not installed.
    """
    charts = by_currencies(every)
    unsaid = {"svg": ("Date", "Creator"), "png": ("Software",), "pdf": ("CreationDate", "Creator", "Producer")}
    metadata = {"Title": in_words(every)} | dict.fromkeys(unsaid[form])
    drawn = _saved(charts, _AMONG_OTHERS if len(charts) > 1 else _ALONE, form, metadata)
    return f"{_tidy(drawn.decode())}\n".encode() if form == "svg" else drawn


def on_a_page(chart: Sequence[Sequence[Rate]]) -> str:
    """The chart of two currencies as an SVG element of an HTML document: no ground, no size, no text alternative.

    It has no styles, which the policy of a page may forbid, only attributes, so that a style sheet can name other
    colours for INK, GRID, EXACT and COARSE. Its ids are those of no other pair.
    """
    drawn = _saved([chart], _ON_A_PAGE, "svg", dict.fromkeys(("Date", "Creator", "Format", "Type")))
    head, _, content = _tidy(drawn.decode()).partition(">")
    (view,) = re.findall(r'viewBox="[^"]*"', head)
    return f'<svg {view} stroke-linejoin="round">{content}'


_Chart = Sequence[Sequence[Rate]]
"""The series of two currencies."""


def _saved(charts: Sequence[_Chart], size: _Size, form: str, metadata: Mapping[str, str | None]) -> bytes:
    file = io.BytesIO()
    with _settings(size, " ".join("/".join(direction(chart)) for chart in charts)):
        figure = _figure(charts, size)
        figure.savefig(file, format=form, dpi=200, transparent=size is _ON_A_PAGE, metadata=dict(metadata))
    return file.getvalue()


_NOT_DRAWN = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<defs>\s*<style.*?</defs>", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_PATH = re.compile(r' d="([^"]*)"')
_PLACE = re.compile(r' (x|y|width|height)="([0-9.-]+)"')
_ID = re.compile(r' id="([^"]*)"')
_BETWEEN = re.compile(r"(?<=>)\s+(?=<)")


def _tidy(svg: str) -> str:
    """An SVG of matplotlib without what nobody sees of it, in a third of the length."""
    svg = _NOT_DRAWN.sub("", svg)
    used = set(re.findall(r'#(\w+)[")]', svg))
    svg = _ID.sub(lambda it: it[0] if it[1] in used else "", svg)
    svg = _STYLE.sub(lambda it: "".join(' {}="{}"'.format(*part.split(": ")) for part in it[1].split("; ")), svg)
    svg = _PATH.sub(lambda it: f' d="{_shortened(it[1])}"', svg)
    svg = _PLACE.sub(lambda it: f' {it[1]}="{_short(float(it[2]))}"', svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*"', "", svg)
    return _BETWEEN.sub("", svg).replace("<svg", '<svg stroke-linejoin="round"', 1).strip()


def _shortened(path: str) -> str:
    """A path with two decimals and, instead of lines to both coordinates, those across and those up or down."""
    pieces: list[str] = []
    x = y = ""
    for command, figures in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [_short(float(figure)) for figure in figures.split()]
        if command == "L" and numbers[1] == y:
            pieces.append(f"H{numbers[0]}")
        elif command == "L" and numbers[0] == x:
            pieces.append(f"V{numbers[1]}")
        else:
            pieces.append(command + " ".join(numbers))
        x, y = numbers[-2:] if numbers else ("", "")
    return "".join(pieces)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _settings(size: _Size, salt: str) -> AbstractContextManager[None]:
    """Matplotlib's own settings and ours, in place of those of the user; the ids of an SVG depend on `salt`."""
    try:
        from matplotlib import style
    except ImportError as error:
        raise FxcliError("a chart needs another library: pip install 'fxcli[plot]'") from error
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # that it makes a cache of fonts is no news
    ours = {
        "font.size": size.font,
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": size.font + 1,
        "axes.titleweight": "bold",
        "figure.constrained_layout.h_pad": 0.08,
        "figure.constrained_layout.hspace": 0.06,
        "figure.constrained_layout.w_pad": 0.08,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
    }
    return style.context(["default", ours])


def _figure(charts: Sequence[_Chart], size: _Size) -> Figure:
    from matplotlib.figure import Figure

    across = min(len(charts), 2 if len(charts) <= 4 else 3)
    down = -(-len(charts) // across)
    figure = Figure(figsize=(across * size.width / 72, down * size.height / 72), layout="constrained")
    first, end = span(series for chart in charts for series in chart)
    days = labelled_days(first, end, size.day_labels)
    edge = (end - first) * 0.01
    for place, chart in enumerate(charts, 1):
        axes = figure.add_subplot(down, across, place)
        _draw_chart(axes, chart, size)
        axes.set_xlim(first - edge, end + edge)
        axes.set_xticks(*zip(*days, strict=True))
    _explain(figure, charts, size)
    return figure


def _draw_chart(axes: Axes, chart: _Chart, size: _Size) -> None:
    base, quote = direction(chart)
    axes.set_title(f"{base}/{quote}: {quote} for 1 {base}")
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    drawn = [thinned(steps(series, base), size.columns) for series in chart]
    low, high = (min(step.low for it in drawn for step in it), max(step.high for it in drawn for step in it))
    edge = max((high - low) * 0.05, high * 1e-9)  # of very exact rates no axis can show the interval
    axes.set_ylim(low - edge, high + edge)
    _label_rates(axes)
    for series, it in zip(chart, drawn, strict=True):
        _draw(axes, it, EXACT if series[0].base == base else COARSE)


def _label_rates(axes: Axes) -> None:
    """Plain figures with the same decimals: Matplotlib's own have exponents, or not enough digits."""
    from matplotlib.ticker import MaxNLocator

    low, high = axes.get_ylim()
    found = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = [Decimal(f"{tick:.15g}") for tick in found if low <= tick <= high]
    decimals = max((-int(tick.as_tuple().exponent) for tick in ticks), default=0)
    axes.set_yticks([float(tick) for tick in ticks], [f"{tick:.{max(0, decimals)}f}" for tick in ticks])


def _draw(axes: Axes, drawn: Sequence[Step], colour: str) -> None:
    """A series: the band of its intervals, its line, dotted and pale within a gap, and marks where they are few."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import StepPatch

    edges = [step.start for step in drawn] + [drawn[-1].end]

    def add(
        values: list[float], baseline: Any, **look: Any
    ) -> None:  # Matplotlib's types know but one of its baselines
        axes.add_artist(StepPatch(values, edges, baseline=baseline, **look))

    for is_gap, opacity in ((False, _BAND), (True, _BAND_IN_GAP)):
        highs = [step.high if step.is_gap is is_gap else nan for step in drawn]
        add(highs, [step.low for step in drawn], fill=True, color=colour, alpha=opacity, linewidth=0)
    width = 1.5 if len(drawn) <= _FEW else 1
    line = [nan if step.is_gap else step.value for step in drawn]
    by_a_gap = [any(step.is_gap for step in drawn[max(0, at - 1) : at + 2]) for at in range(len(drawn))]
    dotted = [step.value if dots else nan for step, dots in zip(drawn, by_a_gap, strict=True)]
    add(line, None, fill=False, edgecolor=colour, linewidth=width)
    add(dotted, None, fill=False, edgecolor=colour, linewidth=width, linestyle=_DOTS)
    marked = [step for step in drawn if len(drawn) <= _FEW or step.is_gap]
    days, values = [step.start for step in marked], [step.value for step in marked]
    axes.add_artist(Line2D(days, values, color=colour, marker="o", markersize=4, linestyle="none"))


def _explain(figure: Figure, charts: Sequence[_Chart], size: _Size) -> None:
    """A legend below the charts; on a page, which explains the rest in words, only where it tells two lines apart."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    shown: dict[str, Artist] = {"as printed": Line2D([], [], color=EXACT)}
    if any(len(chart) > 1 for chart in charts):
        shown["turned round"] = Line2D([], [], color=COARSE)
    if size is not _ON_A_PAGE:
        shown["what rounding leaves open"] = Patch(color=INK, alpha=_BAND, linewidth=0)
        if any(gaps(series) for chart in charts for series in chart):
            shown[f"no rate for more than {GAP_DAYS} days"] = Line2D([], [], color=INK, linestyle=_DOTS)
    if len(shown) > 1:
        figure.legend(
            list(shown.values()),
            list(shown),
            loc="outside lower left",
            ncols=len(shown),
            fontsize=size.font - 1,
            borderaxespad=0.2,
        )
