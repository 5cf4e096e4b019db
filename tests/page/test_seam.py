"""A long text is cut only where nothing beside the cut can say anything of rates."""

import pytest

from fxcli.page.seam import find_seam

PROSE = "The harvest of the valley grew again, said the minister of the railway"
ABOVE, BELOW = [PROSE] * 9, [PROSE] * 6


def seam_of(lines: list[str], before: str = "") -> int:
    """The line before which a text is cut, counted from 0; -1 where it is not."""
    text = "".join(f"{line}\n" for line in lines).encode()
    seam = find_seam(before.encode(), text)
    return text.count(b"\n", 0, seam) if seam != -1 else -1


@pytest.mark.parametrize(
    "line",
    [
        *(
            "KGS/USD = 0.01144",
            "Buy 1 USD",
            "usd was sold and bought by all banks of the valley again and again",
        ),
        *("1 доллар США — 10.9135 сомони", "09 December 2025", "2025-12-09 10:30", "On 7 December 2025 it snowed"),
        *("a &amp; b", "<td>"),
    ],
)
def test_lines_of_prose_stand_on_each_side_of_a_cut(line: str) -> None:
    assert seam_of([*ABOVE, *BELOW[1:], line, *ABOVE, *BELOW[1:], line]) == -1
    assert seam_of([line, *ABOVE, *BELOW, line]) == 10
    assert seam_of([*ABOVE, *BELOW[1:], line, *ABOVE, *BELOW, line]) == 24


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_prose_is_known_in_any_alphabet(encoding: str) -> None:
    line = "Урожай в долине снова вырос, сказал министр железных дорог и музеев\n".encode(encoding)
    assert find_seam(b"", line * 15) == len(line) * 9


@pytest.mark.parametrize("line", ["", " \t", "short", "----", "=" * 80, "2024"])
def test_lines_that_say_nothing_are_not_counted(line: str) -> None:
    assert seam_of([line, *ABOVE, line, *BELOW[1:], line]) == -1
    assert seam_of([line, *ABOVE, line, *BELOW[1:], line, PROSE]) == 10


@pytest.mark.parametrize("opening", ["<!-- ", "<script>", "<style type='x'>"])
def test_no_text_is_cut_within_a_comment(opening: str) -> None:
    prose = [*ABOVE, *BELOW]
    assert seam_of(prose, opening) == -1
    assert seam_of(prose, opening + "x" * 2_000_000) == -1
    assert seam_of(prose, opening + "-->" + "</script>" + "</style>") == 9


def test_a_text_that_ends_within_a_line_is_not_cut_behind_it() -> None:
    text = "\n".join([*ABOVE, *BELOW])
    assert find_seam(b"", text.encode()) == -1
    assert find_seam(b"", f"{text}\n".encode()) != -1
