"""What a reply names that can be followed goes out as data, and Slack shows it."""

from bot.conversation.messages import engine_replies
from bot.slack.blocks import as_blocks, followed
from protocol.turn import EngineReply, TurnResponse, Understanding

UNDERSTOOD = Understanding("customer-care", 0.9, (), False, False, (), "encoder", ())
CARE = EngineReply(
    "Write to customercare@symantec.com.", "customer-care", "answer", 0.9, sections=(("Renouvellement automatique"),)
)
MAIL = {"label": "customercare@symantec.com", "href": "mailto:customercare@symantec.com", "kind": "mail"}


def test_a_mailbox_is_a_link_and_a_section_has_its_name_in_the_conversations_language() -> None:
    (english,) = engine_replies(TurnResponse(UNDERSTOOD, (CARE,)), "en")
    assert english["links"] == [MAIL]
    assert english["sources"] == [
        {"title": "Renouvellements", "section": "Renouvellement automatique", "name": "Automatic renewal"}
    ]
    (french,) = engine_replies(TurnResponse(UNDERSTOOD, (CARE,)), "fr")
    assert french["sources"] == [{"title": "Renouvellements", "section": "Renouvellement automatique"}]


def test_a_reply_that_names_nothing_has_no_links() -> None:
    (reply,) = engine_replies(TurnResponse(UNDERSTOOD, (EngineReply("Hello!", "greet", "smalltalk", 1.0),)), "en")
    assert "links" not in reply


def test_slack_shows_the_links_below_the_text() -> None:
    (block,) = as_blocks(followed([MAIL, {"label": "A & <B>", "href": "https://v.example/?a=1&b=2", "kind": "page"}]))
    assert block["type"] == "context"
    (told,) = block["elements"]
    assert told["text"] == (
        "<mailto:customercare@symantec.com|customercare@symantec.com> · <https://v.example/?a=1&amp;b=2|A "
        "&amp; &lt;B&gt;>"
    )
    assert followed([]) == []
