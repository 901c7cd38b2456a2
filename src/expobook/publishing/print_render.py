"""The child process that lays out pages: HTML and stylesheet in, PDF and a report line out.

Run as a script with one argument, the path of a job file (JSON). It imports nothing of the
package, so that a render which hangs can be ended without harm and starts fast.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

PANGO_IS_MISSING = 3
TOOK_TOO_LONG = 4
_EVERY = 0.2


class _Lines(logging.Handler):
    """Keep every message; WeasyPrint reports lost pictures and bad styles only here."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if line not in self.lines:
            self.lines.append(line)


def main(job_file: str) -> int:
    """Render one job; the last line of standard output is a JSON report."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    threading.Thread(target=_end_after, args=(job["seconds"],), daemon=True).start()
    try:
        import weasyprint
    except OSError as error:
        print(json.dumps({"missing": str(error)}))
        return PANGO_IS_MISSING
    gc.disable()  # the process ends soon; collecting a hundred thousand boxes takes a tenth of it
    _number_at_once()
    _tag_margins_and_languages()
    lines = _Lines()
    logging.captureWarnings(True)
    for name in ("weasyprint", "fontTools", "py.warnings"):
        logging.getLogger(name).addHandler(lines)
    document, options = _lay_out(weasyprint, job)
    if job["target"]:
        document.write_pdf(job["target"], finisher=_finish, **options)
    print(json.dumps({"log": lines.lines, "pages": len(document.pages),
                      "places": {} if job["target"] else _places(document),
                      "seconds": time.process_time()}))
    return 0


def _end_after(seconds: float) -> None:
    """End this process when it has computed for too long, however busy the machine is."""
    while time.process_time() < seconds:
        time.sleep(_EVERY)
    os._exit(TOOK_TOO_LONG)


def _number_at_once() -> None:
    """Give a reference to an earlier page its number before it is laid out, not after.

    WeasyPrint 70 loses the name of a target that `attr(href)` gives, takes the target's counters
    for the page's own, and lays every page with a reference out three times. For the ledger,
    which refers to the chapters before it, that was most of all layout. The numbers are the same.
    """
    from weasyprint.css import targets

    collect = targets.TargetCollector.collect_missing_counters
    cache = targets.TargetCollector.cache_target_page_counters

    def cache_if_new(self, name, values, index, maker):
        item = self.target_lookup_items.get(name)
        if item and item.cached_page_counter_values.get("page") == values.get("page"):
            item.page_maker_index = index  # another number of pages is no news for a reference
        else:
            cache(self, name, values, index, maker)

    def collect_with_name(self, box, token, parse_again, missing, of_targets):
        if None in of_targets:
            of_targets = {box.element.get("href", "").removeprefix("#"): of_targets[None]}
            missing = []
        collect(self, box, token, parse_again, missing, of_targets)

    class Lookup(targets.CounterLookupItem):
        @property
        def pending(self):
            return self._pending

        @pending.setter
        def pending(self, pending):
            self._pending = pending and self.page_maker_index is not None
            if pending and not self._pending:
                self.parse_again(self.cached_page_counter_values)

    targets.TargetCollector.cache_target_page_counters = cache_if_new
    targets.TargetCollector.collect_missing_counters = collect_with_name
    targets.CounterLookupItem = Lookup


def _tag_margins_and_languages() -> None:
    """Mark what stands in the margins as artifacts; give tags the languages of their elements.

    WeasyPrint 70 marks running heads and page numbers as content that no element of the structure
    holds, which PDF/UA-1 forbids, and leaves the attribute `lang` in the HTML.
    """
    import pydyf
    from weasyprint import draw
    from weasyprint.formatting_structure import boxes
    from weasyprint.pdf import tags

    draw_context, build = draw.draw_stacking_context, tags._build_box_tree
    pagination = pydyf.Dictionary({"Type": "/Pagination"})

    def draw_marked(stream, context):
        if not isinstance(context.box, boxes.MarginBox) or stream._tags is None:
            draw_context(stream, context)
            return
        stream.begin_marked_content("Artifact", pagination)
        kept, stream._tags = stream._tags, None  # nothing inside is marked again
        draw_context(stream, context)
        stream._tags = kept
        stream.end_marked_content()

    def build_named(box, *others):
        if isinstance(box, boxes.MarginBox):
            return
        language = "" if box.element is None else box.element.get("lang", "")
        for element in build(box, *others):
            if language and box.element.tag != "html":
                element["Lang"] = pydyf.String(language)
            yield element

    draw.draw_stacking_context = draw_marked
    tags._build_box_tree = build_named


def _finish(document, pdf) -> None:
    """Open the bookmarks beside the pages; let a screen reader hear where a link leads."""
    pdf.catalog["PageMode"] = "/UseOutlines"
    _describe_links(document)


def _describe_links(document) -> None:
    """Give links a name: what they are labelled with, or their words, or the page they print.

    By itself WeasyPrint gives the target's id.
    """
    import pydyf

    numbers = {name: number for number, page in enumerate(document.pages, 1)
               for name in page.anchors}
    for page in document.pages:
        for _, target, _, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            words = " ".join("".join(box.element.itertext()).split())
            words = box.element.get("aria-label") or words or f"page {numbers.get(target, '')}"
            if annotation is not None and "Contents" in annotation:
                annotation["Contents"] = pydyf.String(words)


def _places(document) -> dict[str, tuple[float, float]]:
    """How far top and foot of every element with an id stand below its page's top, in mm."""
    return {name: (round(top * 25.4 / 96, 3), round(foot * 25.4 / 96, 3))
            for page in document.pages for name, (_, top, _, foot) in page.anchors.items()}


def _lay_out(weasyprint, job: dict) -> tuple:
    """The pages, and the options with which they are written."""
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    files_only = URLFetcher(allowed_protocols={"file", "data"})
    page = Path(job["html"])
    day = datetime.fromtimestamp(job["epoch"], UTC)
    options = {
        "pdf_variant": "pdf/ua-1",
        "pdf_identifier": job["identifier"].encode("ascii"),
        "attachments": [
            weasyprint.Attachment(filename=item["file"], name=item["name"], created=day,
                                  modified=day, description=item["description"],
                                  relationship="Data")
            for item in job["attachments"]
        ],
    }
    document = weasyprint.HTML(
        string=page.read_text(encoding="utf-8"), base_url=job["base"], url_fetcher=files_only
    ).render(
        stylesheets=[weasyprint.CSS(filename=style, font_config=fonts, url_fetcher=files_only)
                     for style in job["styles"]],
        font_config=fonts, **options,
    )
    return document, options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
