"""YAML files that a reader writes: read in plain words, and no name twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .parameters import ParameterError

# Written in C where PyYAML was built with it: five times as fast over a chapter's rows.
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _NoNameTwice(_Loader):
    """YAML's own rule is that the last of two values counts, without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice in one place."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key.value} stands twice: give it once", problem_mark=key.start_mark)
            if isinstance(key.value, str):
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """The content of a YAML file; raises `ParameterError` with the line that can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _NoNameTwice)
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
