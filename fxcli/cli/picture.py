"""A table on the screen, or as a picture: an SVG that needs nothing from the network."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from fxcli.cli.streams import print_table, write_bytes

CHART_COLUMNS = 80

# Rich's own picture fetches its font from a server; the fonts here are those that machines have. Each piece of a line
# has its place and its length, so that columns stand under one another in any of them.
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px Menlo, "DejaVu Sans Mono", "Cascadia Mono", monospace }}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""
_FONT_ASPECT = 0.602
"""Width to height of a character in the first two of these fonts; in the others it differs by little."""


def show(renderable: RenderableType, path: str | None, title: str) -> None:
    """Print a table or, where a path is given, write its picture to it; `-` is standard output."""
    if path is None:
        print_table(renderable)
        return
    write_bytes([_svg(renderable, title).encode()], path)


def _svg(renderable: RenderableType, title: str) -> str:
    """The picture of a table or a text, as wide as it needs."""
    console = Console(
        file=io.StringIO(),
        record=True,
        force_terminal=True,
        color_system="truecolor",
        no_color=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        width=10_000,
    )
    console.width = console.measure(renderable).maximum
    console.print(renderable)
    return console.export_svg(title=title, code_format=_FORMAT, font_aspect_ratio=_FONT_ASPECT)
