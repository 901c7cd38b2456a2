"""`expobook parameters`: every parameter, whole, in any window."""

import pytest

from expobook.cli.terminal import console
from expobook.facts import parameters


def parameter_rows(shown: str) -> list[str]:
    """The first line of every row of the printed table."""
    return [line for line in shown.splitlines() if line.startswith("│") and line.split()[1] != "│"]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_parameters_lists_all(expobook, monkeypatch, width):
    """Catch a parameter that can't be found, has no unit, or is cut short in a narrow window."""
    monkeypatch.setattr(console.console, "_width", width)
    shown = expobook("parameters").out
    named = (
        [row.split()[1] for row in parameter_rows(shown)]
        if width > 110
        else [line for line in shown.splitlines() if not line.startswith(" ")]
    )
    assert named == parameters.names()
    assert "…" not in shown
    for whole in ("4294967295", "'bounds_as_exact'", "CNY per USD", "'china_services_total'"):
        assert whole in shown
    assert max(map(len, shown.splitlines())) <= width


def test_parameters_tells_limits_apart(expobook, monkeypatch):
    """Catch a parameter that is shown with the limits of one notebook, but not of the other."""

    class Later(parameters.OutlookParameters):
        """Another notebook with a parameter of the same name and other limits."""

        notebook = "06_later"
        window: int = parameters.setting(3, "Other rates.", "years", ge=3, le=7)

    monkeypatch.setitem(parameters.MODELS, "06_later", Later)
    monkeypatch.setattr(console.console, "_width", 140)
    rows = parameter_rows(expobook("parameters").out)
    assert [row.split()[3] for row in rows if row.split()[1] == "window"] == ["05", "06"]
