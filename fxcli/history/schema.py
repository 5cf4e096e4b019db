"""The history's tables and every statement that is asked of them, as literals."""

APPLICATION_ID = 0x66786369  # "fxci"
VERSION = 1

# Text, not numbers, holds the rates: a NUMERIC column would turn them into floats and lose the digits.
# `date(x, '+0 days')` differs from x for a day that does not exist, where `date(x)` returns it unchanged.
# The rates of a snapshot have consecutive ids, and a later snapshot has larger ones. The number of a snapshot, by which
# it can be forgotten, is never given to another. An import has its row in `import` also where it stored nothing.
SCHEMA = (
    """CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document BLOB NOT NULL CHECK (length(document) = 32),
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date = date(date, '+0 days')),
    date_origin TEXT NOT NULL CHECK (date_origin IN ('option', 'file', 'archive', 'page', 'name')),
    source TEXT NOT NULL CHECK (source <> ''),
    import INTEGER NOT NULL REFERENCES import (id),
    first_rate INTEGER NOT NULL,
    rates INTEGER NOT NULL CHECK (rates > 0),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    UNIQUE (document, date)
) STRICT""",
    "CREATE TABLE import (id INTEGER PRIMARY KEY) STRICT",
    """CREATE TABLE rate (
    id INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL REFERENCES snapshot (id),
    base TEXT NOT NULL CHECK (base GLOB '[A-Z][A-Z][A-Z]'),
    quote TEXT NOT NULL CHECK (quote GLOB '[A-Z][A-Z][A-Z]' AND quote <> base),
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date = date(date, '+0 days')),
    rate TEXT NOT NULL CHECK (
        rate GLOB '[0-9]*' AND rate NOT GLOB '*[^0-9.]*' AND rate NOT GLOB '*.*.*' AND rate GLOB '*[0-9]'
        AND rate GLOB '*[1-9]*'
    ),
    change_pct TEXT CHECK (ltrim(change_pct, '-') GLOB '[0-9]*' AND ltrim(change_pct, '-') NOT GLOB '*[^0-9.]*'),
    occurrences INTEGER NOT NULL CHECK (occurrences > 0),
    next_date TEXT NOT NULL CHECK (next_date >= date)
) STRICT""",
    """CREATE TABLE pair (
    base TEXT NOT NULL,
    quote TEXT NOT NULL,
    first_date TEXT NOT NULL,
    PRIMARY KEY (base, quote)
) STRICT, WITHOUT ROWID""",
    # Which day's address was asked, and which page it answered with; NULL where it has none.
    """CREATE TABLE asked (
    series TEXT NOT NULL CHECK (series <> ''),
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    document BLOB CHECK (length(document) = 32),
    date TEXT CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    modified TEXT NOT NULL,
    PRIMARY KEY (series, day)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX rate_lookup ON rate (base, quote, date, id)",
    "CREATE INDEX snapshot_date ON snapshot (date, id)",
    "CREATE INDEX snapshot_source ON snapshot (source)",
    "CREATE INDEX snapshot_import ON snapshot (import)",
)

LAST_DAY = "9999-12-31"
NO_NEXT_DATE = "9999-12-32"
"""The next date of the rate that no other follows: later than any day."""

NEXT_NUMBER = """
    SELECT 1 + max(
        coalesce((SELECT max(id) FROM snapshot), 0),
        coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'snapshot'), 0)
    )
"""

# The pairs of all rates, found one after another by a step in the index for each, that `pair` does not list. UNION ends
# the search also where damage leads it back.
UNLISTED_PAIRS = """
    WITH RECURSIVE found (base, quote) AS (
        SELECT * FROM (SELECT base, quote FROM rate ORDER BY base, quote LIMIT 1)
        UNION SELECT rate.base, rate.quote FROM found JOIN rate ON rate.id = coalesce(
            (SELECT id FROM rate WHERE base = found.base AND quote > found.quote ORDER BY base, quote LIMIT 1),
            (SELECT id FROM rate WHERE base > found.base ORDER BY base, quote LIMIT 1)
        )
    )
    SELECT base, quote FROM found EXCEPT SELECT base, quote FROM pair
"""

PAGES = "SELECT id, date FROM snapshot WHERE date BETWEEN ? AND ? ORDER BY date, id"

# A page that was forgotten since is none.
ASKED = """
    SELECT asked.day, snapshot.date, snapshot.rates, asked.modified FROM asked
    LEFT JOIN snapshot ON snapshot.document = asked.document AND snapshot.date = asked.date
    WHERE asked.series = ? AND asked.day BETWEEN ? AND ? AND (snapshot.id IS NOT NULL OR asked.document IS NULL)
    ORDER BY asked.day
"""

SERIES = """
    SELECT DISTINCT asked.series, snapshot.date FROM asked
    JOIN snapshot ON snapshot.document = asked.document AND snapshot.date = asked.date
    ORDER BY asked.series, snapshot.date
"""

# For each pair its latest rate on or before a day; of one day the one imported last.
LATEST = """
    SELECT base, quote, first_date, (
        SELECT id FROM rate WHERE base = pair.base AND quote = pair.quote AND date <= ?
        ORDER BY date DESC, id DESC LIMIT 1
    ) FROM pair
"""

# For each pair that has one its first day after a day.
FIRST_DAYS_AFTER = """
    SELECT base, quote, (
        SELECT date FROM rate WHERE base = pair.base AND quote = pair.quote AND date > ? ORDER BY date LIMIT 1
    ) AS day FROM pair WHERE day IS NOT NULL
"""

# Of the rate that follows one of its pair the day and the id, and the id of the one that it follows. The rates of the
# same day are asked first and alone: for `(date, id) > (…)` SQLite walks through all of them; a crawl has thousands.
_SAME_PAIR = "FROM rate AS other WHERE other.base = rate.base AND other.quote = rate.quote"
_LATER_OF_DAY = f"{_SAME_PAIR} AND other.date = rate.date AND other.id > rate.id ORDER BY other.id LIMIT 1"
_NEXT_DAYS = f"{_SAME_PAIR} AND other.date > rate.date ORDER BY other.date, other.id LIMIT 1"
_EARLIER_OF_DAY = f"{_SAME_PAIR} AND other.date = rate.date AND other.id < rate.id ORDER BY other.id DESC LIMIT 1"
_DAYS_BEFORE = f"{_SAME_PAIR} AND other.date < rate.date ORDER BY other.date DESC, other.id DESC LIMIT 1"
_NEXT = f"coalesce((SELECT id {_LATER_OF_DAY}), (SELECT id {_NEXT_DAYS}))"
_PREVIOUS = f"coalesce((SELECT id {_EARLIER_OF_DAY}), (SELECT id {_DAYS_BEFORE}))"
_NEXT_DATE = f"coalesce((SELECT date {_LATER_OF_DAY}), (SELECT date {_NEXT_DAYS}), '{NO_NEXT_DATE}')"

LINK = f"UPDATE rate SET next_date = {_NEXT_DATE} WHERE id = ?"
LINK_ALL = f"UPDATE rate SET next_date = {_NEXT_DATE} WHERE id BETWEEN ? AND ?"

# Of some rates in their order: pair, day, next date as stored and as found, the rate before, and what that one, or else
# the pair, holds as the day that comes next.
LINKS = f"""
    SELECT rate.base, rate.quote, rate.date, rate.next_date, {_NEXT_DATE}, before.id,
        coalesce(before.next_date, pair.first_date, '{NO_NEXT_DATE}')
    FROM rate LEFT JOIN rate AS before ON before.id = {_PREVIOUS}
    LEFT JOIN pair ON pair.base = rate.base AND pair.quote = rate.quote
    WHERE rate.id BETWEEN ? AND ? ORDER BY rate.id
"""

# Each two neighbours of which one is among some rates and which may be a jump (see `fxcli.history.doubt`); floats will
# do, for it is looked at again.
_FAR = "max(rate.rate + 0.0, beside.rate + 0.0) > 1.19 * min(rate.rate + 0.0, beside.rate + 0.0)"
_FAR_BESIDE = f"WHERE rate.id BETWEEN ?1 AND ?2 AND {_FAR}"
FAR_NEIGHBOURS = f"""
    SELECT beside.id, rate.id FROM rate JOIN rate AS beside ON beside.id = {_PREVIOUS} {_FAR_BESIDE}
    UNION SELECT rate.id, beside.id FROM rate JOIN rate AS beside ON beside.id = {_NEXT} {_FAR_BESIDE}
"""

NOTE_PAIRS = """
    INSERT INTO pair SELECT base, quote, min(date) FROM rate WHERE id BETWEEN ? AND ? GROUP BY base, quote
    ON CONFLICT DO UPDATE SET first_date = min(first_date, excluded.first_date)
"""
FIRST_OF_PAIR = """
    INSERT INTO pair SELECT base, quote, date FROM rate WHERE base = ? AND quote = ? ORDER BY date, id LIMIT 1
"""
