"""The facts that the rule book asks for, and one report's answers to them.

Every question can be answered ya, tidak or belum tahu. A question that was never answered is
"belum tahu"; what that means is for each rule to say, and it is never "tidak".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rangkul.policy.questions import GROUPS, QUESTIONS, FactItem
from rangkul.policy.tri import Tri

__all__ = ["FACTS", "GROUPS", "WIB", "CaseFacts", "FactItem", "ReporterKind"]

WIB: Final = timezone(timedelta(hours=7), "WIB")
ADULT_AT: Final = 18  # UU 35/2014 Ps 1: a child is a person under 18
UNDER_FIVE: Final = 5

FACTS: Final[Mapping[str, FactItem]] = MappingProxyType({item.code: item for item in QUESTIONS})
"""Every question by its code, in the order of the form."""
_NOTHING: Final = dict.fromkeys(FACTS, Tri.UNKNOWN)


class ReporterKind(StrEnum):
    """Who told us. It decides whether the 72-hour duty of UU 12/2022 Ps 41(2) has begun.

    ``PROFESSIONAL`` is the closed list of that article: medical or health worker, psychiatrist,
    psychologist, social worker. A teacher, neighbour, parent or anonymous voice is a third person.
    """

    SURVIVOR = "korban"
    PROFESSIONAL = "tenaga_profesional"
    THIRD_PERSON = "orang_lain"
    UNKNOWN = "belum_tahu"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known about one report at one moment; everything the rule book may look at.

    ``saved`` is False until a duty officer has saved the fact form. ``answers`` holds answers by
    question code; a missing one is UNKNOWN. ``incident_at`` is the latest incident and
    ``confirmed_at`` the moment the survivor or a listed professional confirmed what a third person
    had told; both are None when not known. ``child_age`` is the survivor's age in years at the
    incident, given only for a child. ``known`` is made here: every question with what is known.
    Raises ValueError for an unknown code, a time without a zone, or an age that is not a child's.
    """

    saved: bool
    answers: Mapping[str, Tri]
    reporter: ReporterKind
    received_at: datetime
    incident_at: datetime | None = None
    child_age: int | None = None
    confirmed_at: datetime | None = None
    known: Mapping[str, Tri] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.answers) - set(FACTS)):
            raise ValueError(f"Not questions of the rule book: {', '.join(unknown)}")
        for moment in (self.received_at, self.incident_at, self.confirmed_at):
            if moment is not None and moment.utcoffset() is None:
                raise ValueError("Every time needs its time zone.")
        if self.child_age is not None and not 0 <= self.child_age < ADULT_AT:
            raise ValueError("child_age is the age of a child: 0 to 17.")
        answers = {
            code: Tri(self.answers[code])
            for code in FACTS
            if self.answers.get(code, Tri.UNKNOWN) != Tri.UNKNOWN
        }
        known = _NOTHING | answers | self._from_age(answers)
        object.__setattr__(self, "answers", MappingProxyType(answers))
        object.__setattr__(self, "known", MappingProxyType(known))

    def __hash__(self) -> int:
        return hash((self.saved, self.reporter, self.received_at, tuple(self.answers.items())))

    def get(self, code: str) -> Tri:
        """The answer to a question; KeyError for a code that is not a question."""
        return self.known[code]

    def value(self, name: str) -> str:
        """A declared fact as stored text: an answer, or one of the fields beside the answers."""
        if name in FACTS:
            return str(self.get(name))
        found = getattr(self, name)
        return moment_code(found) if isinstance(found, datetime) else str(found)

    @property
    def local_date(self) -> date:
        """The day the report arrived, in western Indonesian time."""
        return self.received_at.astimezone(WIB).date()

    def to_codes(self) -> dict[str, object]:
        """JSON-able and canonical: times in UTC, answers in the order of the form."""
        return {
            "saved": self.saved,
            "answers": {code: str(answer) for code, answer in self.answers.items()},
            "reporter": str(self.reporter),
            "received_at": moment_code(self.received_at),
            "incident_at": self.incident_at and moment_code(self.incident_at),
            "child_age": self.child_age,
            "confirmed_at": self.confirmed_at and moment_code(self.confirmed_at),
        }

    @classmethod
    def from_codes(cls, codes: Mapping[str, object]) -> "CaseFacts":
        """The inverse of to_codes; raises ValueError or TypeError for anything else."""
        answers, age = codes["answers"], codes.get("child_age")
        if not isinstance(answers, Mapping) or not isinstance(age, int | None):
            raise TypeError("answers must be a mapping and child_age a number or null.")
        received = _moment(codes["received_at"])
        if received is None:
            raise ValueError("received_at is needed.")
        return cls(
            saved=codes["saved"] is True,
            answers={str(code): Tri(answer) for code, answer in answers.items()},
            reporter=ReporterKind(str(codes["reporter"])),
            received_at=received,
            incident_at=_moment(codes.get("incident_at")),
            child_age=age,
            confirmed_at=_moment(codes.get("confirmed_at")),
        )

    def _from_age(self, answers: Mapping[str, Tri]) -> dict[str, Tri]:
        """A known age answers both age questions; a YES already given is kept (the stricter)."""
        if self.child_age is None:
            return {}
        under_five = Tri.of(self.child_age < UNDER_FIVE)
        if answers.get("survivor_under_5") is Tri.YES:
            under_five = Tri.YES
        return {"survivor_is_child": Tri.YES, "survivor_under_5": under_five}


def moment_code(moment: datetime) -> str:
    """A time as canonical text: ISO 8601 in UTC."""
    return moment.astimezone(timezone.utc).isoformat()  # noqa: UP017  plain name beside WIB


def _moment(code: object) -> datetime | None:
    return None if code is None else datetime.fromisoformat(str(code))
