"""The receipt of `reproduce` as a page that is read, not computed with."""

from __future__ import annotations

from collections.abc import Container, Iterator

from expobook.pipeline.reproduce import Line, Receipt

_WHOLE = ("identical", "within rounding")


def report(receipt: Receipt, headlines: Container[str]) -> str:
    """The receipt in Markdown: the answer, how it was got, headline numbers, all that differs."""
    return "\n".join(_lines(receipt, headlines)) + "\n"


def _lines(receipt: Receipt, headlines: Container[str]) -> Iterator[str]:
    answer = "Every number came out again." if receipt.good else "Not every number came out again."
    yield f"# Receipt: edition {receipt.edition}, reproduced"
    yield f"\n**{answer}** {receipt.summary}.\n"
    yield (
        "The notebooks of the edition were executed anew, with its own data and parameters, and "
        "each number was compared with the one that the edition states. `receipt.csv` has a row "
        "for every number.\n"
    )
    yield "| verdict | numbers | meaning |\n|---|---:|---|"
    for name, count in receipt.counts.items():
        yield f"| {name} | {count:,} | {receipt.meanings[name]} |"
    differing = [line for line in receipt.numbers if line.verdict not in _WHOLE]
    yield "\n## What differs\n"
    yield from _table(differing) if differing else ["No number differs, none is missing, none new."]
    yield from (f"- {problem}" for problem in receipt.damaged_files)
    yield "\n## The numbers of the key findings\n"
    yield from _table([line for line in receipt.numbers if line.fact_id in headlines])
    yield "\n## With which software\n"
    yield "| package | recorded | rebuilding |\n|---|---|---|"
    recorded, rebuilding = (receipt.versions[name] for name in ("recorded", "rebuilding"))
    for name in sorted({*recorded, *rebuilding}, key=str.lower):
        yield f"| {name} | {recorded.get(name, '')} | {rebuilding.get(name, '')} |"
    yield "\nContent hash: recorded " + ", rebuilt ".join(
        f"`{receipt.content_hash[name]}`" for name in ("recorded", "rebuilt")
    )


def _table(lines: list[Line]) -> Iterator[str]:
    yield "| id | recorded | rebuilt | verdict |\n|---|---:|---:|---|"
    for line in lines:
        yield (f"| `{line.fact_id}` | {line.recorded or 'nothing'} | {line.rebuilt or 'nothing'} | {line.verdict} |")
