"""Names of sources as they may be shown and stored."""

import re

_USER = re.compile(r"(://)(?:[^/?#\s]*@|[^/?#\s@:\[]*:(?![0-9]*(?:[/?#]|\Z))\S*@)")
"""A name and a password in an address, also where a slash in the password is written as it is."""


def display_name(name: str) -> str:
    """A name as text that can be stored and printed, whatever bytes it is made of, without the password in it."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _USER.sub(r"\1***@", text)
