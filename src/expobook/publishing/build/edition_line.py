"""The line at the foot of every page: edition, data date, content hash, or whose run it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from expobook.editions import registry
from expobook.runs import edition
from expobook.values import periods

from ..screen import Page, on_page
from .domain import NumbersDomain, domain_of

_KEPT = "edition_line"
CHANGES, LOOKUP = "book/changes", "book/lookup"
ReleaseStatus = Literal["released", "draft", "changed"]
_ENGLISH = {"released": "", "draft": ", not released yet", "changed": ", changed since its release"}
_CHINESE = {"released": "", "draft": "（尚未发布）", "changed": "（发布后有改动）"}


@dataclass(frozen=True, slots=True)
class Line:
    """What a citation of this build has to name."""

    status: ReleaseStatus
    data_date: str
    content: str
    stamp: str = ""

    def english(self) -> str:
        """The line in plain text."""
        what = self.stamp or f"edition {edition.NAME}{_ENGLISH[self.status]}"
        return (
            f"{what[:1].upper()}{what[1:]} · data as of {periods.format_date(self.data_date)} · content {self._short()}"
        )

    def chinese(self) -> str:
        """The same in Chinese; settings keep the names under which they can be set."""
        day = date.fromisoformat(self.data_date)
        settings = self.stamp.partition(": ")[2]
        what = (
            f"读者自行运行的结果，并非已发布的版本：{settings}"
            if self.stamp
            else f"{edition.NAME}版{_CHINESE[self.status]}"
        )
        return f"{what} · 数据截至{day.year}年{day.month}月{day.day}日 · 内容 {self._short()}"

    def _short(self) -> str:
        return self.content[: edition.SHORT]


def make_line(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the line of this build; when it is another one than before, every page is written."""
    domain = domain_of(env)
    data = domain.evidence.folder
    content = edition.content_hash(data, [stated.item for stated in domain.index.of("fact")])
    line = Line(release_status(content, registry.read(data)), edition.data_date(data), content, domain.stamp)
    before, domain.data[_KEPT] = domain.data.get(_KEPT), line
    return sorted(env.found_docs) if before not in (None, line) else []


def release_status(content: str, known: registry.Registry) -> ReleaseStatus:
    """Whether this content is that of the released edition."""
    released = known.get(edition.NAME)
    if released is None:
        return "draft"
    return "released" if released.record.content_hash == content else "changed"


def line_of(domain: NumbersDomain) -> Line | None:
    """The line of a build, once its pages have been read."""
    return domain.data.get(_KEPT)


def kept_line(domain: NumbersDomain) -> Line:
    """The line of a build whose pages have been read."""
    return domain.data[_KEPT]


def show(page: Page) -> None:
    """Hand the line to the template of the footer, with links to what became of the numbers."""
    links = "".join(
        f' · <a href="{escape(page.context["pathto"](name))}">{text}</a>'
        for name, text in ((CHANGES, "What changed"), (LOOKUP, "Is my citation still good?"))
        if name in page.app.env.found_docs
    )
    line = line_of(domain_of(page.app.env))
    page.context["edition_line"] = f"{escape(line.english())}{links}" if line else ""


def setup(app: Sphinx) -> None:
    """Register what makes the line and what shows it."""
    app.connect("env-updated", make_line)
    on_page(app, show)
