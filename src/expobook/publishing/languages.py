"""The language in which a page speaks to its reader: English, but for the Chinese summary."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment

LANGUAGES = ("en", "zh")
_KEY = "expobook_language"


def set_language(env: BuildEnvironment, language: str) -> None:
    """Let what follows in the page that is being read speak a language."""
    env.temp_data[_KEY] = language


def of_page(env: BuildEnvironment) -> str:
    """The language of the page that is being read."""
    return env.temp_data.get(_KEY, LANGUAGES[0])
