"""What reading gives: of one document its snapshots, or why it cannot be read."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Generic, NamedTuple, TypeVar

from fxcli.errors import NoTextError, SourceError
from fxcli.snapshot import Snapshot
from fxcli.sources.files import Source
from fxcli.sources.names import display_name


class Origin(Enum):
    """Where a document was found."""

    NAMED = auto()
    """Under the name that the user gave."""
    FOLDER = auto()
    ARCHIVE = auto()


class Result(NamedTuple):
    """What one document gave: its snapshots, or why it cannot be read."""

    source: str
    origin: Origin
    snapshots: Sequence[Snapshot] = ()
    failure: SourceError | None = None
    pages: int = 1
    """How many pages it stands for: those of an archive that gave nothing come together."""
    size: int = 0
    """How many bytes of its file have been read for it."""

    def is_passed_over(self) -> bool:
        """Whether it is of a kind that is not read, and nobody has named it: that is no failure."""
        return self.origin is not Origin.NAMED and isinstance(self.failure, NoTextError)


def whole_result(source: Source) -> Result:
    """That of all of a source, before anything is read of it."""
    return Result(display_name(source.name), Origin.NAMED if source.is_named else Origin.FOLDER, size=source.size)


Read = TypeVar("Read")


class BatchResult(NamedTuple, Generic[Read]):
    """What a batch gave, and what of it is still to be read."""

    results: list[Read]
    rest: Sequence[Source] = ()
