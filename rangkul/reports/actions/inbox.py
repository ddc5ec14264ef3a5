"""Writes of the reporter through her code. Each gives her stay another 30 minutes."""

from dataclasses import replace

from django.utils.translation import gettext as _

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.policy.book import conclude
from rangkul.policy.tri import Tri
from rangkul.reports import queries, visit
from rangkul.reports.actions.heard import take_mark_away
from rangkul.reports.actions.messages import add_message, append_message
from rangkul.reports.actions.send import store_decision, write_version
from rangkul.reports.answers import Contact
from rangkul.reports.content import Content
from rangkul.reports.enums import Author, SafeNow, VersionKind
from rangkul.reports.models import Report, ReportLink
from rangkul.reports.visit import Inbox
from rangkul.vault import actions as vault
from rangkul.vault import receipts
from rangkul.vault.drafts import DraftKey


class Duress(Exception):
    """She typed the word that was agreed for the case that somebody forces her. `key` is the stay
    in which the inbox seems empty."""

    def __init__(self, key: DraftKey) -> None:
        super().__init__()
        self.key = key


def write_back(inbox: Inbox, text: str, *, form_key: str, key: DraftKey) -> None:
    """The reporter writes to the desk.

    Raises Duress when the message is her word for duress: the desk was alerted, the stay seems
    empty, and nothing of the message is kept. Raises as queries.keys_of_receipt.
    """
    word = queries.content_of_receipt(inbox).answers.duress_word
    if word and receipts.normalised_word(text) == word:
        raise Duress(under_duress(inbox.report, key=key))
    with writing():
        visit.stay(key)
        _say(queries.lock_row(inbox.report), inbox, text, form_key=form_key)


def under_duress(ref: str, *, key: DraftKey | None) -> DraftKey:
    """Somebody forces her: the desk is alerted, and this stay shows an inbox without anything.

    Nothing on her side tells that an alarm was raised. Returns the stay's key.
    """
    with writing():
        empty = visit.open_empty(key)
        _alarm(queries.lock_row(ref), how="duress")
    return empty


def say_safe(inbox: Inbox, *, form_key: str, key: DraftKey) -> None:
    """ "I am safe now": her report no longer counts as danger now. Its risk, and a cry for help
    that nobody has handled yet, stay: an officer ends them, not a button that others can press."""
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        words = _("Orang itu aman sekarang.") if report.told_by_other else _("Saya aman sekarang.")
        if _say(report, inbox, words, form_key=form_key):
            told = queries.content_of_receipt(inbox).answers
            report.safe_now = SafeNow.SAFE
            report.red = replace(told, safe_now=SafeNow.SAFE.value).red  # grave signs stay
            _save(report, "safe_now", "red")
            append(EventCode.REPORTER_SAFE, by=REPORTER, object_ref=report.ref)


def say_danger(inbox: Inbox, *, form_key: str, key: DraftKey) -> None:
    """ "I am in danger now": to the top of the queue until an officer says that it was handled,
    and the rule book concludes anew."""
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        words = (
            _("Orang itu dalam bahaya sekarang.")
            if report.told_by_other
            else _("Saya dalam bahaya sekarang.")
        )
        if _say(report, inbox, words, form_key=form_key):
            report.safe_now, report.red = SafeNow.DANGER, True
            _conclude_with(report, danger_now=Tri.YES)
            report.save(update_fields=["safe_now", "red", "risk"])
            _alarm(report, how="danger")


def _alarm(report: Report, *, how: str) -> None:
    """The first cry keeps its place in the queue until it was handled."""
    report.alarm_at = report.alarm_at or clock.now()
    take_mark_away(report, by=REPORTER)
    _save(report, "alarm_at")
    append(EventCode.ALARM_RAISED, by=REPORTER, object_ref=report.ref, how=how)


def withdraw(inbox: Inbox, *, form_key: str, key: DraftKey) -> None:
    """She takes the report back: the desk is told, nothing ends by itself. What the law demands
    for a child, for sexual violence and for danger to life goes on (UU 12/2022 Ps 41)."""
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        words = _("Saya ingin menarik kembali laporan ini.")
        if report.withdrawn_at is None and _say(report, inbox, words, form_key=form_key):
            report.withdrawn_at = clock.now()
            _save(report, "withdrawn_at")
            append(EventCode.REPORT_WITHDRAWN, by=REPORTER, object_ref=report.ref)


def resume(inbox: Inbox, *, form_key: str, key: DraftKey) -> None:
    """She wants help again after all: perhaps taking it back was not her own wish."""
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        words = _("Saya ingin dibantu lagi.")
        if report.withdrawn_at and _say(report, inbox, words, form_key=form_key):
            report.withdrawn_at = None
            _save(report, "withdrawn_at")
            append(EventCode.REPORT_RESUMED, by=REPORTER, object_ref=report.ref)


def _say(report: Report, inbox: Inbox, text: str, *, form_key: str) -> bool:
    """Add her message and let the desk see that she waits; False for a form sent twice."""
    thread = queries.keys_of_receipt(inbox).thread.newest
    message = add_message(report, text, thread, form_key=form_key, author=Author.REPORTER)
    if message is None:
        return False
    report.reporter_waits_since = report.reporter_waits_since or message.at
    take_mark_away(report, by=REPORTER)
    _save(report, "reporter_waits_since")
    append_message(EventCode.REPORTER_WROTE, message, by=REPORTER)
    return True


def _save(report: Report, *names: str) -> None:
    report.save(update_fields=names)
    vault.move_in_list(report.ref, queries.sort_key(report))


def change_contact(inbox: Inbox, contact: Contact, *, key: DraftKey) -> None:
    """Another way to reach her, from now on; what was agreed before stays in its version. The
    same once more changes nothing."""
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        body = queries.content_of_receipt(inbox)
        if body.answers.contact == contact:
            return
        report.contact = contact.way
        _conclude_with(report, contact_not_allowed=Tri.of(not contact.allowed))
        _save(report, "contact", "risk")
        newer = replace(body, answers=replace(body.answers, contact=contact))
        write_anew(inbox, report, newer, VersionKind.CONTACT)


def _conclude_with(report: Report, **said: Tri) -> None:
    """Let the rule book conclude from what it was told last and what she has just said; the
    officer's next fact sheet has the last word."""
    known = queries.concluded_facts(report)
    facts = replace(known, answers={**known.answers, **said})
    conclusion = conclude(facts, on=clock.local(clock.now()).date())
    report.risk = conclusion.risk.value
    store_decision(report, facts, conclusion, by=REPORTER)


def write_anew(inbox: Inbox, report: Report, body: Content, kind: VersionKind) -> None:
    """The next version of the content, as the code seals it; inside the caller's writing()."""
    compartment = queries.keys_of_receipt(inbox).report.newest
    sealed = write_version(report, body, compartment, kind=kind)
    append(
        EventCode.REPORT_COMPLETED,
        by=REPORTER,
        object_ref=report.ref,
        digest=digest_of(sealed),
        version=queries.latest_version_number(report),
        kind=kind.value,
    )


def join(inbox: Inbox, other: Inbox, *, key: DraftKey) -> None:
    """Link two reports about the same event, whose codes were both typed. Twice is once, and a
    report is not linked with itself.

    They are linked, not merged: each team sees of the other report only that there is one, and
    only where it is in its own lists (handbook QLT-07).
    """
    one, two = sorted((inbox.report, other.report))
    with writing():
        visit.stay(key)
        for opened in (inbox, other):
            queries.keys_of_receipt(opened)
        if one == two:
            return
        _row, made = ReportLink.objects.get_or_create(
            one_id=one, other_id=two, defaults={"at": clock.now()}
        )
        if made:
            append(EventCode.REPORTS_LINKED, by=REPORTER, object_ref=one, other=two)
