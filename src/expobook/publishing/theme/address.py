"""Where the pages stand once they are published: on the site of all editions, in a folder each.

`html: baseurl:` in `_config.yml` is the address of the site. What canonical links, citations,
previews and the PDF name is the folder of this edition there, which later editions leave alone.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config

from expobook.runs import edition


def name_edition(app: Sphinx, config: Config) -> None:
    """Let every address that is written out in full lead to this edition."""
    if config.html_baseurl:
        config.html_baseurl = f"{edition.address(config.html_baseurl, edition.NAME)}/"


def setup(app: Sphinx) -> None:
    """Register the address before anything is written with it."""
    app.connect("config-inited", name_edition)
