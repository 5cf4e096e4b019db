"""The command as its users meet it: a real process, its streams and its exit code."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from archives import record
from conftest import Fxcli, environment, interrupted

BLOCK = """• KGS/USD = 0.01144 0%
  • KZT/USD = 0.00195 -0%
  • TJS/USD = 0.10896 -0%
  • UZS/USD = 0.00008 0%
  • TMT/USD = 0.28571 0.28%
"""
PAGE = BLOCK * 8 + "09 December 2025\n\nThe harvest of 2024 brought 1.2 billion dollars, 3% more than in 2023.\n"
UNIX = pytest.mark.skipif(os.name != "posix", reason="signals, pipes and devices of POSIX")

Page = Callable[..., str]


def test_rates_prints_one_row_for_each_pair(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page(PAGE), "--on", "2025-12-10")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        "Pair     Currency        in USD  1 USD =   Within   Change  Date          Age\n"
        "─────────────────────────────────────────────────────────────────────────────\n"
        "KGS/USD  Kyrgyz som     0.01144    87.41   ±0.05%       0%  2025-12-09  1 day\n"
        "KZT/USD  Kazakh tenge   0.00195      513    ±0.3%     ▼ 0%  2025-12-09  1 day\n"
        "TJS/USD  Tajik somoni   0.10896   9.1777  ±0.005%     ▼ 0%  2025-12-09  1 day\n"
        "UZS/USD  Uzbek sum      0.00008    12500    ±6.7%       0%  2025-12-09  1 day\n"
        "TMT/USD  Turkmen manat  0.28571  3.50005  ±0.002%  ▲ 0.28%  2025-12-09  1 day\n"
    )


def test_rates_fits_a_terminal_of_80_columns_and_colours_only_there(fxcli: Fxcli, page: Page) -> None:
    wide = fxcli("rates", page(PAGE), "--on", "2025-12-10", FORCE_COLOR="1", COLUMNS="80")
    assert "\x1b[32m▲ 0.28%" in wide.stdout
    assert re.search("\x1b\\[31m *▼ 0%\x1b", wide.stdout)
    plain = fxcli("rates", "page.txt", "--on", "2025-12-10", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    assert "\x1b[3" not in plain.stdout
    assert "…" not in plain.stdout
    assert max(map(len, re.sub("\x1b\\[[0-9;]*m", "", plain.stdout).splitlines())) <= 80


def test_rates_json_keeps_the_order_of_keys_and_the_digits(fxcli: Fxcli, page: Page) -> None:
    first, second, *_ = json.loads(fxcli("rates", page(PAGE), "--json").stdout)
    assert list(first.items()) == [
        ("date", "2025-12-09"),
        ("base", "KGS"),
        ("quote", "USD"),
        ("rate", "0.01144"),
        ("low", "0.011435"),
        ("high", "0.011445"),
        ("change_pct", "0"),
        ("occurrences", 8),
        ("source", "page.txt"),
    ]
    assert second["change_pct"] == "-0"


def test_rates_shows_pairs_of_several_quotes_with_their_inverse(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page("KGS/USD = 0.01144\nUSD/KZT = 512\nEUR/KGS = 101.20\n"))
    assert done.returncode == 0
    assert done.stdout.split()[:8] == ["Pair", "Currency", "Rate", "Inverse", "Within", "Change", "Date", "Age"]
    assert [line.split()[-2:] for line in done.stdout.splitlines()[2:]] == [
        ["±0.05%", "undated"],
        ["±0.2%", "undated"],
        ["±0.006%", "undated"],
    ]


def test_convert_says_the_result_its_interval_and_the_rates(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("convert", "1000000", "UZS", "USD", "-s", page(PAGE), "--on", "10 December 2025")
    assert done.returncode == 0
    assert done.stdout == (
        "1000000 UZS = 80.00 USD (75.00 to 85.00)\n\nUZS/USD = 0.00008  2025-12-09, 1 day old  page.txt\n"
    )


def test_convert_aligns_several_targets_and_names_each_rate_once(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("convert", "1k", "som", "to", "USD", "tenge", "-s", page(PAGE), "--on", "2025-12-09")
    assert done.stdout == (
        "1000 KGS =   11.44 USD (  11.43 to   11.45)\n"
        "         = 5866.67 KZT (5849.10 to 5884.32)\n"
        "\n"
        "KGS/USD = 0.01144  2025-12-09, 0 days old  page.txt\n"
        "KZT/USD = 0.00195  2025-12-09, 0 days old  page.txt\n"
    )


def test_convert_from_dollars_goes_to_the_five_others_and_else_to_dollars(fxcli: Fxcli, page: Page) -> None:
    name = page(PAGE)
    targets = [item["to"] for item in json.loads(fxcli("convert", "100usd", "-s", name, "--json").stdout)]
    assert targets == ["KGS", "KZT", "TJS", "UZS", "TMT"]
    assert fxcli("convert", "100", "TMT", "-s", name, "--plain").stdout == "28.57\n"


def test_convert_json_has_its_keys_in_order(fxcli: Fxcli, page: Page) -> None:
    (answer,) = json.loads(fxcli("convert", "1 500,50", "UZS", "KZT", "-s", page(PAGE), "--json").stdout)
    assert list(answer) == ["amount", "from", "to", "result", "low", "high", "date", "legs"]
    assert answer["amount"] == "1500.50"
    assert answer["legs"] == [
        {"base": "UZS", "quote": "USD", "rate": "0.00008", "date": "2025-12-09", "source": "page.txt"},
        {"base": "KZT", "quote": "USD", "rate": "0.00195", "date": "2025-12-09", "source": "page.txt"},
    ]


@pytest.mark.parametrize(
    ("amount", "figure"),
    [
        ("1500", "1500"),
        ("1,500.50", "1500.50"),
        ("1 500,50", "1500.50"),
        ("1.5k", "1500"),
        ("2m", "2000000"),
        ("2M", "2000000"),
        ("0", "0"),
        (".5", "0.5"),
        ("1e6", "1000000"),
        ("1.5E3", "1500"),
        ("25e-2", "0.25"),
        ("-50", "-50"),
        ("−1 500,50", "-1500.50"),
        ("-.5", "-0.5"),
        ("-0", "0"),
        ("-2k", "-2000"),
    ],
)
def test_an_amount_may_be_written_as_people_do(fxcli: Fxcli, page: Page, amount: str, figure: str) -> None:
    (answer,) = json.loads(fxcli("convert", amount, "TMT", "usd", "-s", page(PAGE), "--json").stdout)
    assert answer["amount"] == figure


@pytest.mark.parametrize(
    ("words", "figure", "base", "targets"),
    [
        (["100usd", "tenge"], "100", "USD", ["KZT"]),
        (["250₸"], "250", "KZT", ["USD"]),
        (["⃀ 250"], "250", "KGS", ["USD"]),
        (["100so'm"], "100", "UZS", ["USD"]),
        (["1.5kсомов", "to", "тенге", "сум"], "1500", "KGS", ["KZT", "UZS"]),
        (["2m manats", "долларов"], "2000000", "TMT", ["USD"]),
        (["5манатов"], "5", "TMT", ["USD"]),
        (["5manat"], "5", "TMT", ["USD"]),
        (["10", "сомонӣ", "СЎМ"], "10", "TJS", ["UZS"]),
        (["-1e3usd", "tenge"], "-1000", "USD", ["KZT"]),
        (["--plain", "-$50.5", "tenge", "--json"], "-50.5", "USD", ["KZT"]),
    ],
)
def test_currencies_are_understood_by_their_words_also_glued_to_the_amount(
    fxcli: Fxcli, page: Page, words: list[str], figure: str, base: str, targets: list[str]
) -> None:
    answers = json.loads(fxcli("convert", *words, "-s", page(PAGE), "--json").stdout)
    assert {(answer["amount"], answer["from"]) for answer in answers} == {(figure, base)}
    assert [answer["to"] for answer in answers] == targets


def test_two_codes_may_be_written_as_a_pair(fxcli: Fxcli, page: Page) -> None:
    (answer,) = json.loads(fxcli("convert", "100", "usd/KZT", "-s", page(PAGE), "--json").stdout)
    assert (answer["from"], answer["to"]) == ("USD", "KZT")
    answers = json.loads(fxcli("convert", "100", "som/tenge", "TJS", "-s", "page.txt", "--json").stdout)
    assert [(answer["from"], answer["to"]) for answer in answers] == [("KGS", "KZT"), ("KGS", "TJS")]


def test_a_file_that_is_named_like_a_currency_hides_none(fxcli: Fxcli, page: Page) -> None:
    page("", "usd")
    assert fxcli("convert", "1", "manat", "usd", "-s", page(PAGE), "--plain").stdout == "0.29\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["convert", "abc", "UZS"], "'abc' is not an amount"),
        (["convert", "1,500", "UZS"], "'1,500' can be read in two ways; write 1500 or 1.500"),
        (["convert", "1e15", "UZS"], "'1e15' is not an amount (more than 15 digits before or 18 after the point"),
        (["convert", "1.2.3k", "UZS"], "'1.2.3k' is not an amount; write it like 1500"),
        (["convert", "1e", "UZS"], "'e' is not an active ISO 4217 currency"),
        (["convert", "-1,500", "UZS"], "can be read in two ways; write -1500 or -1.500"),
        (["convert", "--5", "UZS"], "fxcli: no such option '--5'"),
        (["convert", "$100eur"], "names a currency twice"),
        (["convert", "100"], "FROM is missing"),
        (["convert", "100", "USD", "to"], "TO is missing"),
        (
            ["convert", "100", "USD", "kzt,euro"],
            "'kzt,euro' names several currencies; put a blank between them: kzt euro\n",
        ),
        (["convert", "100", "USD", "KZT,"], "'KZT,' is not an active ISO 4217 currency; did you mean KZT?\n"),
        (["convert", "100", "KZX"], "'KZX' is not an active ISO 4217 currency; did you mean KZT"),
        (["convert", "100сомы"], "'сомы' may mean KGS or UZS; write the code"),
        (["convert", "1", "500", "UZS"], "'500' is not a currency; put an amount with blanks in quotes"),
        (["convert", "100", "UZS", "page.txt"], "a page is given with -s: -s page.txt"),
        (["convert", "100", "UZS", "XAU"], "XAU (Gold) has no minor unit"),
        (
            ["convert", "100", "UZS", "--on", "31 June 2025"],
            "the day '31 June 2025' does not exist; check day, month and year\n",
        ),
        (["convert", "100", "UZS", "--date", "31.02.2026"], "the day '31.02.2026' does not exist; check day, month"),
        (["convert", "100", "UZS", "--on", "2025-13-01"], "the day '2025-13-01' does not exist; check day, month"),
        (["convert", "100", "UZS", "--on", "Feb 29, 2025"], "the day 'Feb 29, 2025' does not exist; check day, month"),
        (["convert", "100", "UZS", "--on", "9.12.25"], "'9.12.25' names no day; write it like 2025-12-09, "),
        (["convert", "100", "UZS", "--on", "09/12/2025"], "'09/12/2025' names no day; write it like 2025-12-09, "),
        (["rates", "--decimal", ";"], "'--decimal'"),
        (["nonsense"], "there is no command 'nonsense'; there are rates, convert, "),
        (["rate", "page.txt"], "there is no command 'rate'; did you mean: fxcli rates page.txt\n"),
        (["100", "USD", "KZT"], "did you mean: fxcli convert 100 USD KZT\n"),
        (["-50", "USD", "KZT"], "there is no command '-50'; did you mean: fxcli convert -50 USD KZT\n"),
        (["-.5k", "USD"], "there is no command '-.5k'; did you mean: fxcli convert -.5k USD\n"),
        (["-x", "USD"], "fxcli: no such option '-x'; see fxcli --help\n"),
        (["1 500,50", "USD"], "did you mean: fxcli convert '1 500,50' USD\n"),
        (["usd/kzt"], "did you mean: fxcli history usd/kzt\n"),
        (["https://news.example/page"], "did you mean: fxcli rates https://news.example/page\n"),
        (["convert"], "fxcli: missing argument 'AMOUNT'; see fxcli convert --help\n"),
        (["convert", "100", "USD/KZX"], "'KZX' is not an active ISO 4217 currency; did you mean KZT"),
        (["export", "--al"], "fxcli: no such option '--al'; did you mean '--all'?\n"),
        (["rates", "--onn", "2025-12-09"], "fxcli: no such option '--onn'; did you mean '--on'?\n"),
        (["convert", "1", "USD", "--max-age", "-1"], "'--max-age': '-1' is not possible; write a whole number, 0 or"),
        (["rates", "--jobs", "x"], "'--jobs': 'x' is not possible; write a whole number, 1 or more\n"),
        (["forget", "0"], "'0' is not possible; write a whole number, 1 or more\n"),
        *(
            ([name, *more, "--until", "2025-01-01", "--since", "2026-01-01"], "--since 2026-01-01 lies after --until")
            for name, *more in (["export"], ["pages"], ["history", "KGS"], ["report"], ["import", "bank:nbk"])
        ),
    ],
)
def test_a_call_that_makes_no_sense_exits_2_and_says_why(
    fxcli: Fxcli, page: Page, arguments: list[str], message: str
) -> None:
    source = ["-s", page(PAGE)] if arguments[0] == "convert" else [page(PAGE)] if arguments[0] == "rates" else []
    done = fxcli(*arguments, *source)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.startswith("fxcli: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rates"], "import a saved page with fxcli import, or name one here"),
        (["rates", "missing.txt"], "missing.txt: there is no such file; check the name"),
        (["rates", "empty.txt"], "no rate was read from empty.txt; fxcli check says what stands there"),
        (["convert", "1", "EUR", "-s", "page.txt"], "no rate for EUR; there are rates for: KGS, KZT, TJS, UZS, TMT"),
        (
            ["convert", "1", "UZS", "-s", "page.txt", "--on", "2020-01-01"],
            "no rate of 2020-01-01 or before; the sources are of 2025-12-09",
        ),
        (["convert", "1", "UZS", "-s", "page.txt", "--same-day"], "no rate of"),
        (["convert", "1", "UZS", "-s", "undated.txt", "--on", "2025-12-09"], "the rates are undated"),
        (["export", "missing.txt"], "fxcli: missing.txt: there is no such file; "),
        (["rates", "news.kg/page"], "there is no such file; for the address write https://news.kg/page"),
    ],
)
def test_what_cannot_be_done_exits_1_with_one_clear_line(
    fxcli: Fxcli, page: Page, arguments: list[str], message: str
) -> None:
    page(PAGE)
    page("nothing here", "empty.txt")
    page(BLOCK, "undated.txt")
    done = fxcli(*arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.startswith("fxcli: ")
    assert done.stderr.count("\n") == 1


def test_good_sources_are_used_even_when_others_fail(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(PAGE), "missing.txt")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 6
    assert done.stderr.startswith("fxcli: missing.txt: there is no such file")


def test_a_target_without_a_rate_does_not_hide_the_others(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("convert", "100", "USD", "KGS", "EUR", "-s", page(PAGE), "--plain")
    assert (done.returncode, done.stdout) == (1, "8741.26\n")
    assert "no rate for EUR" in done.stderr


def test_standard_input_is_a_source(fxcli: Fxcli) -> None:
    done = fxcli("export", "-", stdin=PAGE)
    assert done.stdout.splitlines()[1] == "2025-12-09,KGS,USD,0.01144,0,8,'-"


def test_a_folder_is_read_recursively_in_a_stable_order(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    for name, rate in (("b/2025-12-09.txt", "0.01144"), ("a/2025-12-08.txt", "0.01143"), ("a/.hidden", "0.5")):
        (tmp_path / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages" / name).write_text(f"KGS/USD = {rate}\n")
    (tmp_path / "pages" / "note.txt").write_text("no rate here")
    done = fxcli("export", "pages")
    assert done.returncode == 0
    assert [row["source"] for row in csv.DictReader(io.StringIO(done.stdout))] == [
        os.path.join("pages", "a", "2025-12-08.txt"),
        os.path.join("pages", "b", "2025-12-09.txt"),
    ]


def test_export_writes_one_row_for_each_date_and_pair(fxcli: Fxcli, page: Page) -> None:
    page("TJS/USD = 0.10708\n29 January 2026\n", "morning.txt")
    page("TJS/USD = 0.10695 -0.09%\n29 January 2026\n", "evening.txt")
    assert fxcli("export", "morning.txt", "evening.txt").stdout == (
        "date,base,quote,rate,change_pct,occurrences,source\n2026-01-29,TJS,USD,0.10695,-0.09,1,evening.txt\n"
    )


def test_export_forms_hold_the_same_records(fxcli: Fxcli, page: Page) -> None:
    array = json.loads(fxcli("export", page(PAGE), "-f", "json").stdout)
    lines = [json.loads(line) for line in fxcli("export", "page.txt", "-f", "jsonl").stdout.splitlines()]
    assert array == lines
    assert len(array) == 5


def test_export_to_a_file_replaces_it_whole_and_keeps_its_mode(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    target = tmp_path / "rates.csv"
    target.write_text("old")
    target.chmod(0o640)
    assert fxcli("export", page(PAGE), "-o", "rates.csv").returncode == 0
    assert target.read_text().count("\n") == 6
    if os.name == "posix":
        assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt", "rates.csv"]


def test_a_folder_that_does_not_exist_cannot_be_written_into(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(PAGE), "-o", "missing/rates.csv")
    assert done.returncode == 74
    assert "missing/rates.csv: cannot be written" in done.stderr


@pytest.mark.parametrize("output", ["new/", ""])
def test_an_output_that_names_no_file_makes_none(fxcli: Fxcli, page: Page, tmp_path: Path, output: str) -> None:
    done = fxcli("export", page(PAGE), "-o", output)
    told = f"fxcli: {output}: cannot be written (it names no file)\n"
    assert (done.returncode, done.stdout, done.stderr) == (74, "", told)
    assert os.listdir(tmp_path) == ["page.txt"]


@pytest.mark.parametrize(
    "call", [["rates", ""], ["import", ""], ["convert-csv", "", "--amount", "a", "--from", "KGS", "--to", "USD"]]
)
def test_a_source_without_a_name_is_told(fxcli: Fxcli, page: Page, call: list[str]) -> None:
    fxcli("import", page(f"{PAGE}\n2025-12-09\n"))
    done = fxcli(*call)
    assert done.returncode == 1
    assert done.stderr.startswith("fxcli: a source without a name; is a variable empty?\n")


def test_check_tells_where_each_rate_was_read_and_why_a_line_was_not(fxcli: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01144 0%\nKGS/USD = 0.0114\nKGS/USD = 0.02\nUSD/UZS = 12,105\n")
    done = fxcli("check", "page.txt")
    assert done.returncode == 0
    assert done.stdout == (
        "page.txt\n"
        "undated: no full date stands beside the ticker or in the name; give its day with --date\n"
        "4 ticker lines: 3 read as 1 rate, 1 refused\n"
        "Pair        Rate  At least   At most  Change  Lines\n"
        "──────────────────────────────────────────────────\n"
        "KGS/USD  0.01144  0.011435  0.011445      0%  2: 1, 2\n"
        "KGS/USD is printed with rates that cannot be the same:\n"
        "  taken: 0.01144, 2 times, lines 1, 2\n"
        "  left: 0.02, 1 time, line 3\n"
        "line 4: USD/UZS = 12,105\n"
        "  refused: the number can be read in two ways that differ by a factor: 12,105 (ambiguous-number)\n"
        "  remedy: if its comma or dot is the decimal mark, say --decimal , or --decimal . for the whole source\n"
    ).replace("──────────────────────────────────────────────────\n", done.stdout.splitlines()[4] + "\n")


def test_check_names_the_words_that_are_not_understood(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("check", page("USD/KZT = 512.35 tugrik\nKZT/USD = 512\n"))
    assert [line for line in done.stdout.splitlines() if "refused: " in line] == [
        "  refused: beside the rate stands something that may change what it means: tugrik (unclear)",
        "  refused: the rate is more than 8 times outside of what these currencies have been worth since 2010"
        " (implausible)",
    ]


def test_check_strict_exits_1_on_anything_doubtful(fxcli: Fxcli, page: Page) -> None:
    page(PAGE)
    page(BLOCK, "undated.txt")
    page(PAGE + "KZT/USD = n/a\n", "refused.txt")
    page("KGS/USD = 0.02\n" + PAGE, "conflict.txt")
    expected = {"page.txt": 0, "undated.txt": 1, "refused.txt": 1, "conflict.txt": 1}
    assert {name: fxcli("check", name, "--strict").returncode for name in expected} == expected
    assert fxcli("check", "conflict.txt").returncode == 0


def test_check_never_ends_with_1_and_no_word(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    page("news\n", "folder/page.txt")
    page("date,base,quote,rate,change_pct,occurrences,source\n", "rates.csv")
    done = fxcli("check", "folder", "rates.csv")
    told = "fxcli: no ticker line was found in folder, rates.csv\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


def test_a_named_source_without_a_ticker_line_has_its_own_report(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("check", page("nothing here", "empty.txt"))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0] == "empty.txt"


def test_check_json_has_its_keys_in_order(fxcli: Fxcli, page: Page) -> None:
    (report,) = json.loads(fxcli("check", page("KGS/USD = 0.02\nKGS/USD = 0.03\nKZT/USD = n/a\n"), "--json").stdout)
    assert list(report) == ["source", "date", "date_origin", "occurrences", "rates", "conflicts", "refused"]
    assert report["conflicts"] == [
        {
            "base": "KGS",
            "quote": "USD",
            "rates": [
                {"rate": "0.02", "occurrences": 1, "lines": [1]},
                {"rate": "0.03", "occurrences": 1, "lines": [2]},
            ],
        }
    ]
    assert report["refused"] == [{"line": 3, "text": "KZT/USD = n/a", "reason": "no-number"}]


def test_a_page_of_very_many_values_names_five_others_and_counts_the_rest(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page("".join(f"KGS/USD = 0.0{number}\n" for number in range(100, 200))))
    assert done.stderr == (
        "fxcli: page.txt: KGS/USD is printed as 0.0100 and as 0.0101, 0.0102, 0.0103, 0.0104, 0.0105 and 94 more;"
        " 0.0100 was taken\n"
    )


def test_what_was_refused_or_contradicts_itself_is_never_silent(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page("KGS/USD = 0.02\nKGS/USD = 0.03\nKZT/USD = n/a\nUZS/USD = 0.00\n"))
    assert done.returncode == 0
    assert done.stderr == (
        "fxcli: page.txt: KGS/USD is printed as 0.02 and as 0.03; 0.02 was taken\n"
        "fxcli: page.txt: line 3 was refused (no-number) and 1 more; fxcli check says why\n"
    )


def test_alone_it_prints_the_help(fxcli: Fxcli) -> None:
    alone, asked = fxcli(), fxcli("-h")
    assert alone.returncode == asked.returncode == 0
    assert alone.stdout == asked.stdout
    assert "Usage: fxcli" in alone.stdout


def test_no_control_character_of_a_page_or_a_name_reaches_the_screen(fxcli: Fxcli, page: Page) -> None:
    name = page("KGS/USD = 0.01144\n\x1b[31m\u202eKZT/USD = n/a [red]x[/nope]\n".encode(), "a\x1b[2Jb.txt")
    for arguments in (
        ["check", name],
        ["rates", name],
        ["check", name, "--json"],
        ["rates", "\x1b[2Jmissing"],
        ["history", "KGS", "one\u202etoo many"],
    ):
        done = fxcli(*arguments)
        assert not {char for char in done.stdout + done.stderr if not char.isprintable() and char != "\n"}
    assert "[red]x[/nope]" in fxcli("check", name).stdout


@pytest.mark.parametrize("command", ["--help", "rates page.txt", "convert 1 KGS -s page.txt", "import page.txt"])
def test_nothing_is_used_that_a_library_is_about_to_remove(fxcli: Fxcli, page: Page, command: str) -> None:
    page(PAGE)
    done = fxcli(*command.split(), PYTHONWARNINGS="error")
    assert (done.returncode, done.stderr) == (0, "")


@UNIX
def test_head_ends_it_quietly(page: Page, tmp_path: Path) -> None:
    page("".join(f"KGS/USD = 0.{number}\n" for number in range(10000, 20000)))
    command = f"{sys.executable} -m fxcli check page.txt | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S607
    assert done.stdout.splitlines() == ["page.txt", "0"]
    assert done.stderr == ""


@UNIX
@pytest.mark.parametrize("command", ["rates page.txt", "export page.txt", "check page.txt", "--help"])
@pytest.mark.parametrize(
    ("target", "reason"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
def test_output_that_cannot_be_written_exits_74(
    page: Page, tmp_path: Path, command: str, target: str, reason: str
) -> None:
    page(PAGE)
    line = f"{sys.executable} -m fxcli {command} {target}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 74
    assert done.stderr == f"fxcli: the output could not be written ({reason})\n"


@UNIX
def test_a_closed_standard_output_is_told_by_any_of_its_names(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    fxcli("import", page(PAGE), "--db", "h.db")
    page("amount\n1\n", "my.csv")
    for command in ("export", "convert-csv my.csv --amount amount --from KGS --to USD"):
        for output in ("", "-o -", "-o /dev/stdout", "-o /dev/fd/1"):
            line = f"{shlex.quote(sys.executable)} -m fxcli {command} --db h.db {output} >&-"
            done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, check=False)
            told = b"fxcli: the output could not be written (Bad file descriptor)\n"
            assert (done.returncode, done.stderr) == (74, told)


@UNIX
@pytest.mark.parametrize("command", ["rates --nothing", "rates missing.txt"])
def test_where_standard_error_is_closed_no_error_goes_to_standard_output(tmp_path: Path, command: str) -> None:
    line = f"{shlex.quote(sys.executable)} -m fxcli {command} 2>&-"
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (2 if "--nothing" in command else 1, b"")


@UNIX
@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "beancount", "hledger", "ledger"])
def test_a_terminal_gets_only_what_can_be_printed(page: Page, tmp_path: Path, form: str) -> None:
    page(record(PAGE.encode(), address="http://site.example/\x9b\u202e\x1b]0;title\x07"), "a.warc")
    terminal, other_end = os.openpty()
    command = [sys.executable, "-m", "fxcli", "export", "a.warc", "-f", form]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stdout=other_end) as process:
        os.close(other_end)
        shown = b""
        with suppress(OSError):  # so Linux says that the other end is closed
            while piece := os.read(terminal, 4096):
                shown += piece
    os.close(terminal)
    assert process.returncode == 0
    assert "http://site.example/" in shown.decode() or form in ("hledger", "ledger", "beancount")
    assert shown.decode().replace("\r\n", "").isprintable()


@UNIX
def test_a_fifo_or_a_device_does_not_hang_it(fxcli: Fxcli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name in ("fifo", "/dev/zero"):
        done = fxcli("rates", name)
        assert done.returncode == 1
        assert "not a regular file" in done.stderr


@UNIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    page(PAGE)
    (tmp_path / "page.txt").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    assert "page.txt: permission denied" in fxcli("rates", "page.txt").stderr
    assert "folder: the folder cannot be listed" in fxcli("rates", "folder").stderr


@UNIX
def test_an_interrupt_exits_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "fxcli", "rates", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"x" * (1 << 20))  # more than a pipe holds: returns once the reader is there
        time.sleep(0.5)  # and now it waits for more
        assert interrupted(process) == 130
        assert process.stderr.read().split() == [b"fxcli:", b"interrupted"]


@UNIX
def test_an_ascii_terminal_gets_escapes_and_no_error(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page(PAGE), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.parametrize("columns", [80, 60, 50, 40, 16])
@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("rates page.txt", {"KGS/USD", "0.0114412", "12105.33"}),
        ("check page.txt", {"KGS/USD", "0.0114412", "12105.33"}),
        ("history KGS", {"2025-12-09", "0.0114412"}),
        ("history KGS --sources", {"2025-12-09", "0.0114412", "page.txt"}),
    ],
)
def test_a_narrow_terminal_loses_columns_and_never_digits(
    fxcli: Fxcli, page: Page, command: str, kept: set[str], columns: int
) -> None:
    page("KGS/USD = 0.0114412 0.28%\nUSD/UZS = 12105.33 -0.28%\n2025-12-09\n")
    fxcli("import", "page.txt")
    done = fxcli(*command.split(), FORCE_COLOR="1", NO_COLOR="1", COLUMNS=str(columns))
    text = re.sub("\x1b\\[[0-9;]*m", "", done.stdout)
    assert "…" not in text
    assert kept <= set(text.split())
    assert max(map(len, text.splitlines())) <= max(columns, 40)


def test_on_a_narrow_terminal_a_long_source_is_wrapped_and_whole(fxcli: Fxcli, page: Page) -> None:
    name = page("KGS/USD = 0.0114412\n2025-12-09\n", f"{'long-' * 12}name.txt")
    fxcli("import", name)
    done = fxcli("history", "KGS", "--sources", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="50")
    lines = re.sub("\x1b\\[[0-9;]*m", "", done.stdout).splitlines()
    assert name in "".join(line.split()[-1] for line in lines if line)
    assert max(map(len, lines)) <= 50


def test_the_ending_of_the_file_names_the_format(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    fxcli("export", page(PAGE), "-o", "rates.json")
    assert len(json.loads((tmp_path / "rates.json").read_text())) == 5
    fxcli("export", page(PAGE), "-o", "rates.json", "-f", "CSV")
    assert (tmp_path / "rates.json").read_text().startswith("date,base,")


def test_an_empty_folder_is_told(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = fxcli("rates", "folder")
    assert done.returncode == 1
    assert "folder: the folder is empty" in done.stderr


@UNIX
def test_a_very_deep_folder_is_read(fxcli: Fxcli, tmp_path: Path) -> None:
    deep = str(tmp_path)
    for _ in range(1200):
        deep = os.path.join(deep, "d")
        os.mkdir(deep)
    Path(deep, "page.txt").write_text("KGS/USD = 0.01144\n")
    done = fxcli("rates", "d", "--json")
    os.unlink(os.path.join(deep, "page.txt"))
    os.removedirs(deep)  # too deep for those who tidy up by recursion
    tmp_path.mkdir(exist_ok=True)
    assert [it["base"] for it in json.loads(done.stdout)] == ["KGS"]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("convert", "5", "KGS", "--date", "2025-03-01"), "--date is the day of a page that you name; for a day of"),
        (("rates", "--date", "2025-03-01"), "for a day of the history say --on"),
        (("export", "--date", "2025-03-01"), "for days of the history say --since and --until"),
        (("rates", "--decimal", "."), "--decimal says how a page is read; name the page"),
        (("convert", "1,500k", "KGS"), "write 1500k or 1.500k"),
        (("convert", "1 2", "KGS"), "a blank groups three digits"),
        (("import", "-", "-"), "standard input can be read only once; give - once"),
    ],
)
def test_what_would_change_nothing_or_mean_two_things_is_misuse(
    fxcli: Fxcli, arguments: tuple[str, ...], advice: str
) -> None:
    done = fxcli(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert advice in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_warning_that_cannot_be_written_stops_nothing(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    page("KGS/USD = 0.02\nKGS/USD = 0.03\n")
    command = [sys.executable, "-m", "fxcli", "export", "page.txt"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [",KGS,USD,0.02,,1,page.txt"]
