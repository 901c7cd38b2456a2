"""The first page of the site: the newest edition, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from expobook.editions.registry import Record
from expobook.runs import edition as editions
from expobook.values import periods

PDF = "_downloads/report.pdf"
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<style>
body {{ margin: 0 auto; max-width: 44rem; padding: 2rem 1rem; line-height: 1.5;
  font-family: system-ui, sans-serif; background: #fff; color: #1b232b; }}
a {{ color: #1f5c99; }}
.read {{ display: inline-block; padding: .6rem 1rem; background: #1f5c99; color: #fff; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: .35rem .9rem .35rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid #7c8894; }}
@media (max-width: 34rem) {{ .content {{ display: none; }} }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #14181c; color: #e4e9ee; }} a {{ color: #8fc1f0; }} .read {{ color: #fff; }}
}}
</style></head>
<body><main><h1>{title}</h1>
<p><a class="read" href="{newest}/index.html">Read edition {newest}</a></p>
<h2>All editions</h2>
<p>Each edition keeps its address for good. An older one says on each page which is the newest.
The address <a href="latest/index.html">latest/</a> leads to the newest one.</p>
<table><thead><tr><th scope="col">Edition</th><th scope="col">Data as of</th>
<th scope="col">Numbers</th><th scope="col" class="content">Content</th>
<th scope="col">PDF</th></tr></thead>
<tbody>
{rows}</tbody></table>
</main></body></html>
"""


def page(site: Path, title: str, records: Sequence[Record]) -> str:
    """The page; `records` are those of the editions on the site, oldest first."""
    rows = "".join(_row(site, record) for record in reversed(records))
    return _PAGE.format(title=escape(title), newest=records[-1].edition, rows=rows)


def _row(site: Path, record: Record) -> str:
    name = record.edition
    pdf = f'<a href="{name}/{PDF}">PDF</a>' if (site / name / PDF).is_file() else "none"
    return (
        f'<tr><td><a href="{name}/index.html">{name}</a></td>'
        f"<td>{periods.format_date(record.data_date)}</td><td>{record.facts:,}</td>"
        f'<td class="content"><code>{record.content_hash[: editions.SHORT]}</code></td>'
        f"<td>{pdf}</td></tr>\n"
    )
