from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from renewals.store.database import Sessions
from renewals.store.tables import Conversation, VerificationCode
from renewals.store.verification import Check, CodeToSend, check_code, given_last, new_code, numbers_given
from tests.builders import load

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = "claire@contoso.example"


@pytest.fixture
def session(database: Sessions):  # type: ignore[no-untyped-def]
    load(database, {"contract_number": "C-1"}, {"contract_number": "C-2"})
    with database() as session:
        for name in ("one", "two", "three", "four"):
            session.add(Conversation(id=name, token_hash=name, language="en", created_at=NOON, expires_at=NOON))
        yield session


def anybody(address: str) -> bool:
    return True


def asked(
    session: Session,
    conversation: str = "one",
    number: str = "C-1",
    at: datetime = NOON,
    may_mail: Callable[[str], bool] = anybody,
) -> CodeToSend:
    code = new_code(session, conversation, number, at, may_mail)
    assert code is not None
    session.flush()
    return code


def test_the_right_code_proves_the_address_on_file(session: Session) -> None:
    code = asked(session)
    assert code.email == ADDRESS
    assert check_code(session, "one", code.code, NOON) == ADDRESS


def test_a_number_is_known_as_people_retype_it(session: Session) -> None:
    assert asked(session, number="c 1").email == ADDRESS


def test_an_address_on_file_for_a_contract_is_known_in_any_case_and_another_is_not(session: Session) -> None:
    assert asked(session, number=ADDRESS.upper()).email == ADDRESS
    assert asked(session, "two", "somebody@contoso.example").email is None


def test_what_was_given_last_is_known_and_only_numbers_are_contracts_that_were_named(session: Session) -> None:
    asked(session)
    asked(session, number=ADDRESS)
    assert given_last(session, "one", NOON) == ADDRESS
    assert numbers_given(session, "one") == ["C-1"]
    assert given_last(session, "two", NOON) is None


def test_a_code_works_once(session: Session) -> None:
    code = asked(session).code
    check_code(session, "one", code, NOON)
    assert check_code(session, "one", code, NOON) is Check.WRONG


def test_a_code_is_good_for_ten_minutes(session: Session) -> None:
    code = asked(session).code
    assert check_code(session, "one", code, NOON + timedelta(minutes=10)) is Check.WRONG


def test_a_code_works_in_the_conversation_that_asked_for_it_alone(session: Session) -> None:
    assert check_code(session, "two", asked(session).code, NOON) is Check.WRONG


def test_a_new_code_ends_the_one_before(session: Session) -> None:
    first, second = asked(session).code, asked(session).code
    if first != second:
        assert check_code(session, "one", first, NOON) is Check.WRONG
    assert check_code(session, "one", second, NOON) == ADDRESS


def test_the_fifth_wrong_attempt_ends_a_code(session: Session) -> None:
    code = asked(session).code
    wrong = "000000" if code != "000000" else "000001"
    assert [check_code(session, "one", wrong, NOON) for _ in range(5)] == [Check.WRONG] * 4 + [Check.USED_UP]
    assert check_code(session, "one", code, NOON) is Check.WRONG


def test_a_conversation_gets_three_codes_an_hour(session: Session) -> None:
    for _ in range(3):
        asked(session)
    assert new_code(session, "one", "C-1", NOON + timedelta(minutes=59), anybody) is None
    assert new_code(session, "one", "C-1", NOON + timedelta(minutes=61), anybody) is not None


def test_an_address_that_has_had_enough_gets_no_code_and_nobody_is_told(session: Session) -> None:
    code = asked(session, may_mail=lambda address: address != ADDRESS)
    assert code.email is None
    assert check_code(session, "one", code.code, NOON) is Check.WRONG


def test_what_is_not_on_file_is_counted_too(session: Session) -> None:
    counted: list[str] = []

    def counts(address: str) -> bool:
        counted.append(address)
        return True

    asked(session, number="C-404", may_mail=counts)
    asked(session, may_mail=counts)
    assert counted == ["C-404", ADDRESS]


def test_an_unknown_contract_is_asked_for_like_any_other_but_no_code_is_right(session: Session) -> None:
    code = asked(session, number="C-404")
    assert code.email is None
    assert check_code(session, "one", code.code, NOON) is Check.WRONG


def test_the_code_itself_is_kept_nowhere(session: Session) -> None:
    code = asked(session).code
    row = session.scalars(sa.select(VerificationCode)).one()
    assert code not in (row.code_hash, row.salt)
    assert all(code != str(value) for value in vars(row).values())


def test_attempts_made_at_once_are_all_counted_and_a_right_code_works_once(
    session: Session, database: Sessions
) -> None:
    codes = {name: asked(session, name).code for name in ("one", "two")}
    session.commit()
    wrong = f"{(int(codes['one']) + 1) % 1_000_000:06}"

    def check(conversation: str, code: str) -> str | Check:
        with database.begin() as own:
            return check_code(own, conversation, code, NOON)

    with ThreadPoolExecutor(8) as at_once:
        guessed = list(at_once.map(lambda _: check("one", wrong), range(16)))
        proved = list(at_once.map(lambda _: check("two", codes["two"]), range(8)))
    assert guessed.count(Check.USED_UP) == 1
    assert check("one", codes["one"]) is Check.WRONG
    assert proved.count(ADDRESS) == 1
    with database() as own:
        assert own.scalar(sa.select(VerificationCode.attempts).where(VerificationCode.conversation_id == "one")) == 5
