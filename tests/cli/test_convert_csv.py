"""fxcli convert-csv: columns of results, what cannot be converted, and the sums."""

import csv
import os
import random
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Fxcli, environment
from exact import exactly

Page = Callable[..., str]

TWO_WAYS = "can be read in two ways; say --decimal , or --decimal . for the whole file"
NO_AMOUNT = "is not an amount; write it like 1500, 1,500.50 or -12,5"

HISTORY = "UZS/USD = 0.00009\n2025-12-01\n"
LATER = "UZS/USD = 0.00008\nKZT/USD = 0.00194\n2025-12-16\n"


@pytest.fixture
def history(fxcli: Fxcli, page: Page) -> None:
    for name, text in (("a.txt", HISTORY), ("b.txt", LATER)):
        assert fxcli("import", page(text, name), "--db", "history.db").returncode == 0


CALL = ("--amount", "amount", "--to", "USD", "--currency", "cur", "--date", "day", "--db", "history.db")


@pytest.mark.usefixtures("history")
def test_the_command_adds_four_columns_and_names_what_it_cannot_convert(fxcli: Fxcli, page: Page) -> None:
    text = 'day;cur;amount;note\r\n2025-12-20;UZS;1 000 000,00;a\r\n2025-12-20;KZT;12,105;"=b"\r\n2025-12-02;sum;-10;c'
    done = fxcli("convert-csv", page(text, "my.csv"), *CALL)
    assert done.returncode == 1
    assert done.stdout == (
        "day;cur;amount;note;result;low;high;rate_date\r\n"
        "2025-12-20;UZS;1 000 000,00;a;80,00;75,00;85,00;2025-12-16\r\n"
        '2025-12-20;KZT;12,105;"=b";;;;\r\n'
        "2025-12-02;sum;-10;c;0,00;-0,01;0,00;2025-12-01"
    )
    assert done.stderr == f"fxcli: my.csv: line 3: '12,105' {TWO_WAYS}\nfxcli: my.csv: a result is missing in 1 row\n"
    settled = fxcli("convert-csv", "my.csv", *CALL, "--decimal", ",")
    assert (settled.returncode, settled.stderr) == (0, "")
    assert '12,105;"=b";0,02;0,02;0,03;2025-12-16\r\n' in settled.stdout


@pytest.mark.usefixtures("history")
def test_it_reads_standard_input_and_all_amounts_in_one_currency(fxcli: Fxcli) -> None:
    arguments = ("convert-csv", "-", "--amount", "price", "--from", "tenge", "--to", "dollar", "--db", "history.db")
    done = fxcli(*arguments, stdin="price\n1000\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "price,result,low,high,rate_date\n1000,1.94,1.93,1.95,2025-12-16\n"


@pytest.mark.usefixtures("history")
def test_a_file_that_has_its_results_already_gets_no_second_ones(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    name = page("amount,cur,day\n1000000,UZS,2025-12-16\n", "my.csv")
    done = fxcli("convert-csv", name, *CALL, "-o", "out.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    expected = b"amount,cur,day,result,low,high,rate_date\n1000000,UZS,2025-12-16,80.00,75.00,85.00,2025-12-16\n"
    assert (tmp_path / "out.csv").read_bytes() == expected
    again = fxcli("convert-csv", "out.csv", *CALL, "-o", "again.csv")
    assert again.returncode == 2
    assert again.stderr == "fxcli: out.csv already has a column 'result'; rename it there, or leave it out\n"
    assert not (tmp_path / "again.csv").exists()


ITSELF = "the output would go into the file that is read; name another with -o\n"


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("output", ["my.csv", "./my.csv", "link.csv"])
def test_the_file_that_is_read_is_never_its_own_output(fxcli: Fxcli, page: Page, tmp_path: Path, output: str) -> None:
    name = page("amount,cur,day\n1000000,UZS,2025-12-16\n", "my.csv")
    (tmp_path / "link.csv").hardlink_to(tmp_path / name)
    before = (tmp_path / name).read_bytes()
    done = fxcli("convert-csv", name, *CALL, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"fxcli: my.csv: {ITSELF}")
    assert (tmp_path / name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["link.csv", "my.csv"]


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("output", ["out.xlsx", "out.csv.gz", "out.json"])
def test_an_output_that_is_no_table_of_text_is_refused(fxcli: Fxcli, page: Page, tmp_path: Path, output: str) -> None:
    done = fxcli("convert-csv", page("amount,cur,day\n5,UZS,2025-12-16\n", "my.csv"), *CALL, "-o", output)
    ending = f".{output.rpartition('.')[2]}"
    told = f"fxcli: {output}: '{ending}' is no format that can be written; end the name in .csv, .tsv, .txt\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
    assert not (tmp_path / output).exists()


@pytest.mark.usefixtures("history")
@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
@pytest.mark.parametrize("source", ["my.csv", "- <my.csv"])
def test_a_file_that_its_own_result_is_added_to_is_refused_not_read_without_end(
    page: Page, tmp_path: Path, source: str
) -> None:
    name = page("amount\n" + "5\n" * 20_000, "my.csv")
    before = (tmp_path / name).read_bytes()
    command = f"fxcli convert-csv {source} --amount amount --from KZT --to USD --db history.db >>my.csv"
    line = f"ulimit -f 2000; {shlex.quote(sys.executable)} -m {command}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().endswith(f": {ITSELF}")
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["my.csv", "--amount", "amount", "--to", "USD"], 2, "missing: --from CODE or --currency COLUMN; write"),
        (
            ["my.csv", "--amount", "amount", "--to", "USD", "--from", "KZT", "--currency", "cur"],
            2,
            "--from CODE and --currency COLUMN exclude",
        ),
        (["my.csv", "--amount", "sum", "--to", "USD", "--from", "KZT"], 2, "its columns are: amount, cur, day"),
        (["my.csv", "--amount", "amount", "--to", "XAU", "--from", "KZT"], 2, "XAU (Gold) has no minor unit"),
        (["my.csv", "--amount", "amount", "--to", "USX", "--from", "KZT"], 2, "'USX' is not an active ISO 4217"),
        (
            ["my.csv", "--amount", "amount", "--from", "KZT"],
            2,
            "missing: --to CODE; write for example: fxcli",
        ),
        (["my.csv"], 2, "missing: --amount COLUMN, --to CODE, --from CODE or --currency COLUMN; write for example: "),
        (
            ["my.csv", "--amount", "sum", "--to", "USD", "--currency", "cur", "--date", "when"],
            2,
            "my.csv has no column 'sum' and no column 'when'; its columns are: amount, cur, day",
        ),
        (["-", "--amount", "a", "--to", "USD", "--from", "KZT", "-s", "-"], 2, "standard input can be FILE or a"),
        (["my.csv", "--amount", "amount", "--to", "USD", "--from", "KZT", "-s", "no.txt"], 1, "no.txt: there is no"),
        (["no.csv", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, "no.csv: there is no such file"),
        ([".", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, ".: is a folder"),
        (["empty.csv", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, "line 1 should name the columns"),
        (["my.csv", "--amount", "amount", "--to", "USD", "--from", "KZT", "--db", "x"], 1, "there is no history yet"),
    ],
)
def test_what_cannot_be_begun_writes_nothing(
    fxcli: Fxcli, page: Page, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    page("amount,cur,day\n5,KZT,2025-12-16\n", "my.csv")
    page("", "empty.csv")
    done = fxcli("convert-csv", *arguments, "-o", "out.csv", FXCLI_DB="history.db")
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.usefixtures("history")
def test_each_of_very_many_rows_is_named_but_not_each_on_a_line(fxcli: Fxcli, page: Page) -> None:
    rows = ["x" if number % 10 else "5" for number in range(2, 1002)]
    done = fxcli(
        "convert-csv",
        page("amount\n" + "".join(f"{row}\n" for row in rows), "my.csv"),
        *("--amount", "amount", "--to", "USD", "--from", "KZT", "--db", "history.db"),
    )
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) < 40
    assert lines[0] == f"fxcli: my.csv: line 2: 'x' {NO_AMOUNT}"
    assert lines[20].startswith("fxcli: my.csv: a result is missing also in line 24-29, 31-39, 41-49, ")
    assert lines[-1] == "fxcli: my.csv: a result is missing in 900 rows"
    named = {int(line.split()[3].rstrip(":")) for line in lines[:20]}
    for line in lines[20:-1]:
        for run in line.partition("in line ")[2].split(", "):
            first, _, last = run.partition("-")
            named |= set(range(int(first), int(last or first) + 1))
    assert named == {number for number, row in enumerate(rows, 2) if row == "x"}


@pytest.mark.usefixtures("history")
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the memory of a process as POSIX counts it")
def test_a_file_larger_than_the_memory_it_takes_streams_through(tmp_path: Path) -> None:
    row = b"1000000,UZS,2025-12-16," + b"x" * 100_000 + b"\n"
    count = 1500
    with (tmp_path / "big.csv").open("wb") as file:
        file.write(b"amount,cur,day,note\n")
        for _ in range(count):
            file.write(row)
    # A process counts the memory of the one that it was forked from, so it is started by a small one.
    program = (
        "import os, sys; _, status, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0); "
        "print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)"
    )
    command = [sys.executable, "-m", "fxcli", "convert-csv", "big.csv", *CALL, "-o", "out.csv"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    code, peak = map(int, done.stdout.split())
    assert code == 0
    assert (tmp_path / "out.csv").stat().st_size > 150_000_000
    assert peak * (1 if sys.platform == "darwin" else 1024) < 75_000_000


CURRENCIES = ("KGS", "KZT", "TJS", "UZS", "TMT")


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_expenses_of_two_years_in_five_currencies_are_each_converted_by_their_own_day(
    fxcli: Fxcli, page: Page, tmp_path: Path, count: int
) -> None:
    chance = random.Random(count)  # noqa: S311 - repeatable expenses, no secret
    begin = date(2024, 1, 1)
    rates: dict[str, dict[date, Decimal]] = {code: {} for code in CURRENCIES}
    lines = ["date,base,quote,rate,change_pct,occurrences,source"]
    for code in CURRENCIES:
        for day in sorted({0, *chance.sample(range(731), 300)}):
            rate = Decimal(chance.randint(1, 99_999)).scaleb(-5)
            rates[code][begin + timedelta(day)] = rate
            lines.append(f"{begin + timedelta(day)},{code},USD,{rate:f},,1,page.txt")
    fxcli("import", page("\n".join(lines) + "\n", "rates.csv"), "--db", "history.db")
    rows = [
        (
            Decimal(chance.randint(-(10**7), 10**9)).scaleb(-2),
            chance.choice(CURRENCIES),
            begin + timedelta(chance.randrange(731)),
        )
        for _ in range(count)
    ]
    name = page("amount,cur,day\n" + "".join(f"{a},{code},{day}\n" for a, code, day in rows), "expenses.csv")
    done = fxcli("convert-csv", name, *CALL, "-o", "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        added = [row[3:] for row in csv.reader(file)][1:]
    assert len(added) == count
    for (amount, code, day), (*figures, rate_date) in zip(rows, added, strict=True):
        of_day = max(known for known in rates[code] if known <= day)
        assert rate_date == str(of_day)
        assert tuple(map(Decimal, figures)) == exactly(amount, [(rates[code][of_day], True)])


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("name", ["my.xlsx", "my.csv"])
def test_a_workbook_is_named_with_what_to_do(fxcli: Fxcli, tmp_path: Path, name: str) -> None:
    assert fxcli("export", "--db", "history.db", "-f", "xlsx", "-o", name).returncode == 0
    done = fxcli("convert-csv", name, *CALL, "-o", "out.csv")
    remedy = "save what it shows as text, or a table as CSV"
    told = f"fxcli: {name}: this is an office document, which is not read; {remedy}\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.usefixtures("history")
def test_several_targets_get_columns_each_and_one_without_a_rate_leaves_the_others(fxcli: Fxcli, page: Page) -> None:
    text = "amount,cur,day\n1000000,UZS,2025-12-16\n1000,KZT,2025-12-16\n1,KZT,2025-12-01\n"
    call = ["--amount", "amount", "--currency", "cur", "--date", "day", "--db", "history.db"]
    done = fxcli("convert-csv", page(text, "my.csv"), *call, "--to", "usd", "--to", "tenge", "USD")
    assert done.returncode == 1
    assert done.stdout == (
        "amount,cur,day,result_USD,low_USD,high_USD,rate_date_USD,result_KZT,low_KZT,high_KZT,rate_date_KZT\n"
        "1000000,UZS,2025-12-16,80.00,75.00,85.00,2025-12-16,41237.11,38560.41,43927.65,2025-12-16\n"
        "1000,KZT,2025-12-16,1.94,1.93,1.95,2025-12-16,1000.00,1000.00,1000.00,\n"
        "1,KZT,2025-12-01,,,,,1.00,1.00,1.00,\n"
    )
    assert done.stderr == (
        "fxcli: my.csv: line 4: no rate for KZT; there are rates for: UZS, USD\n"
        "fxcli: my.csv: a result is missing in 1 row\n"
    )


@pytest.mark.usefixtures("history")
def test_the_targets_may_stand_before_the_file_even_where_that_is_called_like_a_currency(
    fxcli: Fxcli, page: Page
) -> None:
    call = ["convert-csv", "--amount", "amount", "--from", "UZS", "--db", "history.db", "--to", "USD", "som", "KZT"]
    page("amount\n5\n", "sum")
    done = fxcli(*call, "sum")
    assert done.stdout.startswith("amount,result_USD,low_USD,high_USD,rate_date_USD,result_KGS,")
    extra = fxcli(*call, "sum", "EURO", "tenge")
    assert (extra.returncode, extra.stdout) == (2, "")
    assert "unexpected extra argument" in extra.stderr


def test_targets_that_are_joined_by_a_comma_are_refused_with_the_blank_that_parts_them(fxcli: Fxcli) -> None:
    done = fxcli("convert-csv", "my.csv", "--amount", "amount", "--from", "KZT", "--to", "USD, EUR")
    told = "fxcli: 'USD, EUR' names several currencies; put a blank between them: USD EUR\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.usefixtures("history")
def test_each_result_is_explained_by_its_rates_and_their_sources(fxcli: Fxcli, page: Page) -> None:
    text = "amount;cur;day\n1000,00;KZT;2025-12-16\n5,00;USD;2025-12-16\n100,00;KZT;x\n"
    done = fxcli("convert-csv", page(text, "my.csv"), *CALL[:3], "UZS", *CALL[4:], "--explain")
    assert done.stdout == (
        "amount;cur;day;result;low;high;rate_date;rate;source\n"
        '1000,00;KZT;2025-12-16;24250,00;22764,70;25933,34;2025-12-16;"KZT/USD = 0,00194; UZS/USD = 0,00008";b.txt\n'
        "5,00;USD;2025-12-16;62500,00;58823,52;66666,67;2025-12-16;UZS/USD = 0,00008;b.txt\n"
        "100,00;KZT;x;;;;;;\n"
    )


def test_a_source_starts_no_formula_and_is_written_in_the_encoding_of_the_file(
    fxcli: Fxcli, page: Page, tmp_path: Path
) -> None:
    fxcli("import", page("date,base,quote,rate,change_pct,occurrences,source\n2025-12-16,KGS,USD,0.01144,,1,'=ý\n"))
    page("Сумма;b\r\n100;ж\r\n".encode("cp1251"), "my.csv")
    call = ["--amount", "Сумма", "--from", "KGS", "--to", "USD", "--explain", "-o", "out.csv"]
    assert fxcli("convert-csv", "my.csv", *call).returncode == 0
    assert (tmp_path / "out.csv").read_bytes().decode("cp1251") == (
        "Сумма;b;result;low;high;rate_date;rate;source\r\n100;ж;1,14;1,14;1,15;2025-12-16;KGS/USD = 0,01144;'=\\xfd\r\n"
    )


@pytest.mark.usefixtures("history")
def test_the_total_is_the_sum_of_the_rows_that_have_a_result(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    text = "amount;cur;day\n1 000 000,00;UZS;2025-12-20\n(250 000,50);sum;2025-12-20\n7,5;KZT;x\n1000;KZT;2025-12-20\n"
    done = fxcli("convert-csv", page(text, "my.csv"), *CALL, "--total", "-o", "out.csv")
    assert done.returncode == 1
    assert done.stderr == (
        "fxcli: my.csv: line 4: 'x' names no day for certain; write it like 2025-12-09 or 09.12.2025\n"
        "fxcli: my.csv: 1000 KZT in 1 row\n"
        "fxcli: my.csv: 749999.50 UZS in 2 rows\n"
        "fxcli: my.csv: total 61.94 USD (55.67 to 68.20) of 3 rows\n"
        "fxcli: my.csv: a result is missing in 1 row\n"
    )
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    columns = [[Decimal(row[name].replace(",", ".") or 0) for row in rows] for name in ("result", "low", "high")]
    assert [str(sum(column)) for column in columns] == ["61.94", "55.67", "68.20"]


@pytest.mark.usefixtures("history")
def test_each_total_says_how_many_rows_it_covers_where_some_have_a_result_in_other_currencies_only(
    fxcli: Fxcli, page: Page
) -> None:
    text = "amount,cur,day\n1000000,UZS,2025-12-16\n1000,KZT,2025-12-16\n1,KZT,2025-12-01\nx,KZT,2025-12-01\n"
    call = ["--amount", "amount", "--currency", "cur", "--date", "day", "--db", "history.db", "--total"]
    done = fxcli("convert-csv", page(text, "my.csv"), *call, "--to", "USD", "KZT", "EUR", "-o", "out.csv")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-6:] == [
        "fxcli: my.csv: 1001 KZT in 2 rows",
        "fxcli: my.csv: 1000000 UZS in 1 row",
        "fxcli: my.csv: total 81.94 USD (76.93 to 86.95) of 2 rows; 1 row has a result, but none in USD",
        "fxcli: my.csv: total 42238.11 KZT (39561.41 to 44928.65) of 3 rows",
        "fxcli: my.csv: no total in EUR; 3 rows have a result, but none in EUR",
        "fxcli: my.csv: a result is missing in 4 rows",
    ]


@pytest.mark.usefixtures("history")
def test_rates_that_are_older_than_is_allowed_are_refused(fxcli: Fxcli, page: Page) -> None:
    text = "amount,cur,day\n1000000,UZS,2025-12-16\n1000000,UZS,2025-12-18\n1000000,UZS,2025-12-19\n"
    page(text, "my.csv")
    done = fxcli("convert-csv", "my.csv", *CALL, "--max-age", "2")
    assert [row.count("80.00") for row in done.stdout.splitlines()] == [0, 1, 1, 0]
    told = "line 4: the history holds no rate of 2025-12-19 or at most 2 days before; import an older page"
    assert (done.returncode, done.stderr) == (
        1,
        f"fxcli: my.csv: {told}\nfxcli: my.csv: a result is missing in 1 row\n",
    )
    done = fxcli("convert-csv", "my.csv", *CALL, "--same-day")
    assert [row.count("80.00") for row in done.stdout.splitlines()] == [0, 1, 0, 0]
    assert done.returncode == 1
    assert fxcli("convert-csv", "my.csv", *CALL, "--max-age", "-1").returncode == 2


@pytest.mark.usefixtures("history")
def test_without_a_column_of_days_the_rates_are_those_of_today(fxcli: Fxcli, page: Page) -> None:
    fxcli("import", page(f"UZS/USD = 0.00002\n{date.today() + timedelta(3)}\n", "c.txt"), "--db", "history.db")
    call = ["--amount", "amount", "--from", "UZS", "--to", "USD", "--db", "history.db"]
    assert ",80.00,75.00,85.00,2025-12-16" in fxcli("convert-csv", page("amount\n1000000\n", "my.csv"), *call).stdout
    old = fxcli("convert-csv", "my.csv", *call, "--same-day")
    assert (old.returncode, old.stdout) == (1, "amount,result,low,high,rate_date\n1000000,,,,\n")


def test_the_rates_of_sources_are_taken_instead_of_the_history(fxcli: Fxcli, page: Page) -> None:
    page(LATER, "b.txt")
    page("UZS/USD = 0.00007\n", "undated.txt")
    page("amount,cur,day\n1000000,UZS,2025-12-20\n1000000,UZS,2025-12-02\n", "my.csv")
    done = fxcli("convert-csv", "my.csv", *CALL[:-2], "-s", "a.txt", "-s", page(HISTORY, "a.txt"), "-s", "b.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(",", 3)[3] for line in done.stdout.splitlines()[1:]] == [
        "80.00,75.00,85.00,2025-12-16",
        "90.00,85.00,95.00,2025-12-01",
    ]
    bare = ["--amount", "amount", "--from", "UZS", "--to", "USD", "-s", "undated.txt"]
    assert ",70.00,65.00,75.00,\n" in fxcli("convert-csv", "my.csv", *bare).stdout
    done = fxcli("convert-csv", "my.csv", *CALL[:-2], "-s", "undated.txt", "-s", "b.txt")
    assert (done.returncode, done.stdout.count(",,,,")) == (1, 1)
    remedy = "import the source with --date, which here is a column"
    assert done.stderr.splitlines() == [
        f"fxcli: undated.txt: 1 rate is undated and was left out: beside dated rates a day is needed; {remedy}",
        "fxcli: my.csv: line 3: the sources hold no rate of 2025-12-02 or before; name an older page",
        "fxcli: my.csv: a result is missing in 1 row",
    ]


@pytest.mark.usefixtures("history")
def test_a_first_line_may_name_the_delimiter(fxcli: Fxcli, page: Page) -> None:
    done = fxcli(
        "convert-csv",
        page("\ufeffsep=;\r\namount;cur,day\r\n1000,00;a\r\nx;a\r\n", "my.csv"),
        *CALL[:4],
        "--from",
        "KZT",
        "--db",
        "history.db",
    )
    assert done.stdout == (
        "\ufeffsep=;\r\namount;cur,day;result;low;high;rate_date\r\n1000,00;a;1,94;1,93;1,95;2025-12-16\r\nx;a;;;;\r\n"
    )
    assert done.stderr.startswith("fxcli: my.csv: line 4: 'x'")


def test_the_help_says_what_date_is_here_and_what_to_write(fxcli: Fxcli) -> None:
    shown = fxcli("convert-csv", "--help").stdout
    assert "The column of the days, no day as elsewhere" in shown
    assert shown.count("  fxcli convert-csv ") >= 2
