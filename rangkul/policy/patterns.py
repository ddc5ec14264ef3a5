"""Readings of the facts that several families share.

Two principles stand behind every duty. An offence is never assumed: what triggers a duty must be
known. A softening circumstance is never assumed either: that the survivor is an adult, that only
a third person spoke, that there was no violence - each has to be known, and until then the
harsher branch holds. For risk and for mediation an unknown answer always closes.
"""

from datetime import datetime, timedelta
from typing import Final

from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.tri import Tri, all_of, any_of, known_yes, negate

SEXUAL: Final = (
    "sexual_violence",
    "forced_sex_by_partner",
    "forced_intercourse",
    "electronic_extortion",
    "image_spread",
    "sexual_violence_within_120h",
)
"""Any YES here is a sexual-violence crime (UU 12/2022 Ps 4; KUHP 414-422, 473), any age."""

TRAFFICKING: Final = ("trafficking", "organised_network")

VIOLENT: Final = (
    *SEXUAL,
    *TRAFFICKING,
    "physical_violence",
    "strangulation_ever",
    "threat_to_kill_or_weapon",
    "injury_needs_treatment",
    "escalation",
    "pregnancy_with_violence",
    "missing_or_locked_in",
)
"""Any YES here is violence, whatever was answered to "is there violence"."""

VIOLENCE: Final = ("violence_alleged", *VIOLENT)

PEP_HOURS: Final = 72
"""HIV prophylaxis and the best forensic specimens."""
CONTRACEPTION_HOURS: Final = 120
"""Emergency contraception; also the "recent" sexual violence of the risk floor."""


def answers(facts: CaseFacts, *codes: str) -> tuple[Tri, ...]:
    """The answers to several questions."""
    return tuple(facts.get(code) for code in codes)


def sexual(facts: CaseFacts) -> Tri:
    """Sexual violence of any kind. NO only when every question about it is answered no."""
    return any_of(*answers(facts, *SEXUAL))


def trafficked(facts: CaseFacts) -> Tri:
    """Trafficking in persons, or a network behind the case."""
    return any_of(*answers(facts, *TRAFFICKING))


def violence(facts: CaseFacts) -> Tri:
    """Violence of any kind. NO is recorded by the one question; any violent answer outweighs it."""
    if any_of(*answers(facts, *VIOLENT)) is Tri.YES:
        return Tri.YES
    return facts.get("violence_alleged")


def adult(facts: CaseFacts) -> Tri:
    """The survivor was 18 or older at the incident."""
    return negate(facts.get("survivor_is_child"))


def confirmed(facts: CaseFacts) -> Tri:
    """The survivor, or a professional named in UU 12/2022 Ps 41(2), confirmed the report."""
    return any_of(*answers(facts, "survivor_confirmed", "professional_confirmed"))


def from_third_person(facts: CaseFacts) -> Tri:
    """Only somebody outside the closed list of UU 12/2022 Ps 41(2) has spoken so far."""
    third = Tri.of(facts.reporter is ReporterKind.THIRD_PERSON)
    return all_of(third, negate(known_yes(confirmed(facts))))


def survivor_spoke(facts: CaseFacts) -> Tri:
    """The survivor herself has told the unit, so that she can be asked and told things."""
    herself = Tri.of(facts.reporter is ReporterKind.SURVIVOR)
    return any_of(herself, known_yes(facts.get("survivor_confirmed")))


def incident_moment(facts: CaseFacts) -> datetime | None:
    """The latest incident; one noted as later than the report counts from the report."""
    return facts.incident_at and min(facts.incident_at, facts.received_at)


def hours_left(facts: CaseFacts, window: int) -> int | None:
    """Whole hours from receipt until a window after the incident closes; None without a time."""
    moment = incident_moment(facts)
    if moment is None:
        return None
    return (moment + timedelta(hours=window) - facts.received_at) // timedelta(hours=1)


def recent_sexual_violence(facts: CaseFacts) -> Tri:
    """Sexual violence within 120 hours before the report: said so, or shown by its time."""
    said = facts.get("sexual_violence_within_120h")
    left = hours_left(facts, CONTRACEPTION_HOURS)
    if said is Tri.YES or left is None:
        return said
    by_time = all_of(sexual(facts), Tri.of(left >= 0))
    return by_time if by_time is Tri.YES or said is Tri.UNKNOWN else said


def possible_intercourse(facts: CaseFacts) -> Tri:
    """Intercourse that health care must answer: forced by a partner, or by anyone else."""
    return any_of(*answers(facts, "forced_sex_by_partner", "forced_intercourse"))


HEALTH_FACTS: Final = (
    *SEXUAL,
    "reporter",
    "survivor_confirmed",
    "professional_confirmed",
)


def intercourse_to_answer(facts: CaseFacts) -> Tri:
    """Intercourse that is known; or one not ruled out in sexual violence she can be asked about.

    While only a third person has told of sexual violence, reaching the survivor comes first.
    """
    can_ask = negate(from_third_person(facts))
    not_ruled_out = Tri.of(possible_intercourse(facts) is not Tri.NO)
    return any_of(
        known_yes(possible_intercourse(facts)),
        all_of(known_yes(sexual(facts)), not_ruled_out, can_ask),
    )


def health_window(facts: CaseFacts, hours: int) -> Tri:
    """Intercourse to answer, at a known time, with the clinical window still open at receipt."""
    left = hours_left(facts, hours)
    return all_of(intercourse_to_answer(facts), Tri.of(left is not None and left >= 0))
