"""Verifying and reproducing a run: a tampered file, number or cell doesn't pass."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import pytest

import fixture_book
from expobook.cli import app
from expobook.editions import registry
from expobook.facts import notebook_outputs
from expobook.pipeline import execution, output_folder, reproduce
from expobook.pipeline.verification import verify
from expobook.runs import run as run_folder

sys.path.append(str(Path(__file__).resolve().parents[1] / "notebooks"))


@pytest.fixture
def run(tmp_path) -> Path:
    """A run of the small book."""
    folder = tmp_path / "run"
    folder.mkdir()
    return fixture_book.write_run(folder)


@pytest.fixture
def unexecuted(monkeypatch):
    """Let the notebooks keep the outputs that they have: what they would state again."""

    def execute_all(notebooks, target, *rest, **others):
        shutil.copytree(notebooks, target, dirs_exist_ok=True)

    monkeypatch.setattr(execution, "execute_all", execute_all)


def reproduced(run: Path) -> reproduce.Receipt:
    """The receipt of a run whose maker is trusted, as `reproduce --trust` makes it."""
    return reproduce.reproduce(verify.verify_run(run, registry.Registry()))


def replace(path: Path, old: str, new: str) -> None:
    """Change a file's text once."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def rehash(run: Path) -> None:
    """Write the true hashes into the manifest, as somebody who covers a change would."""
    path = run / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = {name: verify.sha256(run / name) for name in manifest["files"]}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_run_as_built_verifies(run):
    """Catch a check that finds fault with every run."""
    assert verify.check_run(run) == []


def test_what_desktops_drop_is_dropping(run):
    """Catch a run that doesn't verify because somebody looked at it in a file manager."""
    shutil.copytree(run / "figures", run / "html" / "_figures")
    fixture_book.write_manifest(run)
    for name in (
        ".DS_Store",
        "figures/Thumbs.db",
        "source/desktop.ini",
        "source/data/._goals.csv",
        "html/._index.html",
        "html/_figures/Thumbs.db",
    ):
        (run / name).write_bytes(b"\x05\xff" + name.encode())
    assert verify.check_run(run) == []
    output_folder.check(run)


def test_every_damaged_file_is_named(run):
    """Catch a missing, changed or added file that passes."""
    (run / "facts.csv").unlink()
    (run / "source" / "new.txt").write_text("x")
    replace(run / "source" / "data" / "goals.csv", "A goal.", "Another goal.")
    said = verify.check_run(run)
    assert said[:3] == ["missing: facts.csv", "changed: source/data/goals.csv", "extra: source/new.txt"]


def test_a_number_changed_together_with_its_hash_is_caught(run):
    """Catch a manifest that was altered to fit an altered number."""
    replace(run / "facts.json", '"value": 89', '"value": 98')
    rehash(run)
    assert verify.check_run(run) == ["changed: facts.json and the run's notebooks differ on expo_projects"]


def test_a_cell_changed_together_with_its_hash_is_caught(run):
    """Catch a manifest that was altered to fit an altered cell of the data."""
    replace(run / "source" / "data" / "goals.csv", "A goal.", "Another goal.")
    rehash(run)
    assert verify.check_run(run) == [
        "changed: manifest.json names another content hash than its data and notebooks have",
        *(
            f"changed: figures/{figure}.xlsx isn't what the run's notebooks give"
            for figure in ("fig-expo-editions", "fig-macro-world", "tab-expo-editions")
        ),
    ]


def test_a_run_is_reproduced(run, unexecuted, tmp_path):
    """Catch a receipt that lacks a number, or finds fault where there is none."""
    receipt = reproduced(run)
    assert receipt.good
    assert dict(receipt.counts) == {"identical": 5}
    assert receipt.summary == "5 numbers rebuilt: 5 identical"
    assert receipt.content_hash["recorded"] == receipt.content_hash["rebuilt"]
    record, table = reproduce.write(receipt, tmp_path / "receipt")
    first = record.read_bytes(), table.read_bytes()
    reproduce.write(reproduced(run), tmp_path / "receipt")
    assert (record.read_bytes(), table.read_bytes()) == first
    with table.open(encoding="utf-8") as stream:
        lines = {line["fact_id"]: line for line in csv.DictReader(stream)}
    assert lines["expo_amount"]["recorded"] == lines["expo_amount"]["rebuilt"]
    assert {line["verdict"] for line in lines.values()} == {"identical"}
    content = json.loads(record.read_text(encoding="utf-8"))
    assert content["edition"] == "2026.12"
    assert set(content["versions"]["recorded"]) < set(content["versions"]["rebuilding"])
    assert str(tmp_path) not in record.read_text(encoding="utf-8")


def test_a_tampered_number_differs_in_the_receipt(run, unexecuted):
    """Catch a run whose number was changed by hand and whose receipt says that it came out."""
    replace(run / "facts.json", '"value": 89', '"value": 98')
    receipt = reproduced(run)
    assert not receipt.good
    assert dict(receipt.counts) == {"identical": 4, "differs": 1}
    wrong = next(line for line in receipt.numbers if line.verdict == "differs")
    assert (wrong.fact_id, wrong.recorded_value, wrong.rebuilt_value) == ("expo_projects", "98", "89")
    assert receipt.damaged_files[0] == "changed: facts.json"


def told(value, **changes):
    """A number as facts.json records it."""
    return {
        "value": value,
        "unit": "CNY bn",
        "display": "1.1 tn yuan",
        "display_unit": "CNY tn",
        "decimals": 1,
        **changes,
    }


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (told(1100.0), told(1100.0), "identical"),
        (told(1100.0), told(1100.0 * (1 + 1e-14)), "identical"),
        (told(1100.0), told(1101.0), "within rounding"),
        (told(1100.0), told(1160.0, display="1.2 tn yuan"), "differs"),
        (told(1100.0), told(1100.0, unit="USD bn", display_unit="USD tn"), "differs"),
        (told(1100.0), None, "missing"),
        (None, told(1100.0), "new"),
    ],
)
def test_verdicts(old, new, verdict):
    """Catch a rounding difference called another number, or another number called rounding."""
    pair = ({"t": one} if one else {} for one in (old, new))
    assert [line.verdict for line in reproduce.compare(*pair)] == [verdict]


def restate(path, stated):
    """Let an executed notebook carry other facts and claims."""
    content = json.loads(path.read_text(encoding="utf-8"))
    shown = [output.get("data", {}) for cell in content["cells"] for output in cell.get("outputs", ())]
    parts = [data[notebook_outputs.FACTS] for data in shown if notebook_outputs.FACTS in data]
    for part in parts:
        part.update(facts=[], claims=[])
    parts[0].update(facts=stated.facts, claims=stated.claims)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_changed_cell_of_the_data_differs_in_the_receipt(tmp_path, root, monkeypatch):
    """Catch a run whose evidence was changed under its numbers: the real notebooks notice."""
    import rerun
    from expobook import evidence
    from expobook.pipeline import build
    from expobook.runs import source_tree

    folder = tmp_path / "run"
    folder.mkdir()
    source = source_tree.copy(root, folder / "source", root / "data")
    build.write_facts(notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), folder)
    build.write_manifest(folder, {}, {})
    observation = "zhejiang.digital_trade_total.2021.chinadaily-2022-expo-fair-access"
    table = source / "data" / "observations.csv"
    line = next(line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith(f"{observation},"))
    replace(table, line, line.replace(",481,", ",482,", 1))

    def execute_all(notebooks, target, *rest, **others):
        shutil.copytree(notebooks, target, dirs_exist_ok=True)
        assert evidence.is_stamped(target.parent / "data")  # or every notebook would refuse it
        for name in ("02_world_and_china",):
            stated = rerun.rerun(name, package=target.parent / "data", drawn=False)
            restate(target / f"{name}.ipynb", stated)

    monkeypatch.setattr(execution, "execute_all", execute_all)
    receipt = reproduced(folder)
    assert receipt.damaged_files[0] == "changed: source/data/observations.csv"
    wrong = {one.fact_id for one in receipt.numbers if one.verdict == "differs"}
    assert wrong
    assert all(name.startswith("macro_") for name in wrong)
    assert receipt.content_hash["recorded"] != receipt.content_hash["rebuilt"]


@pytest.fixture
def executed(monkeypatch):
    """The folders whose notebooks were executed; no kernel starts."""
    folders = []

    def execute_all(notebooks, target, *rest, **others):
        folders.append(notebooks)
        shutil.copytree(notebooks, target, dirs_exist_ok=True)

    monkeypatch.setattr(execution, "execute_all", execute_all)
    return folders


def run_command(*words) -> int:
    """The exit code of a command."""
    sys.argv = ["expobook", *map(str, words)]
    with pytest.raises(SystemExit) as ended:
        app.main()
    return ended.value.code or 0


@pytest.fixture(autouse=True)
def _same_arguments(monkeypatch):
    monkeypatch.setattr(sys, "argv", sys.argv)


def test_a_strangers_code_is_not_executed(run, executed, capsys):
    """Catch a command that runs whatever lies in a folder that somebody has sent."""
    assert run_command("reproduce", run) == 2
    assert executed == []
    said = capsys.readouterr()
    assert "is consistent with its own manifest, which proves no origin" in said.out
    assert f"executes its code, the notebooks in {run / 'source' / 'notebooks'}" in said.err
    assert "add --trust" in said.err


def test_a_trusted_run_is_executed_and_its_code_named(run, executed, capsys):
    """Catch a reader who isn't told whose code runs on his machine."""
    assert run_command("reproduce", run, "--trust") == 0
    assert executed == [run.resolve() / "source" / "notebooks"]
    assert f"the notebooks in {run / 'source' / 'notebooks'}" in capsys.readouterr().out


def test_a_released_edition_needs_no_trust(run, executed, monkeypatch):
    """Catch a question about the edition that this very program vouches for."""
    released = verify.Verification("released", (), run=run_folder.open_run(run))
    monkeypatch.setattr(verify, "verify_run", lambda folder, known: released)
    assert run_command("reproduce", run) == 0
    assert executed


@pytest.mark.parametrize(
    "damage",
    [
        lambda run: (run / "source" / "data" / "more.csv").symlink_to("/etc/passwd"),
        lambda run: (run / "facts.json").write_text('{"facts": [1], "claims": []}'),
    ],
)
def test_what_cant_be_copied_safely_is_executed_for_nobody(run, executed, damage, capsys):
    """Catch a link that leads a trusted run's copy out of its folder."""
    damage(run)
    assert run_command("reproduce", run, "--trust") == 2
    assert executed == []
    assert "isn't as it was built: " in capsys.readouterr().err


def test_a_damaged_run_is_named_before_anything_is_executed(run, executed, capsys):
    """Catch a run that is executed first and checked afterwards."""
    (run / "source" / "new.txt").write_text("x")
    assert run_command("reproduce", run) == 2
    assert executed == []
    assert "isn't as it was built: 1 problem(s)." in capsys.readouterr().out
