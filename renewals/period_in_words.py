"""A period in words, as it is told back everywhere: in answers, in Slack's headings, on buttons.

What is told reads as the same period again.
"""

from renewals import answers
from renewals.languages import long_date
from renewals.periods import Period


def told(period: Period, language: str) -> str:
    """ "From 1 January 2027 to 31 March 2027", "on 15 March 2027", "until 28 February 2026", "from 1 March 2027 on"."""
    start, end = (long_date(day, language) if day else "" for day in (period.start, period.end))
    if not end:
        return answers.phrase(language, "periods", "onwards", start=start)
    if not start:
        return answers.phrase(language, "periods", "until", end=end)
    if start == end:
        return answers.phrase(language, "periods", "one-day", start=start)
    return answers.phrase(language, "periods", "from-to", start=start, end=end)
