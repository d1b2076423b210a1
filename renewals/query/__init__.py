"""What a question about contracts asks for, as one typed value, and how words become it.

Pure: no database, no Rasa, for Python 3.10 and later. The words of each language are data
(domain/<language>/query.yml). docs/queries.md tells it to people.
"""

from renewals.query.following import following, goes_on
from renewals.query.kinds import EVERYTHING, Condition, ContractQuery, NotAQuery, from_json, to_json
from renewals.query.reading import Named, Reading, read

__all__ = [
    "EVERYTHING",
    "Condition",
    "ContractQuery",
    "Named",
    "NotAQuery",
    "Reading",
    "following",
    "from_json",
    "goes_on",
    "read",
    "to_json",
]
