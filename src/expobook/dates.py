"""Dates and periods as prose writes them, whatever the machine's locale."""

from .periods import period_end, period_start

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")


def written(iso: str, short: bool = False) -> str:
    """An ISO date in words, no more precise than it is: "2017", "May 2020", "3 November 2026".

    `short` cuts months to three letters, for narrow columns. What isn't such a date stays as it is.
    """
    year, *rest = iso.split("-")
    if not all(part.isdigit() for part in (year, *rest)) or len(rest) > 2:
        return iso
    words = [year.lstrip("0")]
    if rest:
        month = MONTHS[int(rest[0]) - 1]
        words.insert(0, month[:3] if short else month)
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def written_period(period: str) -> str:
    """A period in words: "2017", "January to September 2022", "2015 to September 2025".

    A span within one year names the year once, one of days within a month the month. Raises
    `PeriodError` when it can't be read.
    """
    same_year = period_start(period).year == period_end(period).year
    first, stroke, last = period.partition("/")
    if stroke and same_year and "-" in first and "-" in last:
        first_words = written(first).removesuffix(f" {first[:4]}")
        if first[:7] == last[:7] and len(first) == len(last):
            first_words = first_words.split()[0]
        return f"{first_words} to {written(last)}"
    return " to ".join(written(end) for end in (first, last) if end)
