"""The rule book's one question: given these facts, what follows?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rangkul.policy import duties_contact  # noqa: F401  its rules register when it is loaded
from rangkul.policy.clocks import Clock, clocks
from rangkul.policy.dismissal import decide as decide_dismissal
from rangkul.policy.duties import duties
from rangkul.policy.facts import CaseFacts, moment_code
from rangkul.policy.kernel import BOOK_FROM, Citation, Decision, Duty, Reason, rulebook_version
from rangkul.policy.mediation import decide as decide_mediation
from rangkul.policy.police import Police, PoliceState
from rangkul.policy.police import decide as decide_police
from rangkul.policy.risk import Risk, assess

__all__ = ["Clock", "Conclusion", "Police", "PoliceState", "Risk", "conclude", "replay"]

Codes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the rule book says about one report, with every reason and article."""

    version: str
    on: date
    risk: Risk
    risk_reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    clocks: tuple[Clock, ...]
    police: Police
    mediation: Decision
    dismissal: Decision  # may it be marked "not a report"?

    def to_codes(self) -> Codes:
        """JSON-able and canonical: the same facts, day and book always give the same codes."""
        return {
            "version": self.version,
            "on": self.on.isoformat(),
            "risk": str(self.risk),
            "risk_reasons": _reasons(self.risk_reasons),
            "duties": [_duty(each) for each in self.duties],
            "clocks": [_clock(each) for each in self.clocks],
            "police": {
                "state": str(self.police.state),
                "reasons": _reasons(self.police.reasons),
            },
            "mediation": {
                "allowed": self.mediation.allowed,
                "reasons": _reasons(self.mediation.reasons),
            },
            "dismissal": {
                "allowed": self.dismissal.allowed,
                "reasons": _reasons(self.dismissal.reasons),
            },
        }


def conclude(facts: CaseFacts, *, on: date | None = None) -> Conclusion:
    """What follows from these facts by the rules of a day (by default the day of receipt).

    Pure and total: no clock is read, nothing is written, and every CaseFacts has an answer. A
    report older than the book is judged, unless a day is given, by the book's first day.
    """
    day = on or max(facts.local_date, BOOK_FROM)
    risk, risk_reasons = assess(facts, day)
    return Conclusion(
        version=rulebook_version(),
        on=day,
        risk=risk,
        risk_reasons=risk_reasons,
        duties=duties(facts, day),
        clocks=clocks(facts, risk, day),
        police=decide_police(facts, day),
        mediation=decide_mediation(facts, day),
        dismissal=decide_dismissal(facts, day),
    )


def replay(stored_facts: Mapping[str, object], on: date) -> Conclusion:
    """The conclusion for facts as they were stored, by the rules of the stored day."""
    return conclude(CaseFacts.from_codes(stored_facts), on=on)


def _citations(citations: tuple[Citation, ...]) -> list[Codes]:
    return [
        {"law": str(each.law), "article": each.article, "evidence": str(each.evidence)}
        for each in citations
    ]


def _reasons(reasons: tuple[Reason, ...]) -> list[Codes]:
    return [
        {
            "rule": each.rule_id,
            "text": each.text_id,
            "citations": _citations(each.citations),
            "facts": [list(pair) for pair in each.facts_used],
        }
        for each in reasons
    ]


def _duty(duty: Duty) -> Codes:
    return {
        "code": duty.code,
        "rule": duty.rule_id,
        "text": duty.text_id,
        "due_hours": duty.due_hours,
    }


def _clock(clock: Clock) -> Codes:
    return {
        "id": clock.id,
        "starts": moment_code(clock.starts),
        "due": moment_code(clock.due),
        "basis": str(clock.basis),
        "text": clock.text_id,
        "citations": _citations(clock.citations),
    }
