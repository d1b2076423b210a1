"""What a person wrote in a ticket that came as a mail: none of what no person wrote,
and without what stands around it.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from mailparser_reply import EmailReplyParser

from renewals import answers
from renewals.names import folded

# So much of a mail is read: the question stands at its beginning.
READ = 4000
# How subjects begin of mails that programs send: absence, bounces, receipts, calendars.
SUBJECTS = tuple(
    folded(one)
    for one in (
        "automatic reply|auto reply|autoreply|auto response|automatic response|out of office|out of the "
        "office|ooo|away from the office|on vacation|vacation reply|i am away|annual leave"
        "|réponse automatique|absence du bureau|absent du bureau|message d'absence|je suis absent|je suis "
        "absente|hors du bureau|en congés|abwesenheitsnotiz|automatische antwort"
        "|undeliverable|undelivered|delivery status notification|delivery failure|delivery has failed|mail "
        "delivery failed|mail delivery subsystem|returned mail|failure notice"
        "|message not delivered|delivery incomplete|delayed mail|non remis|échec de remise|échec de la "
        "remise|notification d'état de remise|message non distribué|courrier non distribué"
        "|read|read receipt|return receipt|delivered|not read|lu|non lu|accusé de lecture|accusé de "
        "réception|confirmation de lecture|remis|relayed|relayé|deleted"
        "|ticket received|ticket created|request received|we have received your|we received your|your "
        "request has been received|your request was received|your message was received|your ticket has been"
        "|votre demande a bien été|votre demande a été|votre ticket a|nous avons bien reçu votre|demande "
        "enregistrée|ticket créé|ticket enregistré"
        "|message recall|recall|auto|vacation|away|parental leave|maternity leave|paternity leave|congé "
        "parental|congé maternité|congé de maternité|congés annuels"
        "|risposta automatica|fuori sede|respuesta automática|fuera de la oficina|resposta "
        "automática|automatisch antwoord"
        "|automatiskt svar|autosvar|automatische afwezigheid|自動応答|自動返信|自动回复|自動回覆"
        "|accepted|declined|tentative|tentatively accepted|canceled|cancelled|invitation|updated "
        "invitation|canceled event|new time proposed|meeting forward notification"
        "|accepté|acceptée|refusé|refusée|provisoire|annulé|annulée|événement annulé|invitation "
        "modifiée|nouvel horaire proposé|réunion transférée"
    ).split("|")
)
# These subjects are words of every day: only with a colon after them do they come from a program.
WITH_COLON = frozenset(
    folded(one)
    for one in "read|lu|delivered|remis|deleted|accepted|declined|tentative|canceled|cancelled|invitation"
    "|accepté|acceptée|refusé|refusée|provisoire|annulé|annulée|not read|non lu"
    "|recall|auto|vacation|away|congés annuels|relayed|relayé|out of office|ooo|annual leave|on vacation|en "
    "congés|i am away|je suis absent|je suis absente".split("|")
)
# What only programs write in a body.
BODIES = tuple(
    folded(one)
    for one in (
        "this is an automatically generated|this is an automated message|this is an automatic reply|do not "
        "reply to this|your message was read on|your message could not be delivered"
        "|could not be delivered to|delivery to the following recipient|i am currently out of the office|i "
        "am out of the office|i'm out of the office|ceci est un message automatique"
        "|ceci est une réponse automatique|message généré automatiquement|je suis absent du bureau|je suis "
        "actuellement absent|je suis actuellement absente|absent du bureau, retour"
        "|automated response|automated notification|automatic acknowledgement|automated "
        "acknowledgement|accusé de réception automatique|réponse automatique à votre"
        "|would like to recall the message|souhaite rappeler le message|deleted without being read|supprimé "
        "sans avoir été lu"
        "|i am on vacation until|i'm on vacation until|i'm on vacation till|on parental leave until|on "
        "maternity leave until|on annual leave until|i am away until|i'm away until"
        "|je suis en congés jusqu|je suis en congé jusqu|en congé parental jusqu|en congé maternité "
        "jusqu|absent jusqu'au|absente jusqu'au|de retour au bureau le"
        "|votre message a été lu le|n'a pas pu être remis|n'a pas pu être distribué|mailer-daemon|begin:vcalendar"
    ).split("|")
)
_QUOTED_PRINTABLE = re.compile(
    r"=(?:[89A-F][0-9A-F]=[89A-F][0-9A-F]|3[DF])|=\r?\n|(?<=[A-Za-z])=[CDEF][0-9A-F](?![0-9A-F])"
)
_GREETING = re.compile(
    (
        r"(?:hi|hello|hey|dear|good "
        r"(?:morning|afternoon|evening)|bonjour|bonsoir|salut|ch[eè]re?|madame|monsieur)\b[^\n.?!]{0,60}(?:[,!:]|\n)\s*"
    ),
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[-*][ \t]+(?=\S)", re.MULTILINE)
_FORWARDED = re.compile(r"(?:re|fwd?|tr|rép|aw|wg)\s*:\s*", re.IGNORECASE)


def from_a_person(subject: str, body: str) -> bool:
    """Whether a ticket may be a person's: no automatic reply, bounce, receipt or answer of a calendar."""
    bare = subject.strip()[:200]
    while begun := _FORWARDED.match(bare):
        bare = bare[begun.end() :]
    plain, start = f"{folded(bare)} ", folded(bare.partition(":")[0])
    for begins in SUBJECTS:
        if plain.startswith(f"{begins} ") and (begins not in WITH_COLON or (":" in bare and start == begins)):
            return False
    beginning = folded(f"{bare}\n{body[:READ]}")
    return not any(said in beginning for said in BODIES)


def what_is_asked(body: str) -> str:
    """A mail's own words: decoded, without greeting, signature, disclaimer and what it quotes; the whole where nothing
    else would be left.
    """
    text = _listed(decoded(body[:READ]))
    written = "\n".join(_few_lines(text))
    replies = EmailReplyParser(languages=list(answers.languages())).read(text=written).replies
    own = str(replies[0].body or "") if replies else ""
    own = _GREETING.sub("", own.strip(), count=1) if _GREETING.match(own.strip()) else own
    return own.strip() or text


def _listed(text: str) -> str:
    """The text with dots before the items of a list:
    the parser takes a line that begins with a hyphen for a signature.
    """
    return _BULLET.sub("\u2022 ", text) if len(_BULLET.findall(text)) > 1 else text


def _few_lines(text: str) -> Iterator[str]:
    """The lines that are no quotes (`>`), and no more than one empty one in a row: the parser takes long over long runs
    of either.
    """
    empty = True
    for line in text.splitlines():
        if line.lstrip().startswith(">") or (empty and not line.strip()):
            continue
        empty = not line.strip()
        yield line


def decoded(text: str) -> str:
    """Text that a mail program left in quoted-printable form, as it was written."""
    if not _QUOTED_PRINTABLE.search(text):
        return text
    plain = quopri.decodestring(text.encode())
    for encoding in ("utf-8", "cp1252"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text
