"""What may reach a terminal, and how a day is told to a person."""

from datetime import date


def clean(text: str) -> str:
    """Text of a page or a file name with every character that is not printable written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def count(number: int, noun: str) -> str:
    """`1 page`, `2 pages`"""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def age(day: date | None, today: date) -> str:
    """How far a day lies behind another: `0 days`, `3 days`, `3 days ahead`; empty for a day that is not known."""
    if day is None:
        return ""
    days = (today - day).days
    return f"{count(abs(days), 'day')}{' ahead' if days < 0 else ''}"


def day_and_age(day: date | None, today: date) -> str:
    """`2025-12-09, 3 days old`, or `undated`."""
    if day is None:
        return "undated"
    return f"{day}, {age(day, today)}{' old' if day <= today else ''}"
