"""A table as a file: SVG or HTML that needs nothing from the network, black on a white ground."""

from __future__ import annotations

import io
from html import escape

from rich.console import Console, RenderableType
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

FORMATS = {"svg": "svg", "html": "html", "htm": "html"}
"""What a table can be drawn as, by the ending of its name."""

# Rich's own pictures fetch their font from a server; the fonts here are those that machines have. Each piece of a line
# has its place and its length, so that columns stand under one another in any of them.
_FONTS = 'Menlo, "DejaVu Sans Mono", "Cascadia Mono", Consolas, monospace'
_FONT_ASPECT = 0.602
"""Width to height of a character in the first two of these fonts; in the others it differs by little."""
_SVG = """\
<svg viewBox="0 0 {{width}} {{height}}" xmlns="http://www.w3.org/2000/svg">
<title>{title}</title>
<style>
.{{unique_id}}-matrix {{{{ font: {{char_height}}px/{{line_height}}px {fonts} }}}}
.{{unique_id}}-title {{{{ font: bold 18px sans-serif }}}}
{{styles}}
</style>
<defs>{{lines}}</defs>
<rect fill="#ffffff" width="{{width}}" height="{{height}}"/>
<text class="{{unique_id}}-title" x="{{terminal_x}}" y="28">{title}</text>
<g transform="translate({{terminal_x}}, {{terminal_y}})">
{{backgrounds}}
<g class="{{unique_id}}-matrix" xml:space="preserve">
{{matrix}}
</g>
</g>
</svg>
"""
_HTML = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{{{ color: {{foreground}}; background: {{background}} }}}}
pre, code {{{{ font-family: {fonts} }}}}
{{stylesheet}}
</style>
</head>
<body>
<pre><code>{{code}}</code></pre>
</body>
</html>
"""


def of_table(table: RenderableType, form: str, title: str) -> bytes:
    """The picture of a table, as wide as it needs: `svg` or `html`."""
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
    console.width = console.measure(table).maximum
    console.print(table)
    names = {"title": escape(title), "fonts": _FONTS}
    if form == "html":
        return console.export_html(theme=DEFAULT_TERMINAL_THEME, code_format=_HTML.format(**names)).encode()
    drawn = console.export_svg(
        theme=DEFAULT_TERMINAL_THEME, code_format=_SVG.format(**names), font_aspect_ratio=_FONT_ASPECT
    )
    return drawn.encode()
