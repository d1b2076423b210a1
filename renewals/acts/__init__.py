"""What a representative does in a sentence ("called Contoso, PO next week, remind me Thursday 9"), and how words become
it.

Pure: no database, no Rasa. The words of each language are data (domain/<language>/acts.yml). docs/desk.md tells it to
people.
"""

from renewals.acts.kinds import UNKNOWN, Acts, Completion, NotActs, Part, Wish, from_json, to_json
from renewals.acts.reading import completion, may_act, read

__all__ = [
    "UNKNOWN",
    "Acts",
    "Completion",
    "NotActs",
    "Part",
    "Wish",
    "completion",
    "from_json",
    "may_act",
    "read",
    "to_json",
]
