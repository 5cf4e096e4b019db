"""fxcli banks"""

from __future__ import annotations

import click

from fxcli.cli.options import examples, json_option
from fxcli.cli.streams import write
from fxcli.data.banks import BANKS
from fxcli.output import text
from fxcli.output.formats import json


@click.command(epilog=examples("banks", "banks --json"))
@json_option
def banks(as_json: bool) -> int:
    """List the banks that can be named as a source: their currency, how exact their rates are, and their address.

    {day} in an address stands for the day. Nothing is fetched.
    """
    if as_json:
        write(json.array(bank.record() for bank in BANKS.values()))
    else:
        write(f"{line}\n" for line in text.banks(list(BANKS.values())))
    return 0
