"""Coverage-guided fuzzing of what meets foreign bytes: python tests/fuzz TARGET [CORPUS] [OPTION]...

It needs atheris (pip install atheris), which is no dependency: `python tests/fuzz page /tmp/corpus -runs=1000000`.
TARGET is one of page, line, date, number. Seeds are the samples; each target also checks what must always hold.
"""

import re
import sys
from itertools import pairwise
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fxcli"]):
    import fxcli
    from fxcli import number
    from fxcli.page import ticker
    from fxcli.page.date import full_date, name_date
    from fxcli.page.line import canonical

SAMPLES = Path(__file__).parent.parent.parent / "samples"


def page(data: bytes) -> None:
    """Any bytes are a page; every line that was read is counted, every rate is one."""
    for snapshot in fxcli.read(fxcli.Document("page", data[1:], is_html=data[:1] > b"\x7f")):
        left = [reading for conflict in snapshot.conflicts for reading in conflict.readings[1:]]
        counted = sum(rate.occurrences for rate in snapshot.rates) + sum(reading.occurrences for reading in left)
        assert snapshot.occurrences == counted
        assert all(rate.value > 0 and rate.low < rate.value < rate.high for rate in snapshot.rates)


def line(data: bytes) -> None:
    """What is printed on a line stands in its order, does not overlap, and is positive or refused."""
    text = canonical(data)
    found = ticker.parse(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.start < one.end <= len(text) for one in found)
    assert all(isinstance(one.printed.value, fxcli.Reason) or one.printed.value > 0 for one in found)


def date(data: bytes) -> None:
    """A date names its year in full."""
    text = data.decode("utf-8", "replace")
    day = full_date(text)
    assert day is None or re.search(rf"(?<!\d){day.year:04}(?!\d)", text)
    name_date(text)


def written(data: bytes) -> None:
    """A number is positive and has no more digits than were written."""
    value = number.read(data.decode("utf-8", "replace"), {0: None, 1: ",", 2: "."}[len(data) % 3])
    assert isinstance(value, fxcli.Reason) or (value > 0 and len(value.as_tuple().digits) <= len(data))


TARGETS = {"page": page, "line": line, "date": date, "number": written}


def seeds(target: str) -> list[bytes]:
    pages = [path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix in {".txt", ".html"}]
    return pages if target == "page" else [line for data in pages for line in data.splitlines()]


def main() -> None:
    target, *options = sys.argv[1:]
    corpus = Path(options.pop(0)) if options and not options[0].startswith("-") else None
    if corpus:
        corpus.mkdir(parents=True, exist_ok=True)
        for count, seed in enumerate(seeds(target)):
            (corpus / f"seed-{count}").write_bytes(seed[:4096])
    atheris.Setup([sys.argv[0], *([str(corpus)] if corpus else []), *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
