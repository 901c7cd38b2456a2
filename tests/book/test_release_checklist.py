"""The founding release: every figure, event, goal and named institution of it is in the book.

The list below was read off the release, paragraph by paragraph. What is looked for is what a reader
sees: the pages' prose with the facts' own words, and the texts of figures and tables.
"""

import re

import pytest

from expobook.editions import headlines
from expobook.facts import notebook_outputs

FIGURES = {
    "enterprises at the expo": (800, "count"),
    "signed projects": (89, "count"),
    "investment of the signed projects": (110, "CNY bn"),
    "world digital services exports of 2021": (3861.08, "USD bn"),
    "their growth": (14.3, "percent"),
    "their share of services exports": (63.6, "percent"),
    "international organisations": (7, "count"),
    "countries of participants": (50, "count"),
    "embassy and consulate representatives": (32, "count"),
    "China's digital services trade of 2021": (359.69, "USD bn"),
    "its growth": (22.3, "percent"),
    "China's cross-border e-commerce of 2021": (1980, "CNY bn"),
    "its growth as first reported": (15, "percent"),
    "national platforms": (3, "count"),
    "Hangzhou's cross-border e-commerce, three quarters": (84.94, "CNY bn"),
    "its growth over one year": (12.6, "percent"),
    "Hangzhou's services exports, ten months": (12.918, "USD bn"),
    "the services exports' growth": (13.13, "percent"),
    "Hangzhou firms on the Forbes list": (13, "count"),
    "Hangzhou free-trade-zone projects": (37, "count"),
    "their investment": (38.2, "CNY bn"),
    "partners of the trading center": (215, "count"),
    "goals announced": (10, "count"),
    "core revenue goal": (2000, "CNY bn"),
    "digital trade goal": (500, "CNY bn"),
    "RMB settlement goal": (1000, "CNY bn"),
}
WORDS = [
    "December 2022",
    "Hangzhou",
    "Zhejiang",
    "Silk Road",
    "silk",
    "COVID-19",
    "rules",
    "new materials",
    "life and health",
    "Internet",
    "top 500",
    "industry leaders",
    "unicorn",
    "international organi[sz]ations",
    "embass",
    "consulates",
    "Weixin",
    "Alipay",
    "Alibaba",
    "NetEase",
    "Ant Group",
    "comprehensive pilot zone",
    "eWTP",
    "G20",
    "top city|first city|No. 1 city|first in",
    "[Ss]ervice(?:s|)[- ]trade",
    "Free Trade Zone|free trade zone",
    "Forbes",
    "International Digital Trading Cent",
    "digital industry cluster",
    "digital financial innovation area",
    "digital logistics pilot zone",
    "digital regulat",
    "cross-border e-commerce demonstration cent",
    "cross-border payment",
    "comprehensive development and utili[sz]ation|data highland|highland in data",
    "cross-border RMB settlement|cross-border yuan settlement",
    "main force",
    "global digital trade cent",
    "digital free trade zone",
    "Hangzhou Municipal Bureau of Commerce",
    "new launches|debut",
]


@pytest.fixture(scope="module")
def notebooks(root):
    """The bundles of the committed notebooks."""
    return notebook_outputs.read_all((root / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def reading(root, notebooks):
    """All that a reader sees, as one text."""
    words = {fact["id"]: fact["display"] for book in notebooks for fact in book.facts}
    texts = []
    for path in sorted([*(root / "notebooks").glob("*.ipynb"), *(root / "book").glob("*.md")]):
        for sentence in headlines.sentences_of(path):
            names = iter(sentence.facts)
            texts.append(
                re.sub(
                    headlines.FACT_MARK,
                    lambda _: words.get(next(names), ""),  # noqa: B023
                    sentence.text,
                )
            )
    for book in notebooks:
        for item in [*book.figures, *book.tables]:
            texts += [item["title"], item["note"], item.get("subtitle", "")]
            texts += [cell["text"] for row in item.get("rows", ()) for cell in row]
    return "\n".join(texts)


@pytest.mark.parametrize("figure", FIGURES)
def test_figure_of_the_release_is_a_fact(notebooks, figure):
    """Catch a figure of the release that the book leaves out or states with another value."""
    value, unit = FIGURES[figure]
    stated = [fact for book in notebooks for fact in book.facts if fact["value"] == value and fact["unit"] == unit]
    assert any("hzboc-2022-landmark-expo" in fact["sources"] for fact in stated), figure


@pytest.mark.parametrize("words", WORDS)
def test_name_of_the_release_is_in_the_book(reading, words):
    """Catch an event, goal or institution of the release that the book passes over."""
    assert re.search(words, reading), words
