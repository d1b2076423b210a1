"""Tickets that came as mails."""

from __future__ import annotations

import pytest

from bot.deflection.mails import decoded, from_a_person, what_is_asked
from renewals.numbers_in_text import plainly


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Automatic reply: your offer", "I am away until Monday."),
        ("RE: Out of Office: renewal", "Back on 3 May."),
        ("Réponse automatique : échéance", "De retour lundi."),
        ("Undeliverable: renewal notice", "The address was not found."),
        ("Échec de remise : devis", "Adresse inconnue."),
        ("Read: Quote", "Read on Monday"),
        ("Lu : votre devis", "Le message a été lu"),
        ("Accepted: Renewal call", ""),
        ("Refusé : point sur le contrat", ""),
        ("Delivery Status Notification (Failure)", "x"),
        ("Question", "Your message could not be delivered to bob@x.example"),
        ("", "BEGIN:VCALENDAR"),
        ("Out of Office: your contract renewal", "Thank you for your message. I am away until 5 December."),
        ("Automatische Antwort: Renewal", "Ich bin nicht im Büro"),
        ("Respuesta automática: renovación", ""),
        (
            "Mail delivery failed: returning message to sender",
            ("This message was created automatically by mail delivery software."),
        ),
        ("Auto: Re: renewal notice", "I'm currently travelling"),
        ("[Auto-Reply] Renewal notice", "Thanks for your mail"),
        ("RE: Renewal notice", "I am out of the office until Monday with no access to e-mail."),
        ("TR: Réponse automatique : avis", ""),
        ("Ticket received: #4532 renewal", "Your ticket has been created. A technician will answer."),
        ("We have received your request [#123]", "Thank you for contacting support."),
        ("Votre demande a bien été enregistrée", "Ceci est un accusé de réception automatique."),
        ("Absence : renouvellement", "Je suis absente jusqu'au 4 janvier"),
        ("Message Recall: renewal", "Jo would like to recall the message"),
        ("Rappel : Jo souhaite rappeler le message", ""),
        ("Not read: Your renewal notice", "Your message was deleted without being read"),
        ("Tentative: renewal meeting", ""),
        ("Congé parental", "Je suis en congé parental jusqu'en juin."),
        ("Your message was received", "This is an automated notification"),
    ],
)
def test_what_no_person_wrote_is_known(subject: str, body: str) -> None:
    assert not from_a_person(subject, body)


@pytest.mark.parametrize(
    "subject",
    [
        "Read this please",
        "Cancelled contract",
        "Automatic renewal: how to stop it",
        "Lu et approuvé ?",
        "Out of office hours, who answers?",
        "Invitation to renew",
        "Accepted quote, what now?",
        "Out of support?",
        "Delivery of the key",
        "Absence de réponse à ma demande de devis",
        "Renouvellement automatique",
        "Rappel : mon contrat",
        "Away from my desk, please renew C-100234",
        "Je ne travaille plus chez Contoso : qui devient le contact ?",
        "",
    ],
)
def test_what_a_person_wrote_is_taken(subject: str) -> None:
    assert from_a_person(subject, "How do I renew?")


def test_a_mail_s_own_words_are_left() -> None:
    mail = (
        "Hello team,\n\nhow do I stop the automatic renewal?\n\nKind regards,\nJo Smith\nAcme Ltd\n\nOn "
        "Mon, 2 Nov 2026 at 10:11, Vendor <a@b.example> wrote:\n> Your contract ends soon.\n> Renew now.\n"
    )
    own = what_is_asked(mail)
    assert own.startswith("how do I stop")
    assert "Renew now" not in own
    assert what_is_asked("Bonjour,") == "Bonjour,"
    assert what_is_asked("") == ""


def test_quoted_printable_is_decoded() -> None:
    assert decoded("d=C3=A9sactiver, en ligne =3F") == "désactiver, en ligne ?"
    assert decoded("a=b, c=20%25") == "a=b, c=20%25"
    assert decoded("x = y") == "x = y"
    assert decoded("caf=E9 ferm=E9") == "café fermé"
    assert decoded("=E0 renouveler =3D oui") == "à renouveler = oui"
    assert decoded("le prix =C3=A9tait de 5=E2=82=AC=\n par poste") == "le prix était de 5€ par poste"


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("when does _C-100234_ end?", "when does C-100234 end?"),
        ("*C-100234*, please", "C-100234, please"),
        ("`CTR/2024/0098`", "CTR/2024/0098"),
        ("contract c 100 234", "contract C-100234"),
        ("contrat n° C 100234 ?", "contrat n° C-100234 ?"),
        ("when does c 100 234 end", "when does C-100234 end"),
        ("C – 100234", "C-100234"),
        ("Ｃ－１００２３４ と", "C-100234 と"),
        ("C\u2011100234", "C-100234"),
        ("contract\u00a0C-100\u200b234", "contract C-100234"),
        ("in 30 days", "in 30 days"),
        ("a 100 000 seats", "a 100 000 seats"),
        ("from 2026 - 2027 – all", "from 2026 - 2027 – all"),
        ("march 2027", "march 2027"),
        ("*bold* and _this_", "*bold* and _this_"),
    ],
)
def test_a_pasted_number_is_read_as_it_is_usually_written(pasted: str, read: str) -> None:
    assert plainly(pasted) == read
