"""What people say of the conversation itself, by the names under which the engine and the actions know it
(`decided_by`).
"""

SAID_ALREADY = "said_already"
NOT_UNDERSTOOD = "not_understood"
SIMPLER = "simpler"
IN_SHORT = "in_short"
WHERE_WRITTEN = "where_written"
LINK = "link"
AGAIN = "again"
GO_BACK = "go_back"
START_OVER = "start_over"
NEXT = "next"
WHO_KNOWS = "who_knows"

REMARKS = frozenset(
    {SAID_ALREADY, NOT_UNDERSTOOD, SIMPLER, IN_SHORT, WHERE_WRITTEN, LINK, AGAIN, GO_BACK, START_OVER, NEXT, WHO_KNOWS}
)
