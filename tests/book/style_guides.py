"""Sources and their citations as the guides of four styles ask for them."""

from __future__ import annotations

SITE = "https://example.org/report"
ADDRESS = f"{SITE}/2026.12"
_TITLE = "From Hangzhou to the World: what the first Global Digital Trade Expo promised, and what followed"
_HEADLINE = "From Hangzhou to the World: What the First Global Digital Trade Expo Promised, and What Followed"
_DATA = "data of 23 November 2026"
_LEDGER, _CHAPTER = f"{ADDRESS}/book/ledger.html", f"{ADDRESS}/notebooks/01_expo_outcomes.html"
_WEB = "https://example.org/a"


def _row(publisher: str, title: str, kind: str, published: str = "", **details: str) -> dict:
    return {
        "publisher": publisher,
        "title": title,
        "title_english": "",
        "url": _WEB,
        "kind": kind,
        "language": "en",
        "published": published,
        "read": "2026-11-23",
        **details,
    }


SOURCES = {
    "statistics": _row(
        "National Bureau of Statistics of China",
        "Statistical communiqué on the 2023 national economy",
        "official_statistics",
        "2024-02-29",
    ),
    "news": _row("Reuters", "China import fair sees 'intentional' deals signed", "news", "2021-11-10"),
    "undated": _row("Abacus", "Alibaba expands its reach", "news"),
    "chinese": _row(
        "Hangzhou Municipal Bureau of Commerce",
        "第一届数贸会",
        "government",
        "2022-12-16",
        title_english="First expo concluded",
        language="zh",
    ),
    "question": _row(
        "World Trade Organization", "Has digital trade lost its growth?", "international_organisation", "2023-04-05"
    ),
    "print": _row("China News Service", "Digital economy keeps its lead", "report", "2025-01-14", url=""),
}
GUIDES = {
    "apa": {
        "book": f"The expobook authors. (2026). {_TITLE} (edition 2026.12, {_DATA}). {ADDRESS}/index.html",
        "01_expo_outcomes": f"The expobook authors. (2026). Expo outcomes. In {_TITLE} (edition "
        f"2026.12, {_DATA}). {_CHAPTER}",
        "fig-expo-editions": "The expobook authors. (2026). The expo signed 89 projects [figure]. "
        f"In {_TITLE} (edition 2026.12, {_DATA}). "
        f"{_CHAPTER}#fig-expo-editions",
        "expo_amount": "The expobook authors. (2026). Amount of the projects: about 110 bn yuan. "
        f"In {_TITLE} (edition 2026.12, {_DATA}). {_LEDGER}#fact-expo_amount",
        "statistics": "National Bureau of Statistics of China. (2024). Statistical communiqué on "
        f"the 2023 national economy. {_WEB}",
        "news": f"Reuters. (2021, November 10). China import fair sees “intentional” deals signed. {_WEB}",
        "undated": f"Abacus. (n.d.). Alibaba expands its reach. Retrieved November 23, 2026, from {_WEB}",
        "chinese": "Hangzhou Municipal Bureau of Commerce. (2022, December 16). 第一届数贸会 "
        f"[First expo concluded]. {_WEB}",
        "question": f"World Trade Organization. (2023). Has digital trade lost its growth? {_WEB}",
        "print": "China News Service. (2025). Digital economy keeps its lead.",
    },
    "chicago": {
        "book": f"The expobook authors. 2026. {_HEADLINE}. Edition 2026.12, {_DATA}. {ADDRESS}/index.html.",
        "01_expo_outcomes": f"The expobook authors. 2026. “Expo Outcomes.” In {_HEADLINE}, edition "
        f"2026.12, {_DATA}. {_CHAPTER}.",
        "fig-expo-editions": "The expobook authors. 2026. “The expo signed 89 projects [figure].” "
        f"In {_HEADLINE}, edition 2026.12, {_DATA}. "
        f"{_CHAPTER}#fig-expo-editions.",
        "expo_amount": "The expobook authors. 2026. “Amount of the projects: about 110 bn yuan.” "
        f"In {_HEADLINE}, edition 2026.12, {_DATA}. {_LEDGER}#fact-expo_amount.",
        "statistics": "National Bureau of Statistics of China. 2024. Statistical Communiqué on the "
        f"2023 National Economy. {_WEB}.",
        "news": f"Reuters. 2021. “China Import Fair Sees ‘Intentional’ Deals Signed.” November 10. {_WEB}.",
        "undated": f"Abacus. n.d. “Alibaba Expands Its Reach.” Accessed November 23, 2026. {_WEB}.",
        "chinese": "Hangzhou Municipal Bureau of Commerce. 2022. “第一届数贸会 [First expo "
        f"concluded].” December 16. {_WEB}.",
        "question": f"World Trade Organization. 2023. Has Digital Trade Lost Its Growth? {_WEB}.",
        "print": "China News Service. 2025. Digital Economy Keeps Its Lead.",
    },
    "ieee": {
        "book": f"The expobook authors, {_TITLE}, Edition 2026.12, {_DATA}. 2026. Available: {ADDRESS}/index.html",
        "01_expo_outcomes": f"The expobook authors, “Expo outcomes,” in {_TITLE}, Edition 2026.12, "
        f"{_DATA}, 2026. Available: {_CHAPTER}",
        "fig-expo-editions": "The expobook authors, “The expo signed 89 projects [figure],” in "
        f"{_TITLE}, Edition 2026.12, {_DATA}, 2026. Available: "
        f"{_CHAPTER}#fig-expo-editions",
        "expo_amount": "The expobook authors, “Amount of the projects: about 110 bn yuan,” in "
        f"{_TITLE}, Edition 2026.12, {_DATA}, 2026. Available: "
        f"{_LEDGER}#fact-expo_amount",
        "statistics": "National Bureau of Statistics of China, “Statistical communiqué on the 2023 "
        "national economy,” Feb. 2024. Accessed: Nov. 23, 2026. [Online]. Available: "
        f"{_WEB}",
        "news": "Reuters, “China import fair sees ‘intentional’ deals signed.” Accessed: Nov. 23, "
        f"2026. [Online]. Available: {_WEB}. Published 10 November 2021.",
        "undated": f"Abacus, “Alibaba expands its reach.” Accessed: Nov. 23, 2026. [Online]. Available: {_WEB}",
        "chinese": "Hangzhou Municipal Bureau of Commerce, “第一届数贸会 [First expo concluded].” "
        f"Accessed: Nov. 23, 2026. [Online]. Available: {_WEB}. Published 16 December "
        "2022.",
        "question": "World Trade Organization, “Has digital trade lost its growth?” Apr. 2023. "
        f"Accessed: Nov. 23, 2026. [Online]. Available: {_WEB}",
        "print": "China News Service, “Digital economy keeps its lead,” Jan. 2025.",
    },
    "gb7714": {
        "book": f"THE EXPOBOOK AUTHORS. {_TITLE}[M/OL]. edition 2026.12, {_DATA}. 2026. {ADDRESS}/index.html.",
        "01_expo_outcomes": f"THE EXPOBOOK AUTHORS. Expo outcomes[M/OL]//{_TITLE}. edition "
        f"2026.12, {_DATA}. 2026. {_CHAPTER}.",
        "fig-expo-editions": "THE EXPOBOOK AUTHORS. The expo signed 89 projects [figure][M/OL]//"
        f"{_TITLE}. edition 2026.12, {_DATA}. 2026. "
        f"{_CHAPTER}#fig-expo-editions.",
        "expo_amount": "THE EXPOBOOK AUTHORS. Amount of the projects: about 110 bn yuan[M/OL]//"
        f"{_TITLE}. edition 2026.12, {_DATA}. 2026. {_LEDGER}#fact-expo_amount.",
        "statistics": "NATIONAL BUREAU OF STATISTICS OF CHINA. Statistical communiqué on the 2023 "
        f"national economy[R/OL]. (2024-02-29)[2026-11-23]. {_WEB}.",
        "news": f"REUTERS. China import fair sees “intentional” deals signed[EB/OL]. (2021-11-10)[2026-11-23]. {_WEB}.",
        "undated": f"ABACUS. Alibaba expands its reach[EB/OL]. [2026-11-23]. {_WEB}.",
        "chinese": "HANGZHOU MUNICIPAL BUREAU OF COMMERCE. 第一届数贸会 [First expo concluded]"
        f"[EB/OL]. (2022-12-16)[2026-11-23]. {_WEB}.",
        "question": "WORLD TRADE ORGANIZATION. Has digital trade lost its growth?[R/OL]. "
        f"(2023-04-05)[2026-11-23]. {_WEB}.",
        "print": "CHINA NEWS SERVICE. Digital economy keeps its lead[R]. 2025.",
    },
}
"""Ten citations as the guides of four styles ask for them; edition and address are this book's."""
