"""What can go wrong. Each class knows the exit code that the command line ends with.

    FxcliError                1   could not
    ├── SourceError           1   a source cannot be read
    │   ├── NoTextError       1   a source is of a kind that is not read
    │   │   └── NoPageError   1   it is no page at all: a picture, a film
    │   │       └── BlankError 1  it holds nothing, or nothing that is text
    │   └── TooLargeError     1   a source is larger than any that is taken whole
    ├── NoRatesError          1   nothing was found to work with
    ├── NoRateError           1   a conversion has no rate to use
    ├── WorkersError          1   the processes or the cluster that read were lost
    ├── HistoryError          1   the history cannot be opened, read or written
    ├── UsageError            2   a call that makes no sense: an amount, a code or a date
    └── OutputError          74   the output could not be written (EX_IOERR of sysexits.h)

Text on a page that is no rate is not an error but a value: see `fxcli.refusal`.
"""


class FxcliError(Exception):
    """The root of every error that fxcli raises on purpose; its text is meant for the user."""

    exit_code = 1


class SourceError(FxcliError):
    """A source cannot be read; the text names it."""

    reason = "unreadable"


class NoTextError(SourceError):
    """A source is of a kind that is not read: a PDF, an office document, a packed file."""


class NoPageError(NoTextError):
    """A source is no page at all: a picture, a film."""


class BlankError(NoPageError):
    """A source holds nothing, or bytes that are no text."""


class TooLargeError(SourceError):
    """A source is larger than any that is taken whole."""

    reason = "too-large"


class NoRatesError(FxcliError):
    """The sources or the history hold no rate."""


class NoRateError(FxcliError):
    """No rate, and no two rates over one third currency, lead from one currency to the other."""


class WorkersError(FxcliError):
    """The processes or the cluster that read the sources were lost, or cannot be had."""


class HistoryError(FxcliError):
    """The history cannot be opened, read or written; the text names the file and says what to do."""


class UsageError(FxcliError):
    """An amount, a currency or a date that cannot be understood."""

    exit_code = 2


class OutputError(FxcliError):
    """The output could not be written."""

    exit_code = 74
