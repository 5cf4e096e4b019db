"""A long text is cut only where nothing beside the cut can say anything of rates."""

import pytest

from fxcli.page.seam import is_seam

PROSE = "The harvest of the valley grew again, said the minister of the railway"
ABOVE, BELOW = [PROSE] * 9, [PROSE] * 6


def can_be_cut(above: list[str], below: list[str], encoding: str = "utf-8") -> bool:
    """Whether a text can be cut between some lines; the one before the first is not whole."""
    first, second = ("".join(f"{line}\n" for line in lines) for lines in (["x", *above], below))
    return is_seam(first.encode(encoding), second.encode(encoding))


@pytest.mark.parametrize(
    "line",
    [
        *("KGS/USD = 0.01144", "Buy 1 USD", "usd was sold and bought by all banks of the valley again and again"),
        *("1 доллар США — 10.9135 сомони", "09 December 2025", "2025-12-09 10:30", "On 7 December 2025 it snowed"),
        *(
            "a &amp; b",
            "<td>",
            f"{PROSE * 9} <b>",
            f"{PROSE} -->",
            f"{PROSE}\r{PROSE}",
            f"{PROSE} UЅD/КZT",
            "EUR/K\u00adGS",
        ),
        "-" * 1100 + " 1 евро = 578,77 тенге",
    ],
)
def test_lines_of_prose_stand_on_each_side_of_a_cut(line: str) -> None:
    assert can_be_cut([line, *ABOVE], [*BELOW, line])
    assert not can_be_cut([PROSE, line, *ABOVE[1:]], BELOW)
    assert not can_be_cut(ABOVE, [*BELOW[1:], line, PROSE])


@pytest.mark.parametrize("line", ["", " \t", "\r", "short", "----", "=" * 80, "2024"])
def test_lines_that_say_nothing_are_not_counted(line: str) -> None:
    assert can_be_cut([*ABOVE, line, line], [line, *BELOW])
    assert not can_be_cut([line, line, *ABOVE[1:]], BELOW)
    assert not can_be_cut(ABOVE, [line, line, *BELOW[1:]])


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_prose_is_known_in_any_alphabet(encoding: str) -> None:
    line = "Урожай в долине снова вырос, сказал министр железных дорог и музеев"
    assert can_be_cut([line] * 9, [line] * 6, encoding)


@pytest.mark.parametrize("opening", ["<!-- ", "<script>", "<style type='x'>", "<!-- <script> --><style>"])
def test_no_text_is_cut_within_a_comment(opening: str) -> None:
    assert not can_be_cut([opening, *ABOVE], BELOW)
    assert not can_be_cut([opening + "x" * 2_000_000, *ABOVE], BELOW)
    assert can_be_cut([opening + "-->" + "</script>" + "</style>", *ABOVE], BELOW)


def test_a_line_that_is_not_whole_is_not_asked() -> None:
    text = "\n".join(BELOW).encode()
    assert not is_seam(("x\n" + "\n".join(ABOVE) + "\n").encode(), text)
    assert is_seam(("x\n" + "\n".join(ABOVE) + "\n").encode(), text + b"\n")
