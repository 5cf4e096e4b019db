"""What on a line is written as a rate: a pair or a unit form, a number, and what is understood behind it."""

from typing import NamedTuple

from fxcli.page.before import begins, follows, is_alone, skip_divider
from fxcli.page.behind import Understood, understand
from fxcli.page.head import Head, find_head, read_head, turned_round
from fxcli.page.markup import BLOCK, CELL
from fxcli.page.value import Value, read_unseparated, read_value

CELL_OR_BLOCK = (CELL, BLOCK)
"""Separators between a pair that stands alone in its cell or block and a number alone in the next."""


class Candidate(NamedTuple):
    """A rate as it is written, before what stands around it is judged."""

    head: Head
    value: Value
    behind: Understood
    stop: int
    """Where its line ends; a cell may hold several."""
    at_start: bool


def candidates(text: str, start: int, stop: int, decimal: str | None) -> list[Candidate]:
    """Whatever is written as a rate on a line, in their order.

    `decimal` is that of `fxcli.page.ticker.parse`.
    """
    rates: list[Candidate] = []
    floor = start
    found = _heads(text, start, stop, decimal)
    for (head, value), (following, _) in zip(found, [*found[1:], (None, None)], strict=False):
        floor = _turned_round(text, floor, head.begin, decimal, rates)
        if head.start < floor or not _is_in_place(text, floor, head, at_start=not rates):
            continue
        end = len(text) if head.separator in CELL_OR_BLOCK and not following else stop  # a cell may hold several lines
        if following and following.begin < value.end:
            own = read_value(text, head, following, stop, decimal)
            if own is None:
                continue
            value = own
        limit = following.begin if following and following.begin >= value.end else end
        behind = Understood(value.end, name_end=-1 if head.quote else value.end, is_money=not head.quote)
        if value.figures:
            behind = understand(text, behind, limit, value.figures, head.base, value.quote)
        rates.append(Candidate(head, value, behind, end, not rates))
        floor = behind.end
    _turned_round(text, floor, stop, decimal, rates)
    return rates


def _heads(text: str, start: int, stop: int, decimal: str | None) -> list[tuple[Head, Value]]:
    """Whatever may be the head of a rate, with what stands behind it and may be its number."""
    heads: list[tuple[Head, Value]] = []
    position = begin = end = start
    while found := find_head(text, position, stop):
        head = read_head(text, found, begin, end)
        value = read_value(text, head, None, stop, decimal) if head else None
        position = found.start() + 1
        if head and value:
            heads.append((head, value))
            position = begin = max(position, head.end)
            end = value.end
    return heads


def _is_in_place(text: str, floor: int, head: Head, *, at_start: bool) -> bool:
    """Whether a head stands where one of its kind may stand."""
    if head.separator in CELL_OR_BLOCK:
        return is_alone(text, floor, head)
    if not head.must_begin:
        return True
    return begins(text, floor, head) if at_start else follows(text, floor, head)


def _turned_round(text: str, floor: int, limit: int, decimal: str | None, rates: list[Candidate]) -> int:
    """Add the unit forms turned round that begin a line or follow a rate, one behind the other; returns their end."""
    while "1" in text[floor:limit] and (found := turned_round(text, skip_divider(text, floor, limit), limit)):
        head, figures, end = found
        value = Value(end, figures, read_unseparated(figures, decimal), head.quote, figures)
        behind = understand(text, Understood(end, is_money=True, name_end=end), limit, figures, head.base, head.quote)
        rates.append(Candidate(head, value, behind, limit, not rates))
        floor = behind.end
    return floor
