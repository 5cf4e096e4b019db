"""What the columns of a CSV export mean, for programs that know CSVW: https://www.w3.org/TR/tabular-metadata/

Such a program finds the description of `rates.csv` by its name, `rates.csv-metadata.json`.
"""

import json
import os
from typing import Any

from fxcli.data.export import COLUMNS, DOCUMENT

ENDING = "-metadata.json"

_CODE = {"base": "string", "format": "[A-Z]{3}"}
_MEANINGS: dict[str, dict[str, Any]] = {
    "date": {
        "datatype": {"base": "date", "format": "yyyy-MM-dd"},
        "dc:description": "The day the rate speaks for; empty where the page does not say.",
    },
    "base": {
        "datatype": _CODE,
        "required": True,
        "dc:description": "The currency that is priced, an ISO 4217 code: 1 unit of base costs rate units of quote.",
    },
    "quote": {
        "datatype": _CODE,
        "required": True,
        "dc:description": "The currency of the price, an ISO 4217 code.",
    },
    "rate": {
        "datatype": {"base": "decimal", "minExclusive": "0"},
        "required": True,
        "dc:description": "Units of quote for 1 unit of base, with the digits that were printed, trailing zeros"
        " included: it stands for every rate that rounds to it, 0.00008 for 0.000075 to 0.000085.",
    },
    "change_pct": {
        "datatype": "decimal",
        "dc:description": "The change in percent that the page itself prints; -0 is a fall too small to show,"
        " empty is none printed.",
    },
    "occurrences": {
        "datatype": {"base": "integer", "minimum": "1"},
        "required": True,
        "dc:description": "How many lines of the page say so.",
    },
    "source": {
        "datatype": "string",
        "required": True,
        "dc:description": "Where the page was read; a leading ' keeps a spreadsheet from taking it for a formula"
        " and is no part of it.",
    },
    DOCUMENT: {
        "datatype": {"base": "string", "format": "[0-9a-f]{64}"},
        "required": True,
        "dc:description": "The SHA-256 of the page in hex, by which fxcli knows it again.",
    },
}


def describe(name: str, *, one_a_day: bool, with_documents: bool = False) -> str:
    """The description of a CSV export in a file of this name, in the same folder.

    `one_a_day` says that it has one row for each date and pair, which are its primary key then,
    `with_documents` that it names the document of each row.
    """
    from urllib.parse import quote

    columns = (*COLUMNS, DOCUMENT) if with_documents else COLUMNS
    schema: dict[str, Any] = {
        "columns": [{"name": column, "titles": column} | _MEANINGS[column] for column in columns],
    }
    if one_a_day:
        schema["primaryKey"] = ["date", "base", "quote"]
    description = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": quote(os.fsencode(name)),
        "dc:title": "Currency rates: 1 unit of base costs rate units of quote",
        "tableSchema": schema,
    }
    return json.dumps(description, indent=2) + "\n"
