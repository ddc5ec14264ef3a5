"""Writes of the duty desk beside the report itself: a lost code, a cry for help."""

import secrets

from django.utils import translation
from django.utils.formats import date_format

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.audit.actions import append
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.transactions import writing
from rangkul.reports import queries
from rangkul.reports.actions.desk import MoveRefused, mine
from rangkul.reports.actions.messages import add_message, append_message
from rangkul.reports.actions.send import write_version
from rangkul.reports.content import Content
from rangkul.reports.enums import AlarmEnd, Author, KnownBy, VersionKind
from rangkul.reports.models import Report
from rangkul.vault import actions as vault
from rangkul.vault import receipts
from rangkul.vault.receipts import ReceiptKeys


class NewerVersion(Exception):
    """The report was written to while the officer's page was open: perhaps the reporter, or the
    officer in another window, has just made a new code."""


class NewerAlarm(Exception):
    """Another cry for help came while the officer's page was open."""


def relink(ref: str, *, known_by: KnownBy, based_on: int, by: Actor) -> str:
    """A new code for a reporter who has lost hers; the old one opens nothing any more.

    Only for somebody whom the officer has met: the code word is no proof, since the officer says
    it first on the telephone. The thread tells the reporter, in words that nobody can take out.
    `based_on` is the number of the version that the officer's page knew. Returns the code, which
    stands nowhere else. Derived before the transaction (about 70 ms; twice with a word for
    duress). Raises NewerVersion, MoveRefused, Http404 outside her desk, vault.cost.Busy.
    """
    by.require(Permission.TAKE_REPORTS)
    body = _opened_content(ref, by)
    code = receipts.new_code()
    receipt = receipts.derive(code)
    word = body.answers.duress_word
    duress = receipts.derive_duress(code, word) if word else None
    with writing():
        report = mine(ref, by)
        if queries.latest_version_number(report) != based_on:
            raise NewerVersion
        _issue(report, receipt, duress, by)
        _tell(report, by)
        append(EventCode.CODE_RELINKED, by=by.ref, object_ref=ref, known_by=known_by.value)
        faults.point("before-commit")
    return code


def _opened_content(ref: str, by: Actor) -> Content:
    report = queries.get(ref, by)
    if report.taken_by != by.ref:
        raise MoveRefused(report.taken_by)
    return queries.content_of_team(report, by)


def _issue(report: Report, receipt: ReceiptKeys, duress: ReceiptKeys | None, by: Actor) -> None:
    """The version that names the new receipt, and the receipt itself."""
    keys = queries.keys_of_team(report, by)
    body = queries.content_of_team(report, by)
    newer = Content(body.answers, receipt.box.public.hex(), body.thread)
    sealed = write_version(report, newer, keys.report.newest, kind=VersionKind.CODE, by=by.ref)
    vault.replace_receipt(report.ref, keys, receipt, duress=duress)
    append(
        EventCode.REPORT_COMPLETED,
        by=by.ref,
        object_ref=report.ref,
        digest=digest_of(sealed),
        version=queries.latest_version_number(report),
        kind=VersionKind.CODE.value,
    )


def _tell(report: Report, by: Actor) -> None:
    """A line in the thread: a new code that she did not ask for must not stay hidden from her."""
    with translation.override(report.language):
        at = date_format(clock.local(clock.now()), "j F Y H.i")
        words = translation.gettext(
            "Kode diganti oleh petugas, %(at)s. Bukan permintaan Anda? Tulis di sini, atau telepon "
            "SAPA 129."
        ) % {"at": at}
    message = add_message(
        report,
        words,
        queries.keys_of_team(report, by).thread.newest,
        form_key=secrets.token_hex(16),
        author=Author.STAFF,
        staff=by.ref,
    )
    if message is not None:
        append_message(EventCode.STAFF_ANSWERED, message, by=by.ref)


def handle_alarm(ref: str, *, how: AlarmEnd, mark: int, by: Actor) -> None:
    """The cry for help was handled; the report goes back to its place in the queue.

    `mark` is queries.alarm_mark of the cry that the officer's page showed. Raises NewerAlarm,
    MoveRefused, Http404 outside her desk.
    """
    by.require(Permission.TAKE_REPORTS)
    with writing():
        report = mine(ref, by)
        if report.alarm_at is None:
            return
        if queries.alarm_mark(report) != mark:
            raise NewerAlarm
        report.alarm_at = None
        report.red = report.red and how == AlarmEnd.POLICE
        report.save(update_fields=["alarm_at", "red"])
        vault.move_in_list(ref, queries.sort_key(report))
        append(EventCode.ALARM_HANDLED, by=by.ref, object_ref=ref, how=how.value)
