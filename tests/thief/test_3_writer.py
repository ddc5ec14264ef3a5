"""Thief's test 3: whoever writes to the database makes nobody seal to his key, nobody read what he
put there, and is noticed. Each row: what he does, and what an honest person then tries.
"""

from collections.abc import Callable
from typing import Any

import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.config import health
from rangkul.reports.models import Message, Report
from rangkul.vault import trust
from rangkul.vault.crypto import Refused, open_sealed, seal_to
from rangkul.vault.models import Grant
from rangkul.vault.queries import grant_context
from tests.cast import Browser, hidden_fields, signed_in
from tests.house import PASSWORD
from tests.thief import crimes
from tests.thief.crimes import KEY_OF_HIS, THIEF
from tests.thief.loot import OURS, OURS_TOO, Loot, opened_inbox, up_to_sending

pytestmark = pytest.mark.kdf

Crime = Callable[[Loot], None]
HERS = "Dia mengunci saya di kamar"
ALL_WORDS = ("memukul", "dipukul", "mengancam", "Terima kasih sudah menulis", "takut pulang")


def _row(crime: Crime) -> Any:
    return pytest.param(crime, id=crime.__name__)


def _tampering() -> int:
    return Event.objects.filter(code=EventCode.TAMPERING_REFUSED).count()


def _red() -> set[str]:
    """What `rangkul doctor`, a new process, finds wrong."""
    trust.forget()
    return {check.title for check in health.ALL if check.problem()}


def _commit(crime: Crime, loot: Loot, *, new_process: bool = True) -> None:
    crimes.drop_triggers()
    crime(loot)
    if new_process:
        trust.forget()


def _sealed_to_him() -> list[int]:
    """Grants that his private key opens."""
    opened = []
    for grant in Grant.objects.select_related("compartment"):
        row = grant.compartment
        try:
            open_sealed(
                THIEF.private,
                bytes(grant.sealed_key),
                context=grant_context(row.pk, row.generation),
            )
        except Refused:
            continue
        opened.append(grant.pk)
    return opened


def _says_that_it_was_not_sent(page: Any) -> None:
    html = page.content.decode()
    assert page.status_code == 503
    assert "elum terkirim" in html


AT_SENDING = [
    (crimes.swap_intake_key, ""),
    (crimes.swap_alternative_key, "police"),
    (crimes.swap_statement_and_key, ""),
    (crimes.add_himself, ""),
    (crimes.add_epoch_alone, ""),
    (crimes.take_a_members_id, ""),
    (crimes.add_nonsense, ""),
    (crimes.found_another_root, ""),
]


@pytest.mark.parametrize("new_process", [True, False], ids=["after a restart", "while running"])
@pytest.mark.parametrize(
    ("crime", "office"), AT_SENDING, ids=[crime.__name__ for crime, _ in AT_SENDING]
)
def test_nothing_is_sealed_to_him_and_her_words_are_kept(
    loot: Loot, crime: Crime, office: str, new_process: bool
) -> None:
    visitor, before = up_to_sending(HERS, office), Report.objects.count()
    _commit(crime, loot, new_process=new_process)
    sent = visitor.submit("/l/periksa")
    _says_that_it_was_not_sent(sent)
    assert HERS in sent.content.decode()
    assert Report.objects.count() == before
    assert _sealed_to_him() == []
    assert _tampering()
    assert "Tidak ada perubahan yang ditolak" in _red()


def test_a_cut_chain_is_refused_while_running_and_red_afterwards(loot: Loot) -> None:
    visitor, before = up_to_sending(HERS), Report.objects.count()
    _commit(crimes.cut_chain, loot, new_process=False)
    _says_that_it_was_not_sent(visitor.submit("/l/periksa"))
    assert Report.objects.count() == before
    assert _tampering()
    assert "Rantai kunci lengkap menurut jejak" in _red()


def test_a_house_with_another_root_opens_for_nobody(loot: Loot) -> None:
    _commit(crimes.found_another_root, loot)
    landing = Browser().get("/").content.decode()
    assert 'href="/l/"' not in landing
    assert {"Sidik akar kota cocok", "Rantai kunci utuh"} <= _red()
    told = loot.city.run("serve", check=False)
    assert told.returncode != 0


AT_THE_DESK = [
    crimes.copy_grant_between_compartments,
    crimes.copy_grant_between_reports,
    crimes.move_grant_to_another_team,
    crimes.remove_grant,
    crimes.move_content_between_reports,
    crimes.move_message_into_content,
    crimes.move_message_between_rows,
    crimes.change_the_author,
    crimes.roll_version_back,
    crimes.remove_content,
    crimes.replay_older_words,
    crimes.change_one_byte,
    crimes.write_under_his_own_key,
    crimes.swap_team_wrap,
    crimes.swap_intake_key,
    crimes.swap_statement_and_key,
    crimes.take_a_members_id,
]


@pytest.mark.parametrize("crime", [_row(crime) for crime in AT_THE_DESK])
def test_the_officer_is_shown_nothing_wrong(loot: Loot, crime: Crime) -> None:
    desk = signed_in("piket")
    _commit(crime, loot)
    desk.raise_request_exception = False
    shown = desk.get(f"/piket/{loot.refs[OURS]}/")
    if crime is crimes.swap_intake_key:
        # What was sealed before opens with the key of the chain; the swapped row is told of.
        assert shown.status_code == 200
    else:
        assert shown.status_code == 503
        assert not [words for words in ALL_WORDS if words in shown.content.decode()]
        assert _tampering()
    assert _red()


@pytest.mark.parametrize(
    "crime", [_row(crimes.slip_in_a_thread), _row(crimes.slip_in_a_later_version)]
)
def test_the_officer_does_not_write_to_him(loot: Loot, crime: Crime) -> None:
    desk, page = signed_in("piket"), f"/piket/{loot.refs[OURS_TOO]}/"
    token = hidden_fields(desk.get("/piket/"))["csrfmiddlewaretoken"]
    assert desk.post(f"{page}ambil", {"csrfmiddlewaretoken": token}).status_code == 302
    _commit(crime, loot)
    answered = desk.post(
        f"{page}jawab", {"csrfmiddlewaretoken": token, "body": HERS, "k": "1" * 32}
    )
    assert answered.status_code == 503
    assert not Message.objects.filter(report=loot.refs[OURS_TOO]).exists()
    assert _tampering()


AT_THE_INBOX = [
    crimes.swap_receipt_key,
    crimes.point_receipt_elsewhere,
    crimes.lead_receipt_into_a_trap,
    crimes.slip_in_a_thread,
    crimes.slip_in_a_later_version,
]


@pytest.mark.parametrize("crime", [_row(crime) for crime in AT_THE_INBOX])
def test_the_reporter_is_led_nowhere_else(loot: Loot, crime: Crime) -> None:
    _commit(crime, loot)
    reporter = Browser()
    entered = reporter.submit("/k/", {"q8": loot.codes[OURS_TOO]})
    shown = entered if entered.status_code != 302 else reporter.get("/k/pesan")
    _says_that_it_was_not_sent(shown)
    assert not [words for words in ALL_WORDS if words in shown.content.decode()]
    assert _tampering()


def test_a_reply_into_his_thread_is_refused_and_kept_on_the_page(loot: Loot) -> None:
    reporter = opened_inbox(loot.codes[OURS_TOO])
    fields = hidden_fields(reporter.get("/k/pesan"))
    _commit(crimes.slip_in_a_thread, loot)
    answered = reporter.post("/k/pesan", {**fields, "q9": HERS})
    _says_that_it_was_not_sent(answered)
    assert HERS in answered.content.decode()
    assert not Message.objects.filter(report=loot.refs[OURS_TOO]).exists()
    assert _tampering()


AT_SIGN_IN = [
    (crimes.swap_password_wrap, PASSWORD),
    (crimes.remove_password_wrap, PASSWORD),
    (crimes.enter_under_her_name, "kata-sandi-pencuri"),
    (crimes.swap_statement_and_key, PASSWORD),
]


@pytest.mark.parametrize(
    ("crime", "password"), AT_SIGN_IN, ids=[crime.__name__ for crime, _ in AT_SIGN_IN]
)
def test_nobody_enters_with_keys_that_are_not_hers(loot: Loot, crime: Crime, password: str) -> None:
    _commit(crime, loot)
    browser = Browser()
    answer = browser.post("/masuk/", {"username": "piket", "password": password})
    assert answer.status_code in {422, 503}
    assert browser.get("/piket/").status_code == 302
    assert _tampering()


def test_what_is_sealed_to_him_would_be_seen(loot: Loot) -> None:
    """The control: one grant sealed to his key is found, whichever it is."""
    assert _sealed_to_him() == []
    grant = Grant.objects.select_related("compartment").filter(to_key__isnull=False)[0]
    row = grant.compartment
    context = grant_context(row.pk, row.generation)
    crimes.drop_triggers()
    sealed = seal_to(THIEF.public, KEY_OF_HIS, context=context)
    Grant.objects.filter(pk=grant.pk).update(sealed_key=sealed)
    assert _sealed_to_him() == [grant.pk]
