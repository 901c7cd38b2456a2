"""The evidence: sourced observations, checked against the data package's own rules.

`load` reads the data package, `Evidence` looks observations up, `validate` lists everything that
is wrong with a package, and `stamp` renews the hashes in `datapackage.json` after an edit.
"""

from .observations import Evidence, Observation, SeriesValue
from .package import digest, find_data_dir, is_stamped, load, require_valid, stamp, validate
from .problems import EvidenceError, Problem

__all__ = [
    "Evidence",
    "EvidenceError",
    "Observation",
    "Problem",
    "SeriesValue",
    "digest",
    "find_data_dir",
    "is_stamped",
    "load",
    "require_valid",
    "stamp",
    "validate",
]
