"""The form that is read at once is read as the grammar reads it."""

from hypothesis import given
from hypothesis import strategies as st

from fxcli.currency import HOME
from fxcli.page.line import canonical
from fxcli.page.strip import usual_rate
from fxcli.page.ticker import parse

DIGITS = st.text("0123456789", min_size=1)
BLANKS = st.text(" \t\x1e", max_size=3)


@st.composite
def usual_lines(draw: st.DrawFn) -> str:
    bullet = draw(st.sampled_from(["", "• "]))
    base, quote = draw(st.permutations(HOME))[:2]
    figures = f"{draw(DIGITS)[:15]}.{draw(DIGITS)[:18]}"
    change = draw(DIGITS)[:4] + draw(st.sampled_from(["", ".0", ".28", ".125"]))
    behind = draw(st.sampled_from(["", f" {change}%", f" -{change}%"]))
    return f"{draw(BLANKS)}{bullet}{base}/{quote} = {figures}{behind}{draw(BLANKS)}"


@given(usual_lines(), st.sampled_from([None, "."]))
def test_a_usual_line_is_read_as_the_grammar_reads_it(line: str, decimal: str | None) -> None:
    (match,) = parse(canonical(line.encode()), decimal=decimal)
    assert usual_rate(line.encode(), decimal) == match.printed
    assert not match.days
    assert not match.ends_line


@given(usual_lines())
def test_where_a_dot_may_group_digits_no_line_is_usual(line: str) -> None:
    assert usual_rate(line.encode(), ",") is None


@given(usual_lines(), st.data())
def test_of_another_line_nothing_is_said(line: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(line)))
    changed = line[:place] + data.draw(st.sampled_from(list("|*=/,?xК\u00a0\x1d\x1f"))) + line[place:]
    assert usual_rate(changed.encode()) is None
