"""The sums of a converted column: what was paid in each currency, and what the results come to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal, Inexact

from fxcli import currency
from fxcli.conversion import Conversion
from fxcli.number import plain

_EXACT = Context(prec=100, traps=[Inexact])
_ZERO = Decimal(0)


class Totals:
    """Adds up conversions to some currencies row by row. A sum of results is that of the column as it is written."""

    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = targets
        self._rows: Counter[str] = Counter()
        self._sums: dict[str, Decimal] = {}
        self._results: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
        self._converted: Counter[str] = Counter()

    def add(self, answers: Iterable[Conversion]) -> None:
        """Add the conversions of the amount of one row: one for each target that it has a result in."""
        for number, answer in enumerate(answers):
            if number == 0:
                self._rows[answer.base] += 1
                self._sums[answer.base] = _EXACT.add(self._sums.get(answer.base, _ZERO), answer.amount)
            before = self._results.get(answer.quote, (_ZERO, _ZERO, _ZERO))
            row = (answer.result, answer.low, answer.high)
            result, low, high = map(_EXACT.add, before, row)
            self._results[answer.quote] = result, low, high
            self._converted[answer.quote] += 1

    def lines(self) -> Iterator[str]:
        """`35500.50 UZS in 1 row` for each currency, and for each target `total 1.47 USD (1.28 to 1.65) of 2 rows`.

        Rows that have a result, but not in this target, are counted behind its total.
        """
        for code in sorted(self._sums, key=currency.order):
            yield f"{plain(self._sums[code])} {code} in {_rows(self._rows[code])}"
        for code in self._targets if self._sums else ():
            missing = self._rows.total() - self._converted[code]
            verb = "has" if missing == 1 else "have"
            others = f"; {_rows(missing)} {verb} a result, but none in {code}" if missing else ""
            yield self._total(code) + others

    def _total(self, code: str) -> str:
        if code not in self._results:
            return f"no total in {code}"
        result, low, high = map(plain, self._results[code])
        return f"total {result} {code} ({low} to {high}) of {_rows(self._converted[code])}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
