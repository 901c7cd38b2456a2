"""The site of all editions: each at an address of its own, which never leads to other numbers.

    <site>/2026.11/   the pages of an edition, as they were released
    <site>/latest/    a copy of the newest, which leads there
    <site>/           the list of editions; and a copy of the edition whose addresses named none

A copy leads to the address with the edition in it, so that this is what readers pass on. A reader
without scripts reads the copy: `#fact-…` holds there too.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from expobook.citations.identity import read_identity
from expobook.editions.registry import Record, Registry, Released
from expobook.pipeline.verification.verify import verify_run
from expobook.runs.layout import MANIFEST, is_dropping
from expobook.runs.run import Run
from expobook.values.errors import Mistake
from expobook.values.files import work_folders

from . import banner, index_page

LATEST, LIST = "latest", "editions.json"
WITHOUT_EDITION = "2026.11"
"""The edition that was cited before addresses named one: it stays at the addresses it had."""


class SiteError(Mistake):
    """A site that can't be put together; the message says what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that goes on the site: a run that is as it was released, and its release."""

    run: Run
    released: Released

    @property
    def name(self) -> str:
        """Its name, by which it has its folder."""
        return self.released.record.edition


def assemble(folders: Sequence[Path], site: Path, known: Registry) -> list[str]:
    """Put released editions into one folder, and return their names, oldest first.

    An earlier site there is replaced as a whole. Raises `SiteError` for a run that isn't an edition
    as it was released, a released edition that is missing, and a folder that holds something else.
    """
    _check_place(site)
    editions = _published(folders, known)
    site.parent.mkdir(parents=True, exist_ok=True)
    with work_folders.unnamed(site.parent, f".{site.name}-") as work:
        made = work / "site"
        made.mkdir()
        _fill(made, editions)
        _check_replaced(site, made)
        if site.exists():
            site.rename(work / "before")
        made.rename(site)
    return [one.name for one in editions]


def _check_place(site: Path) -> None:
    if site.exists() and not site.is_dir():
        raise SiteError(f"{site} is a file; name a folder for the site")
    if site.is_dir() and any(site.iterdir()) and not (site / LIST).is_file():
        raise SiteError(
            f"{site} holds something that isn't a site of editions (it has no {LIST}); name a new or an empty folder"
        )


def _check_replaced(site: Path, made: Path) -> None:
    """Refuse to remove what lies beside an earlier site: the folder may be one of git."""
    added = [
        path.name
        for path in work_folders.entries(site)
        if not is_dropping(path.name) and not (made / path.name).exists()
    ]
    if added:
        raise SiteError(
            f"{site} holds something that isn't of a site of editions, such as "
            f"{min(added)}, and it would be removed: move it, or name another folder "
            "and copy the site from there"
        )


def _published(folders: Sequence[Path], known: Registry) -> list[Published]:
    """The editions, oldest first; each is what the repository's record says."""
    found: dict[str, Published] = {}
    for folder in folders:
        answer = verify_run(folder, known)
        run, released = answer.run, answer.run and known.get(answer.run.edition)
        if run is None or not released or answer.verdict != "released":
            raise SiteError(
                f"{folder} isn't an edition as it was released, so it isn't published: "
                f"{'; '.join(answer.reasons)}. Build the edition again from its "
                "commit: .ci/rebuild_edition NAME"
            )
        if run.edition in found:
            raise SiteError(
                f"{folder} and {found[run.edition].run.folder} are both edition {run.edition}: name one of them"
            )
        found[run.edition] = Published(run, released)
    if missing := [name for name in known.names if name not in found]:
        raise SiteError(
            f"edition {missing[0]} is released and isn't among the folders: what cites "
            "it would lead nowhere. Name its run too; .ci/rebuild_edition "
            f"{missing[0]} makes it"
        )
    return [found[name] for name in known.names]


def _fill(site: Path, editions: Sequence[Published]) -> None:
    *older, newest = editions
    for one in editions:
        shutil.copytree(one.run.folder / "html", site / one.name)
        shutil.copyfile(one.run.folder / MANIFEST, site / one.name / MANIFEST)
    for one in older:
        _add_banners(site, site / one.name, one, newest)
        if one.name == WITHOUT_EDITION:
            _copy(one, site)
            _add_banners(site, site, one, newest, depth=0)
            _add_leads(site, one, depth=0)
    _copy(newest, site / LATEST)
    _add_leads(site / LATEST, newest)
    records = [one.released.record for one in editions]
    title = read_identity(newest.run.source).title
    _write(site / ".nojekyll", "")
    _write(site / banner.SCRIPT, _script(editions))
    _write(site / LIST, f"{json.dumps(_list(records, title), indent=1)}\n")
    _write(site / "index.html", index_page.page(site, title, records))


def _copy(edition: Published, place: Path) -> None:
    shutil.copytree(edition.run.folder / "html", place, dirs_exist_ok=True)


def _pages(place: Path, edition: Published) -> Iterator[tuple[Path, str]]:
    """The pages of an edition below a folder, and the path of each in it."""
    html = edition.run.folder / "html"
    for path in sorted(html.rglob("*.html")):
        page = path.relative_to(html).as_posix()
        if not page.startswith("_"):  # files that are taken away
            yield place / page, page


def _add_banners(site: Path, place: Path, old: Published, newest: Published, depth: int = 1) -> None:
    for path, page in _pages(place, old):
        shown = banner.banner(site, page, old.name, newest.name, depth)
        _write(path, banner.add_banner(path.read_text(encoding="utf-8"), shown))


def _add_leads(place: Path, edition: Published, depth: int = 1) -> None:
    for path, page in _pages(place, edition):
        _write(path, banner.add_lead(path.read_text(encoding="utf-8"), page, edition.name, depth))


def _script(editions: Sequence[Published]) -> str:
    """The script of the banner, with the numbers of each edition that the newest doesn't state."""
    stated = set(editions[-1].released.rows)
    withdrawn = {one.name: sorted(set(one.released.rows) - stated) for one in editions}
    code = resources.files(__package__).joinpath(banner.SCRIPT).read_text(encoding="utf-8")
    return f"const expobookWithdrawn = {json.dumps(withdrawn)};\n{code}"


def _list(records: Sequence[Record], title: str) -> dict[str, object]:
    """The editions for programs, oldest first."""
    return {
        "title": title,
        "latest": records[-1].edition,
        "editions": [
            {
                "edition": one.edition,
                "path": f"{one.edition}/",
                "data_date": one.data_date,
                "content_hash": one.content_hash,
                "root_hash": one.root_hash,
            }
            for one in records
        ],
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
