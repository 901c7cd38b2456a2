"""The command line: a mistake is one plain message, exit code 2, and nothing is written."""

import pytest
from rich.table import Table

from expobook.cli.terminal import console, messages


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("target_yaer=2027", "unknown parameter 'target_yaer' (did you mean 'target_year'?)"),
        ("xyz=1", "unknown parameter 'xyz'; allowed are data_dir, lowest_grade"),
        ("draws=many", "parameter 'draws' is 'many': allowed is a whole number from 100 to 200000"),
        ("draws=10.5", "parameter 'draws' is '10.5': allowed is a whole number"),
        ("target_value=dear", "parameter 'target_value' is 'dear': allowed is a number from 0 to"),
        ("target_value=nan", "parameter 'target_value' is nan: allowed is a number from 0 to"),
        ("tolerance=1.5", "parameter 'tolerance' is 1.5: allowed is a number from 0.5 to 1"),
        ("seed=-1", "parameter 'seed' is -1: allowed is a whole number from 0 to 4294967295"),
        ("history=usa", "parameter 'history' is 'usa': allowed are 'china_services_total', 'composite', 'zhejiang'"),
        ("draws", "'draws': write name=value"),
    ],
)
def test_bad_parameter_is_refused(expobook, tmp_path, given, said):
    """Catch a typing error that is ignored, guessed at, or noticed after an hour of kernels."""
    output = tmp_path / "run"
    result = expobook("build", "-p", given, "--output", output)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err
    assert list(tmp_path.iterdir()) == []


def test_parameters_that_contradict_each_other_are_refused(expobook, tmp_path):
    """Catch a target year before the base year that stops a kernel half-way."""
    result = expobook("build", "-p", "target_year=2022", "--output", tmp_path / "run")
    assert result.code == 2
    assert "'target_year' is 2022: allowed is a year after 'base_year', which is 2025" in result.err
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_are_told_at_once(expobook, tmp_path):
    """Catch a user sent through one error after another."""
    result = expobook("build", "-p", "draws=5", "-p", "seed=-1", "--output", tmp_path / "run")
    assert "'draws' is 5" in result.err
    assert "'seed' is -1" in result.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("target_year: [2027", "can't be read as YAML"),
        ("target_year: 2027\n\tdraws: 500", "can't be read as YAML"),
        ("- target_year", "write one `name: value` a line"),
        ("", "write one `name: value` a line"),
        ("target_yaer: 2027", "did you mean 'target_year'?"),
        ("target_year: '2027'", "parameter 'target_year' is '2027': allowed is a whole number"),
        ("target_year: 2027.5", "parameter 'target_year' is 2027.5: allowed is a whole number"),
        ("target_year: true", "parameter 'target_year' is True: allowed is a whole number"),
        ("target_year:", "parameter 'target_year' is None: allowed is a whole number"),
        ("data_dir: 2024-01-01", "2024-01-01/datapackage.json is missing"),
        ("data_dir: 2024", "'data_dir' is 2024: allowed is text"),
        ('data_dir: "a\\0b"', "'data_dir' is 'a\\x00b': allowed is the path of a folder"),
        ("overlap: 0.3\noverlap: 0.5", "line 2: overlap stands twice: give it once"),
        ("parameters: {overlap: 0.3}", "here write the names at top level"),
    ],
)
def test_bad_parameter_file_is_refused(expobook, tmp_path, text, said):
    """Catch a settings file that is half read, or whose mistake shows as a traceback."""
    settings = tmp_path / "settings.yml"
    settings.write_text(text, encoding="utf-8")
    result = expobook("build", "-f", settings, "--output", tmp_path / "run")
    assert result.code == 2
    assert said in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yml"]


def test_missing_or_unreadable_file_is_named(expobook, tmp_path):
    """Catch a run with defaults because the settings file wasn't there."""
    missing = tmp_path / "nowhere.yml"
    result = expobook("build", "-f", missing, "--output", tmp_path / "run")
    assert result.code == 2
    assert str(missing) in result.err
    coded = tmp_path / "coded.yml"
    coded.write_bytes(b"\xff\xfe\x00")
    result = expobook("build", "-f", coded, "--output", tmp_path / "run")
    assert result.code == 2
    assert "coded.yml can't be read as YAML" in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-p", "overlap=0.3", "-p", "overlap=0.5"], "'overlap' is given twice, as 0.3 and as 0.5"),
        (["-p", "=3"], "'=3': write name=value"),
        (["-f", "nowhere.yml"], "there is no file nowhere.yml"),
        (["-f", "/dev/zero"], "/dev/zero isn't a file of its own"),
        (["-p", "data_dir=/etc/passwd"], "can't be read: Not a directory; name the folder"),
        (["-p", "data_dir=/dev/zero"], "can't be read: Not a directory; name the folder"),
        (["-p", f"data_dir={'x' * 300}"], "up to 1,000, and 255 bytes a name"),
        (["-p", f"data_dir={'x/' * 2500}"], "up to 1,000, and 255 bytes a name"),
    ],
)
def test_what_is_typed_wrongly_is_told_as_it_is(expobook, tmp_path, arguments, said):
    """Catch a value that is dropped without a word, and a missing file called bad YAML."""
    result = expobook("build", *arguments, "--output", tmp_path / "run")
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert said in result.err
    assert len(result.err) < 1000


def test_command_line_wins_over_the_file(tmp_path):
    """Catch a setting on the command line that a file overrides without a word."""
    settings = tmp_path / "settings.yml"
    settings.write_text("target_year: 2030\ndraws: 500\n", encoding="utf-8")
    assert messages.settings(["draws=700"], settings) == {"target_year": 2030, "draws": 700}


def test_an_input_cannot_command_the_terminal(expobook, tmp_path):
    """Catch a name that colours, moves or turns what a reader sees, or that stops the message."""
    named = "\x1b[31m\x9b2J\x07\u202egnp.exe\u200b\udcff"
    settings = tmp_path / "settings.yml"
    settings.write_text('"\\e[2J\\u202e": 1\n', encoding="utf-8")
    for words in (
        ["verify", tmp_path / named],
        ["build", "-p", f"{named}=1"],
        ["build", "-f", settings],
        ["data", "check", tmp_path / named],
    ):
        result = expobook(*words, *(["--output", tmp_path / "run"] if words[0] == "build" else []))
        assert result.code != 0
        shown = result.out + result.err
        assert shown.replace("\n", "").isprintable(), ascii(shown)
        assert "\\x1b[" in shown


def test_a_table_cannot_command_the_terminal(monkeypatch, capsys):
    """Catch a title of a foreign run that clears the window, or an escape that breaks a table."""
    monkeypatch.setattr(console.console, "_width", 60)
    table = Table("title")
    table.add_row("red \x1b[31m and \u202eturned \x9b")
    console.console.print(table)
    shown = capsys.readouterr().out
    assert "red \\x1b[31m and \\u202eturned \\x9b" in shown
    assert shown.replace("\n", "").isprintable()
