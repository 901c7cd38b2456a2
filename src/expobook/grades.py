"""The four grades of evidence, and what each of them means."""

from __future__ import annotations

GRADES = {
    "A": "official statistics or an international organisation's data set",
    "B": "a government's or organiser's own statement",
    "C": "news agency or newspaper",
    "D": "read second-hand, machine-made or unconfirmed",
}
