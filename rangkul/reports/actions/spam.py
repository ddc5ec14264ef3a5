"""The mark "not a report": one officer proposes, a second agrees, anybody takes it back.

A marked report is sorted last and never deleted. POL-11 says which may not be marked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.policy.book import conclude
from rangkul.policy.facts import CaseFacts
from rangkul.policy.kernel import Decision
from rangkul.policy.tri import Tri
from rangkul.reports import queries
from rangkul.reports.actions.desk import mine
from rangkul.reports.actions.heard import MARK, take_mark_away
from rangkul.reports.actions.send import store_decision
from rangkul.reports.models import Report
from rangkul.vault import actions as vault


class Obstacle(StrEnum):
    """Why a report cannot be marked now."""

    ALARM = "alarm"  # a cry for help is open
    OLD_SHEET = "old_sheet"  # the reporter told more after the fact sheet was saved
    RULE = "rule"  # POL-11
    SAME_PERSON = "same_person"  # who proposed cannot be the second one, too
    NOT_PROPOSED = "not_proposed"  # taken back meanwhile


class MarkRefused(Exception):
    """The report may not be marked."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(*obstacles)
        self.obstacles = tuple(obstacles)


def obstacles(
    report: Report, decision: Decision, *, sheet_at: datetime | None, told_at: datetime
) -> tuple[Obstacle, ...]:
    """What keeps a report from being marked, from what is known of it. Pure."""
    against = {
        Obstacle.ALARM: report.alarm_at is not None,
        Obstacle.OLD_SHEET: sheet_at is not None and sheet_at < told_at,
        Obstacle.RULE: not decision.allowed,
    }
    return tuple(one for one, true in against.items() if true)


def facts_with_files(facts: CaseFacts, *, files: int) -> CaseFacts:
    """A file that came later is evidence at hand, whatever was answered before."""
    if not files:
        return facts
    return replace(facts, answers={**facts.answers, "evidence_at_hand": Tri.YES})


def propose_spam(ref: str, *, by: Actor) -> None:
    """The officer who has read the report proposes the mark. Nothing moves before a second agrees.

    Raises Http404, MoveRefused, MarkRefused. A second proposal changes nothing.
    """
    by.require(Permission.TAKE_REPORTS)
    with writing():
        report = mine(ref, by)
        if report.spam_proposed_by:
            return
        _require_markable(report, by)
        report.spam_proposed_by, report.spam_proposed_at = by.ref, clock.now()
        report.save(update_fields=MARK)
        append(EventCode.REPORT_SPAM_PROPOSED, by=by.ref, object_ref=ref)


def confirm_spam(ref: str, *, by: Actor) -> None:
    """A second officer, who has taken the report over and read it, agrees: it is sorted last.

    Raises Http404, MoveRefused, MarkRefused.
    """
    by.require(Permission.TAKE_REPORTS)
    with writing():
        report = mine(ref, by)
        if report.spam_by:
            return
        _require_second(report, by)
        _require_markable(report, by)
        report.spam_by, report.spam_at = by.ref, clock.now()
        report.save(update_fields=MARK)
        vault.move_in_list(ref, queries.sort_key(report))
        append(
            EventCode.REPORT_MARKED_SPAM,
            by=by.ref,
            object_ref=ref,
            proposed_by=report.spam_proposed_by,
        )


def unmark_spam(ref: str, *, by: Actor) -> None:
    """Any officer of the desk alone takes proposal and mark away. Raises Http404."""
    by.require(Permission.TAKE_REPORTS)
    with writing():
        take_mark_away(queries.locked(ref, by), by=by.ref)


def _require_second(report: Report, by: Actor) -> None:
    if not report.spam_proposed_by:
        raise MarkRefused([Obstacle.NOT_PROPOSED])
    if report.spam_proposed_by == by.ref:
        raise MarkRefused([Obstacle.SAME_PERSON])


def _require_markable(report: Report, by: Actor) -> None:
    """Ask the rule book with what is known now, and store what it said."""
    known = queries.concluded_facts(report)
    facts = facts_with_files(known, files=len(queries.files_of(report.ref)))
    conclusion = conclude(facts, on=clock.local(clock.now()).date())
    sheet = queries.latest_sheet(report)
    against = obstacles(
        report,
        conclusion.dismissal,
        sheet_at=sheet.saved_at if sheet else None,
        told_at=queries.last_words_at(report),
    )
    if against:
        raise MarkRefused(against)
    store_decision(report, facts, conclusion, by=by.ref)
