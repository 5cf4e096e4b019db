"""The command line. The only room that knows Click, the clock, standard streams and exit codes.

What a command does not always need is imported where it is needed: start-up is a feature.
"""

from __future__ import annotations

import errno
import functools
import io
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from fxcli import __version__
from fxcli.errors import FxcliError, NoRateError, NoRatesError, OutputError, UsageError
from fxcli.screen import clean

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import RenderableType

    from fxcli.lines import Status
    from fxcli.page import Snapshot
    from fxcli.rate import Rate
    from fxcli.reading import Outcome
    from fxcli.store import Entry

_Command = TypeVar("_Command", bound=Callable[..., Any])

_FORMATS = ("csv", "json", "jsonl")
_WIDEST = 10_000
"""Columns of a table in a pipe, at most."""

_DATE_FORMS = "2025-12-09, 9 December 2025, 09.12.2025, today or yesterday"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code and never raises for what a user can cause."""
    sys.stdout = sys.stdout or _ClosedStream()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = fxcli.main(arguments, prog_name="fxcli", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return 130
    except FxcliError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except OSError as error:
        _abandon_stdout()
        _say(f"the output could not be written ({os.strerror(error.errno or 0)})")
        return OutputError.exit_code


def _abandon_stdout() -> None:
    """Keep the interpreter from flushing, at its end, what can no longer be written."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _ClosedStream(io.TextIOBase):
    """What Python leaves as None when a process is started with its standard output closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


class _ReaderLeftError(BrokenPipeError):
    """`| head` has seen enough. Without an errno, so that Click lets it pass."""


def _say(message: str) -> None:
    click.echo(f"fxcli: {clean(message)}", err=True)


def _write(pieces: Iterable[str]) -> None:
    """Data to standard output, as UTF-8 with the line ends it has."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise _ReaderLeftError from error


def _print(renderable: RenderableType) -> None:
    """A table to standard output: as wide as the terminal, in a pipe as wide as it needs."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDEST
        console.width = console.measure(renderable).maximum
    with console.capture() as captured:
        console.print(renderable)
    _write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def _parse_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from fxcli.dating import full_date

    named = {"today": _today(), "yesterday": _today() - timedelta(days=1)}
    day = named.get(value.strip().lower()) or full_date(value)
    if day is None:
        raise click.BadParameter(f"'{clean(value)}' names no day; write it like {_DATE_FORMS}")
    return day


def _today() -> date:
    return date.today()


def _option_date(name: str, parameter: str, help_text: str) -> Callable[[_Command], _Command]:
    return click.option(name, parameter, metavar="DATE", callback=_parse_date, help=help_text)


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON; money and rates are strings.")
_db = click.option(
    "--db", metavar="FILE", envvar="FXCLI_DB", show_envvar=True, help="The history; default: in your data directory."
)
_optional_sources = click.argument("sources", metavar="[SOURCE]...", nargs=-1)
_sources = click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
_on = _option_date("--on", "on", "By the latest rates on or before this day.")
_since = _option_date("--since", "since", "From this day on.")
_until = _option_date("--until", "until", "Up to this day.")


class _How(NamedTuple):
    """How sources are to be read."""

    dated: date | None
    decimal: str | None
    jobs: int | None


def _reading(command: _Command) -> _Command:
    """The options of every command that reads sources, as one argument `how`."""

    @functools.wraps(command)
    def with_how(*, dated: date | None, decimal: str | None, jobs: int | None, **rest: Any) -> Any:
        return command(how=_How(dated, decimal, jobs), **rest)

    for option in (
        click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes to read with; default: the cores."),
        click.option("--decimal", type=click.Choice([",", "."]), help="The sources' decimal mark; settles 12,105."),
        _option_date("--date", "dated", "The day of the sources' rates, whatever they print."),
    ):
        with_how = option(with_how)
    return cast("_Command", with_how)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: fxcli rates PAGE · fxcli import PAGE · fxcli convert 1000000 UZS USD · fxcli export -o rates.csv",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def fxcli(context: click.Context) -> None:
    """Currency rates of Central Asian news pages: read, kept, converted, exported.

    SOURCE is a file, a folder or - for standard input. Commands without SOURCE use the history, which
    fxcli import fills.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@fxcli.command(short_help="The latest rate of each pair, as a table.")
@_optional_sources
@_on
@_db
@_reading
@_json
def rates(sources: tuple[str, ...], on: date | None, db: str | None, how: _How, as_json: bool) -> int:
    """Print the latest rate of each pair in the sources, or in the history. Nothing is stored."""
    found, code = _latest(sources, db, how, on)
    if as_json:
        from fxcli.export import json

        _write(json.write(found))
    else:
        from fxcli import table

        _print(table.rates(found, on or _today()))
    return code


@fxcli.command(short_help="An amount in other currencies, with its interval.")
@click.argument("amount")
@click.argument("words", metavar="FROM [to] [TO]...", nargs=-1)
@click.option("-s", "--source", "sources", metavar="SOURCE", multiple=True, help="Rates from here, not the history.")
@_on
@click.option("--same-day", is_flag=True, help="Refuse rates of another day than --on, or today.")
@_db
@_reading
@click.option("--plain", is_flag=True, help="Print the bare number.")
@_json
def convert(
    amount: str,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    on: date | None,
    same_day: bool,
    db: str | None,
    how: _How,
    plain: bool,
    as_json: bool,
) -> int:
    """Convert AMOUNT of a currency: without TO to USD, from USD to the other home currencies.

    AMOUNT may be written 1500, 1,500.50, "1 500,50", 1.5k, 2m or 100usd.
    """
    from fxcli import lines, number
    from fxcli.convert import convert as convert_amount

    figure, base, targets = _understand_request(amount, words)
    usable, code = _latest(sources, db, how, on or (_today() if same_day else None), same_day=same_day)
    answers, failed = [], []
    for target in targets:
        try:
            answers.append(convert_amount(figure, base, target, usable))
        except NoRateError as error:
            failed.append(error)
    if not answers:
        raise failed[0]
    if as_json:
        from fxcli.export import json

        _write(json.array(answer.record() for answer in answers))
    elif plain:
        _write(f"{number.plain(answer.result)}\n" for answer in answers)
    else:
        _write(f"{line}\n" for line in lines.conversions(answers, on or _today()))
    for failure in failed:
        _say(str(failure))
    return max(code, 1 if failed else 0)


def _understand_request(amount: str, words: tuple[str, ...]) -> tuple[Decimal, str, list[str]]:
    """The amount, its currency and the target currencies of a call such as `100 USD to KZT`."""
    from fxcli import currency
    from fxcli.amount import understand

    figure, base = understand(amount)
    rest = list(words)
    if base is None:
        if not rest:
            raise UsageError("FROM is missing; write for example: fxcli convert 100 USD KZT")
        base = _understand_code(rest.pop(0))
    if rest and rest[0].lower() == "to":
        del rest[0]
        if not rest:
            raise UsageError("TO is missing after 'to'; write for example: fxcli convert 100 USD to KZT")
    if rest:
        return figure, base, list(dict.fromkeys(_understand_code(word) for word in rest))
    return figure, base, [code for code in currency.HOME if code != "USD"] if base == "USD" else ["USD"]


def _understand_code(word: str) -> str:
    """A currency's code; for what is plainly something else a hint of what was meant."""
    from fxcli import currency

    if word[:1].isdigit():
        raise UsageError(f"'{word}' is not a currency; put an amount with blanks in quotes: \"1 500,50\"")
    if os.path.exists(word):
        raise UsageError(f"'{word}' is not a currency; a page is given with -s: -s {word}")
    return currency.understand(word)


@fxcli.command("import", short_help="Read sources into the history.")
@_sources
@_db
@_reading
@_json
def import_(sources: tuple[str, ...], db: str | None, how: _How, as_json: bool) -> int:
    """Read the sources into the history: one line and one status for each.

    What was stored before stays as it is: the same page twice is `unchanged`.
    """
    from fxcli import lines, store
    from fxcli.export import json

    statuses: list[lines.Status] = []
    progress = _Progress()
    with ExitStack() as stack:
        history = None
        for batch in _batches(progress.watch(_outcomes(sources, how))):
            entries = [entry for outcome in batch for entry in _entries(outcome.snapshots)]
            if entries and history is None:  # nothing to store makes no history
                history = stack.enter_context(store.writing(db or store.default_path()))
            news = iter(history.add(entries) if history else ())
            progress.hide()
            for outcome in batch:
                new = [next(news) for _ in _entries(outcome.snapshots)]
                status = _status(outcome, any(new))
                statuses.append(status)
                if not as_json:
                    _write([f"{lines.status(status)}\n"])
    if as_json:
        _write(json.array(status.record() for status in statuses))
    else:
        _write([f"{lines.total(statuses)}\n"])
    states = {status.state for status in statuses}
    return 1 if "failed" in states or states.isdisjoint(("imported", "unchanged")) else 0


class _Progress:
    """A bar on standard error for work that takes longer than a second, when a person is watching."""

    def __init__(self) -> None:
        self._watched = sys.stderr is not None and sys.stderr.isatty()
        self._shown = False

    def watch(self, counted: tuple[int, Iterator[Outcome]]) -> Iterator[Outcome]:
        """Pass the outcomes on and show how many have been passed."""
        count, outcomes = counted
        started = time.monotonic()
        with click.progressbar(
            length=count,
            label="Reading",
            show_pos=True,
            file=sys.stderr,
            hidden=True,
            update_min_steps=max(1, count // 200),
        ) as bar:
            for outcome in outcomes:
                yield outcome
                bar.hidden = not self._watched or time.monotonic() - started < 1
                self._shown = not bar.hidden
                bar.update(1)
        self.hide()

    def hide(self) -> None:
        """Make room for other lines; the bar returns below them."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


_BATCH = 500
_BATCH_SECONDS = 1.0


def _batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes to store in one step: many, because each step waits for the disk; few, to keep what is done."""
    batch: list[Outcome] = []
    started = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) == _BATCH or time.monotonic() - started > _BATCH_SECONDS:
            yield batch
            batch, started = [], time.monotonic()
    if batch:
        yield batch


def _entries(snapshots: Sequence[Snapshot]) -> list[Entry]:
    """What of some snapshots can be stored: they hold rates and have a date."""
    from fxcli.store import Entry

    return [Entry(it.digest, it.date, it.source, it.rates, it.is_copy) for it in snapshots if it.date and it.rates]


def _status(outcome: Outcome, new: bool) -> Status:
    from fxcli.lines import Status

    stored = _entries(outcome.snapshots)
    if outcome.failure:
        _say(str(outcome.failure))
        return Status(outcome.source, "failed", None, 0, outcome.failure.reason)
    days = {entry.date for entry in stored}
    count = sum(len(entry.rates) for entry in stored)
    if any(it.rates and it.date is None for it in outcome.snapshots):
        _say(f"{outcome.source}: no full date stands beside the ticker or in the name; give its day with --date")
        return Status(outcome.source, "failed", None, count, "no-date")
    for snapshot in outcome.snapshots:
        _remark(snapshot)
    if not stored and outcome.named:
        _say(_nothing((outcome.source,)))
    if not stored:
        return Status(outcome.source, "failed" if outcome.named else "skipped", None, 0, "no-rates")
    day = days.pop() if len(days) == 1 else None
    return Status(outcome.source, "imported" if new else "unchanged", day, count, None)


@fxcli.command(short_help="Rates as CSV, JSON or JSON lines.")
@_optional_sources
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMATS, case_sensitive=False),
    help="Default: by the ending of FILE, else csv.",
)
@click.option("-o", "--output", metavar="FILE", help="Write FILE, whole or not at all.")
@_since
@_until
@click.option("--base", metavar="CODE", help="Only pairs with this base.")
@click.option("--all", "every", is_flag=True, help="Every observation, not one for each date and pair.")
@_db
@_reading
def export(
    sources: tuple[str, ...],
    form: str | None,
    output: str | None,
    since: date | None,
    until: date | None,
    base: str | None,
    every: bool,
    db: str | None,
    how: _How,
) -> int:
    """Write the rates of the sources, or of the history: one row for each date and pair."""
    from fxcli import currency
    from fxcli.export import FORMATS
    from fxcli.output import write_file

    code = currency.understand(base) if base else None
    with _observations(sources, db, how, since, until) as (found, failed):
        wanted = (rate for rate in found if code is None or rate.base == code)
        chosen = iter(wanted if every else _one_a_day(wanted, in_order=not sources))
        first = next(chosen, None)
        if first is None:
            raise NoRatesError("no rate fits: nothing to export" if code or since or until else _nothing(sources))
        ending = os.path.splitext(output or "")[1].removeprefix(".").lower()
        pieces = FORMATS[form or (ending if ending in FORMATS else "csv")](itertools.chain((first,), chosen))
        if output and output != "-":
            write_file(output, pieces)
        else:
            _as_utf8()
            _write(pieces)
    return 1 if failed else 0


def _one_a_day(rates: Iterable[Rate], *, in_order: bool) -> Iterator[Rate]:
    """For each date and pair the rate that a lookup would use: the one that comes last."""
    days = groupby(rates, key=lambda rate: rate.date) if in_order else [(None, rates)]
    for _, of_day in days:
        yield from {(rate.date, rate.base, rate.quote): rate for rate in of_day}.values()


def _as_utf8() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")


@fxcli.command(short_help="The stored series of one currency against USD.")
@click.argument("code")
@_since
@_until
@click.option("--chart", is_flag=True, help="Draw it, with the rounding interval as a band.")
@_db
@_json
def history(code: str, since: date | None, until: date | None, chart: bool, db: str | None, as_json: bool) -> int:
    """Print the stored rates of a currency against USD, one for each day, and how they moved.

    Rates that are stored the other way round, USD against the currency, are a series of their own.
    """
    from fxcli import currency

    code = currency.understand(code)
    if code == "USD":
        raise UsageError("USD against itself has no history; name another currency")
    with _observations((), db, None, since, until) as (found, _):
        stored = list(_one_a_day((rate for rate in found if {rate.base, rate.quote} == {code, "USD"}), in_order=True))
    both_ways = ([rate for rate in stored if rate.base == base] for base in (code, "USD"))
    every = [series for series in both_ways if series]
    if not every:
        raise NoRatesError(f"the history holds no rate of {code} against USD in this time; see fxcli export")
    if as_json:
        from fxcli.export import json

        records = (rate.record() for series in every for rate in series)
        _write(json.array({key: value for key, value in it.items() if key != "occurrences"} for it in records))
    elif chart:
        import shutil

        from fxcli import chart as drawing

        width = shutil.get_terminal_size().columns
        _write(f"{line}\n" for series in every for line in drawing.draw(series, width))
    else:
        from fxcli import table

        _print(table.history(every))
    return 0


@fxcli.command(short_help="What was read from which line, and what was refused and why.")
@_optional_sources
@click.option("--strict", is_flag=True, help="Exit 1 on any refusal, conflict or missing date.")
@_db
@_reading
@_json
def check(sources: tuple[str, ...], strict: bool, db: str | None, how: _How, as_json: bool) -> int:
    """Show for each source every ticker line: the rate it gave, or the reason why it gave none.

    Without SOURCE every rate of the history is read and verified.
    """
    if not sources:
        _check_history(db, as_json=as_json)
        return 0
    snapshots, failed = _snapshots(sources, how)
    if as_json:
        from fxcli.export import json

        _write(json.array(snapshot.record() for snapshot in snapshots))
    elif snapshots:
        from fxcli import table

        _print(table.check(snapshots))
    nothing = not any(snapshot.rates for snapshot in snapshots)
    broken = strict and any(it.refused or it.conflicts or it.date is None for it in snapshots)
    return 1 if nothing or broken or failed else 0


def _check_history(db: str | None, *, as_json: bool) -> None:
    from fxcli import store

    if as_json:
        raise UsageError("--json reports on sources; name one")
    path = db or store.default_path()
    with store.reading(path) as history:
        snapshots, rates = history.verify()
    _write([f"{clean(path)}: sound, {rates} rates in {snapshots} snapshots\n"])


def _latest(
    sources: tuple[str, ...], db: str | None, how: _How, on: date | None, *, same_day: bool = False
) -> tuple[list[Rate], int]:
    """The latest rate of each pair in the sources or the history, and the exit code so far."""
    if not sources:
        from fxcli import store

        with store.reading(db or store.default_path()) as history:
            found = history.latest(on, same_day=same_day)
        if not found:
            time = f"of {on}" if same_day else f"of {on} or before"
            raise NoRatesError(f"the history holds no rate {time}" if on else _nothing(()))
        return found, 0
    from fxcli.rate import latest

    snapshots, failed = _snapshots(sources, how)
    for snapshot in snapshots:
        _remark(snapshot)
    everything = [rate for snapshot in snapshots for rate in snapshot.rates]
    found = latest(everything, on, same_day=same_day)
    if found:
        return found, 1 if failed else 0
    days = sorted({rate.date for rate in everything if rate.date})
    if not everything:
        raise NoRatesError(_nothing(sources))
    if not days:
        raise NoRatesError(f"the rates are undated, so none is known to be of {on}; give their day with --date")
    time = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    raise NoRatesError(f"no rate of {on}{'' if same_day else ' or before'}; the sources are of {time}")


@contextmanager
def _observations(
    sources: tuple[str, ...], db: str | None, how: _How | None, since: date | None, until: date | None
) -> Iterator[tuple[Iterator[Rate], bool]]:
    """Every rate of the sources or the history within some days, and whether a source failed."""
    if not sources or how is None:
        from fxcli import store

        with store.reading(db or store.default_path()) as history:
            yield history.observations(since, until), False
        return
    snapshots, failed = _snapshots(sources, how)
    for snapshot in snapshots:
        _remark(snapshot)
    found = (rate for snapshot in snapshots for rate in snapshot.rates)
    yield (rate for rate in found if _within(rate.date, since, until)), failed


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)


def _nothing(sources: tuple[str, ...]) -> str:
    if not sources:
        return "the history is empty; fill it with fxcli import"
    return f"no rate was read from {', '.join(sources)}; fxcli check says what stands there"


def _snapshots(sources: tuple[str, ...], how: _How) -> tuple[list[Snapshot], bool]:
    """What the sources hold, and whether one could not be read, which is said on standard error."""
    snapshots, failed = [], False
    for outcome in _outcomes(sources, how)[1]:
        if outcome.failure:
            failed = True
            _say(str(outcome.failure))
        snapshots += [it for it in outcome.snapshots if outcome.named or it.rates or it.refused]
    return snapshots, failed


def _outcomes(sources: tuple[str, ...], how: _How) -> tuple[int, Iterator[Outcome]]:
    """How many documents the sources hold, and what each of them gave, in their order."""
    from fxcli import reading

    stdin = sys.stdin.buffer if sys.stdin else io.BytesIO()
    places = reading.find_places(sources)
    return len(places), reading.read_places(places, stdin, decimal=how.decimal, on=how.dated, jobs=how.jobs)


def _remark(snapshot: Snapshot) -> None:
    """Say on standard error what contradicts itself or was refused: never pass over it."""
    from fxcli.number import plain

    for conflict in snapshot.conflicts:
        kept, *others = (plain(reading.rate) for reading in conflict.readings)
        pair = f"{conflict.base}/{conflict.quote}"
        _say(f"{snapshot.source}: {pair} is printed as {kept} and as {', '.join(others)}; {kept} was taken")
    if snapshot.refused:
        first = snapshot.refused[0]
        more = f" and {len(snapshot.refused) - 1} more" if len(snapshot.refused) > 1 else ""
        _say(f"{snapshot.source}: line {first.line} was refused ({first.reason}){more}; fxcli check says why")
