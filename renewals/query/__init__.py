"""What a question about contracts asks for, as one typed value, and how words become it.

Pure: no database, no Rasa, for Python 3.10 and later. The words of each language are data
(domain/<language>/query.yml). docs/queries.md tells it to people.
"""

from renewals.query.following import GROUPS_SHOWN, following, goes_on, united
from renewals.query.kinds import EVERYTHING, Condition, ContractQuery, NotAQuery, begins_with_next, from_json, to_json
from renewals.query.reading import Named, QueryReading, read

__all__ = [
    "EVERYTHING",
    "GROUPS_SHOWN",
    "Condition",
    "ContractQuery",
    "Named",
    "NotAQuery",
    "QueryReading",
    "begins_with_next",
    "following",
    "from_json",
    "goes_on",
    "read",
    "to_json",
    "united",
]
