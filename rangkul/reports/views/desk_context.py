"""What the page of a report shows: to everybody at the desk, and to who has taken it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest

from rangkul.accounts import queries as accounts
from rangkul.accounts.actor import Actor
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.http import after_reading
from rangkul.policy import dismissal
from rangkul.policy.explain import explain, reasons_in_words, still_owed
from rangkul.policy.kernel import Decision
from rangkul.reports import queries, record, told
from rangkul.reports.actions.spam import facts_with_files, obstacles
from rangkul.reports.enums import Author, ContactWay, YesNo, at_the_desk
from rangkul.reports.models import FactSheet, Report, ReportVersion
from rangkul.reports.queries import OpenReport, Ruling
from rangkul.reports.safe_contact import Open, first_words, hours_in_words, safe_now
from rangkul.reports.views.desk_files import file_context
from rangkul.vault import queries as vault

Context = dict[str, Any]
SPOKEN: Final = {ContactWay.PHONE, ContactWay.TRUSTED}


def known_to_all(one: Report, by: Actor) -> Context:
    """What every officer of the desk sees without opening the report."""
    people = {one.taken_by, one.spam_proposed_by, one.spam_by} - {""}
    names = accounts.names(people)
    return {
        "report": one,
        "holder": names.get(one.taken_by, ""),
        "proposer": names.get(one.spam_proposed_by, ""),
        "second": names.get(one.spam_by, ""),
        "mine": one.taken_by == by.ref,
        "back_url": "/piket/",
        "now": clock.now(),
    }


def opened(request: HttpRequest, by: Actor, one: Report) -> Context:
    """What only the officer who took the report sees; the opening stands in the trail."""
    after_reading(request, lambda: append(EventCode.REPORT_OPENED, by=by.ref, object_ref=one.ref))
    report, ruling = queries.open_report(one, by), queries.ruling_of(one)
    sheet, alarm = queries.latest_sheet(one), queries.alarm_of(one)
    files = file_context(request, one, report.keys.report)
    versions = queries.versions(one)
    forced = alarm is not None and alarm.duress
    return {
        "opened": report,
        "alarm": alarm,
        **files,
        **_told(one, report),
        **_ruling(ruling),
        **_written(versions, sheet),
        "linked": queries.linked(one, by.principals),
        "contact": _contact(report, by, forced=forced),
        "phone_open_to_alleged": report.content.answers.opens_phone == YesNo.YES,
        "has_code": vault.has_code(one.ref),
        "spam": _spam(
            one,
            by,
            _may_be_marked(ruling, files=len(files["files"])),
            sheet=sheet,
            told_at=_last_told(versions, report),
        ),
    }


def _told(one: Report, report: OpenReport) -> Context:
    answers = report.content.answers
    sections = told.sections(one, answers)
    return {
        "answers": answers,
        "told": sections,
        "unanswered": told.unanswered(sections),
        "sent_notes": record.proven(answers.parts),
    }


def _ruling(ruling: Ruling) -> Context:
    return {
        "explanation": explain(ruling.conclusion),
        "mediation_shut": not ruling.conclusion.mediation.allowed,
        "rules_changed": not ruling.current,
        "still_owed": still_owed(ruling.conclusion),
    }


def _written(versions: Sequence[ReportVersion], sheet: FactSheet | None) -> Context:
    """The versions and the fact sheet, with who wrote them."""
    people = {version.by for version in versions} | ({sheet.saved_by} if sheet else set())
    names = accounts.names(people - {""})
    lines = [_version(version, names) for version in reversed(versions)]
    return {
        "sheet": sheet,
        "sheet_by": names.get(sheet.saved_by, "") if sheet else "",
        "versions": lines,
        "told_last": next(line for line in lines if line["kind"] in queries.TOLD),
    }


def _version(version: ReportVersion, names: dict[str, str]) -> Context:
    return {
        "number": version.number,
        "kind": version.kind,
        "label": version.get_kind_display(),
        "at": version.sent_at,
        "by": names.get(version.by, ""),
    }


def _contact(report: OpenReport, by: Actor, *, forced: bool) -> Context:
    """Whether, how and when she may be reached; never the number itself."""
    contact = report.content.answers.contact
    if not contact.allowed:
        return {}
    now = safe_now(contact, clock.now())
    return {
        "said": contact,
        "way": at_the_desk(ContactWay, contact.way),
        "hours": hours_in_words(contact),
        "no_hours": not contact.hours,
        "now": now,
        "open": isinstance(now, Open) and not forced,
        "forced": forced,
        "spoken": contact.way in SPOKEN,
        "first_words": first_words(contact, by.person.name, language=report.report.language),
    }


def _may_be_marked(ruling: Ruling, *, files: int) -> Decision:
    today = clock.local(clock.now()).date()
    return dismissal.decide(facts_with_files(ruling.facts, files=files), today)


def _last_told(versions: Sequence[ReportVersion], report: OpenReport) -> datetime:
    """As queries.last_words_at, from what the page has opened anyway."""
    told_in = [version.sent_at for version in versions if version.kind in queries.TOLD]
    said = [message.at for message in report.thread if message.author == Author.REPORTER]
    return max(told_in + said)


def _spam(
    one: Report, by: Actor, decision: Decision, *, sheet: FactSheet | None, told_at: datetime
) -> Context:
    """What keeps the report from being marked as none, and whose turn it is."""
    sheet_at = sheet.saved_at if sheet else None
    return {
        "obstacles": obstacles(one, decision, sheet_at=sheet_at, told_at=told_at),
        "reasons": reasons_in_words(decision.reasons),
        "my_own": one.spam_proposed_by == by.ref,
        "alone": accounts.members(one.team) < accounts.NEEDED_MEMBERS,
    }
