"""YAML files that a reader writes: texts, numbers, lists and mappings, and nothing else of YAML.

A word without quotes means what YAML 1.2 says (its core schema): `012` is twelve, `1e-1` a number,
`yes`, `33:47` and `2022-12-11` are texts. Tags, anchors, aliases and mappings as names are refused,
so that what stands in the file is what is read, in a time that its size bounds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from expobook.values.files import documents

from .parameters import ParameterError

MOST_BYTES = 500_000
MOST_LEVELS = 8
MOST_DIGITS = 40

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{
        sign + word: -math.inf if sign == "-" else math.inf
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_WHOLE = {10: re.compile(r"[-+]?[0-9]+"), 8: re.compile(r"0o[0-7]+"), 16: re.compile(r"0x[0-9a-fA-F]+")}
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def read(path: Path) -> Any:
    """The content of a YAML file; raises `ParameterError` with the line that can't be read."""
    try:
        return _document(yaml.parse(_text(path), Loader=_LOADER))
    except FileNotFoundError:
        raise ParameterError(f"there is no file {path}") from None
    except OSError as error:
        raise ParameterError(f"{path} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ParameterError(f"{path} can't be read as YAML: it isn't text in UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise ParameterError(f"{path} can't be read as YAML{place}: {error.problem}") from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise ParameterError(f"{path} can't be read as YAML: {reason}") from None


def _text(path: Path) -> str:
    try:
        return documents.bounded(path, MOST_BYTES).decode("utf-8-sig")
    except documents.Unbounded as fault:
        raise ParameterError(str(fault)) from None


def _document(events: Iterator[yaml.Event]) -> Any:
    """What the only document of a file says; nothing, when there is none."""
    next(events)  # the stream begins
    if isinstance(next(events), yaml.StreamEndEvent):
        return None
    content = _value(next(events), events, MOST_LEVELS)
    next(events)  # the document ends
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise _refusal(after, "a second document begins: write one")
    return content


def _value(event: yaml.NodeEvent, events: Iterator[yaml.Event], levels: int) -> Any:
    """A scalar, list or mapping that begins with an event, at most some levels deep."""
    _check_plain(event)
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style else _scalar(event)
    if not levels:
        raise _refusal(event, f"lists and mappings stand more than {MOST_LEVELS} levels deep")
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(item, events, levels - 1) for item in _until(yaml.SequenceEndEvent, events)]
    mapping: dict[str, Any] = {}
    for key in _until(yaml.MappingEndEvent, events):
        _check_plain(key)
        if not isinstance(key, yaml.ScalarEvent):
            raise _refusal(key, "a list or mapping stands where a name belongs")
        if key.value in mapping:
            raise _refusal(key, f"{key.value[:80]} stands twice: give it once")
        mapping[key.value] = _value(next(events), events, levels - 1)
    return mapping


def _until(end: type[yaml.Event], events: Iterator[yaml.Event]) -> Iterator[yaml.NodeEvent]:
    return iter(lambda: None if isinstance(event := next(events), end) else event, None)


def _check_plain(event: yaml.NodeEvent) -> None:
    if event.anchor:
        raise _refusal(event, "anchors (&) and aliases (*) aren't read: write the value out")
    if event.tag:
        raise _refusal(event, "tags (!) aren't read: write the value alone")


def _scalar(event: yaml.ScalarEvent) -> Any:
    """What a word without quotes means."""
    word = event.value
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    base = next((base for base, form in _WHOLE.items() if form.fullmatch(word)), None)
    if base is None and not _DECIMAL.fullmatch(word):
        return word
    if len(word) > MOST_DIGITS:
        raise _refusal(event, f"a number of {len(word):,} characters; at most {MOST_DIGITS} are read")
    return int(word, base) if base else float(word)


def _refusal(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
