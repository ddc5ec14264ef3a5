"""POL: when the police must hear of it, and when the survivor decides.

Each rule that concerns the police asks for a state; the strongest one holds. The rules themselves
stand in police_sexual and police_other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from rangkul.policy.facts import CaseFacts
from rangkul.policy.kernel import Reason, Tri, any_of, rules_in_force
from rangkul.policy.patterns import answers, from_third_person
from rangkul.policy.police_other import adult_decides, child_in_danger, trafficking_suspected
from rangkul.policy.police_sexual import (
    DANGER_OF_ANOTHER,
    adult_sexual_violence,
    child_sexual_violence,
    told_by_another,
)


class PoliceState(StrEnum):
    """What is owed to the police, from nothing to at once; the strongest rule decides."""

    NONE = "none"
    HER_CHOICE = "her_choice"
    CONSULT_24H = "consult_24h"
    DUE_72H = "due_72h"
    DUE_NOW = "due_now"


@dataclass(frozen=True, slots=True)
class Police:
    """The state and the rules behind it."""

    state: PoliceState
    reasons: tuple[Reason, ...]


def _state_of_told_by_another(facts: CaseFacts) -> PoliceState:
    """POL-03: at once in danger or trafficking, 72 hours from a professional, else her choice."""
    if any_of(*answers(facts, *DANGER_OF_ANOTHER)) is Tri.YES:
        return PoliceState.DUE_NOW
    third = from_third_person(facts) is Tri.YES
    return PoliceState.HER_CHOICE if third else PoliceState.DUE_72H


_STATES: Final[dict[str, Callable[[CaseFacts], PoliceState]]] = {
    child_sexual_violence.id: lambda _: PoliceState.DUE_NOW,
    adult_sexual_violence.id: lambda _: PoliceState.DUE_72H,
    told_by_another.id: _state_of_told_by_another,
    child_in_danger.id: lambda _: PoliceState.CONSULT_24H,
    trafficking_suspected.id: lambda _: PoliceState.DUE_NOW,
    adult_decides.id: lambda _: PoliceState.HER_CHOICE,
}
_STRENGTH: Final = tuple(PoliceState)


def decide(facts: CaseFacts, on: date) -> Police:
    """The strongest state that a rule asks for, with every rule that asks for a state."""
    applying = [
        each for each in rules_in_force(on, "POL") if each.id in _STATES and each.applies(facts)
    ]
    states = (_STATES[each.id](facts) for each in applying)
    state = max(states, key=_STRENGTH.index, default=PoliceState.NONE)
    return Police(state, tuple(each.reason(facts, on) for each in applying))


def report_due(facts: CaseFacts, on: date) -> bool:
    """Whether the 72-hour clock of UU 12/2022 Ps 41(3) runs, by statute or by policy."""
    by_id = {each.id for each in rules_in_force(on, "POL") if each.applies(facts)}
    professional = told_by_another.id in by_id and from_third_person(facts) is Tri.NO
    return professional or bool({child_sexual_violence.id, adult_sexual_violence.id} & by_id)
