"""The JSON schemas of `facts.yaml` and `figures.yaml`.

They are written by `python -m expobook.chapters.row_schemas`.

An editor that knows YAML schemas reads them and offers the keys, units and grades that are allowed.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from expobook.facts.rows import yaml_rows
from expobook.facts.rows.fact_rows import FactRows
from expobook.figures.rows import FigureRows

MODELS: dict[str, type[BaseModel]] = {"facts.schema.json": FactRows, "figures.schema.json": FigureRows}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def texts() -> dict[Path, str]:
    """The text of each schema by its path."""
    return {
        yaml_rows.FOLDER / name: json.dumps({"$schema": _DIALECT, **model.model_json_schema()}, indent=1) + "\n"
        for name, model in MODELS.items()
    }


if __name__ == "__main__":
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
