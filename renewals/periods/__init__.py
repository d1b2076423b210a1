"""What a stretch of time that somebody names means: "next quarter", "d'ici fin mars", "not before May", "week 5".

A small grammar; the words of each language are data (domain/<language>/periods.yml). Pure: no database, no Rasa, for
Python 3.10 and later. docs/periods.md tells it to people.
"""

from renewals.periods.fiscal import COMMON as COMMON_FISCAL_YEARS
from renewals.periods.kinds import Fiscal, Period, Unclear
from renewals.periods.reading import PeriodReading, period_in, read

__all__ = ["COMMON_FISCAL_YEARS", "Fiscal", "Period", "PeriodReading", "Unclear", "period_in", "read"]
