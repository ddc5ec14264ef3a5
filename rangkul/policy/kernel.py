"""What a rule is, and the register that holds them all.

A rule is a small pure function from the facts of a report to an answer: does it apply? Beside it
stand its words, its articles, its owner, its dates and examples that are run as tests.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import import_module, resources
from typing import Final, NotRequired, TypedDict, Unpack

from rangkul.policy.facts import FACTS, WIB, CaseFacts, ReporterKind
from rangkul.policy.laws import LAWS, LawId
from rangkul.policy.tri import Tri, all_of, any_of, known_yes, negate, not_no

__all__ = [
    "BOOK_FROM",
    "Asks",
    "Basis",
    "Citation",
    "Decision",
    "Duty",
    "Evidence",
    "Example",
    "Reason",
    "Rule",
    "Severity",
    "Text",
    "Tri",
    "all_of",
    "all_rules",
    "any_of",
    "get_rule",
    "known_yes",
    "negate",
    "not_no",
    "rule",
    "rulebook_version",
    "rules_in_force",
]

BOOK_FROM: Final = date(2022, 5, 9)  # UU 12/2022 takes effect; no decision is older than this
CASE_FIELDS: Final = ("saved", "reporter", "received_at", "incident_at", "confirmed_at")
EXAMPLE_DAY: Final = datetime(2026, 3, 2, 9, 0, tzinfo=WIB)


class Basis(StrEnum):
    """Why a rule exists: a law says it, a service standard says it, or the city chose it."""

    STATUTE = "statute"
    STANDARD = "standard"
    POLICY = "policy"


class Severity(StrEnum):
    """What can defeat a rule: nothing, a named role with a reason, or a mere click past it."""

    HARD = "hard"
    OVERRIDE = "override"
    WARNING = "warning"


class Evidence(StrEnum):
    """How well the cited text is known. All but SEEN are to be confirmed by Bagian Hukum."""

    SEEN = "S"
    MEMORY = "M"
    INFERENCE = "I"
    GENERAL_KNOWLEDGE = "GK"
    UNVERIFIED = "?"


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one instrument of the law register, and how well it is known."""

    law: LawId
    article: str
    evidence: Evidence = Evidence.SEEN

    def __str__(self) -> str:
        law = LAWS[self.law]
        return (
            f"{law.short} Ps {self.article}" if law.has_articles else f"{law.short}, {self.article}"
        )

    def in_force(self, on: date) -> bool:
        """Whether the instrument was already in force on that day."""
        since = LAWS[self.law].in_force
        return since is None or since <= on


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Indonesian, which is the source, and in English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Example:
    """A case in one line: which answers are known, and whether the rule applies to them."""

    applies: bool
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    reporter: ReporterKind = ReporterKind.SURVIVOR
    saved: bool = True
    hours_since_incident: int | None = None

    def facts(self) -> CaseFacts:
        """The example as the facts of a report received on one fixed morning."""
        hours = self.hours_since_incident
        return CaseFacts(
            saved=self.saved,
            answers=dict.fromkeys(self.yes, Tri.YES) | dict.fromkeys(self.no, Tri.NO),
            reporter=self.reporter,
            received_at=EXAMPLE_DAY,
            incident_at=None if hours is None else EXAMPLE_DAY - timedelta(hours=hours),
        )


Asks = Callable[[CaseFacts], Tri]
DueHours = int | None | Callable[[CaseFacts], int | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the book.

    ``says`` is the sentence shown as a reason. A rule with a ``duty`` puts that duty on the unit
    when it applies; ``does`` then says what to do, and ``due_hours`` counts from receipt of the
    report (0: at once; None: no fixed hour). ``shows`` are the answers worth showing as its ground.
    ``valid_to`` is the last day on which it applies.
    """

    id: str
    title_id: str
    title_en: str
    says: Text
    citations: tuple[Citation, ...]
    owner: str
    basis: Basis
    severity: Severity
    facts: tuple[str, ...]
    examples: tuple[Example, ...]
    test: Asks = field(repr=False)
    valid_from: date = BOOK_FROM
    valid_to: date | None = None
    duty: str | None = None
    does: Text | None = None
    due_hours: DueHours = None
    shows: tuple[Tri, ...] = tuple(Tri)

    def __post_init__(self) -> None:
        if unknown := set(self.facts) - set(FACTS) - set(CASE_FIELDS):
            raise ValueError(f"{self.id} declares facts that do not exist: {sorted(unknown)}")
        if not self.citations or not all(citation.law in LAWS for citation in self.citations):
            raise ValueError(f"{self.id} must cite the law register.")

    def __call__(self, facts: CaseFacts) -> Tri:
        return self.test(facts)

    @property
    def family(self) -> str:
        """The letters before the number: RSK, POL, MED, CLK, QLT or DUT."""
        return self.id[:3]

    def applies(self, facts: CaseFacts) -> bool:
        """Whether the rule is known to apply."""
        return self.test(facts) is Tri.YES

    def in_force(self, on: date) -> bool:
        """Whether the rule is valid on that day, first and last day included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def cites(self, on: date) -> tuple[Citation, ...]:
        """The citations whose law was in force on that day."""
        return tuple(citation for citation in self.citations if citation.in_force(on))

    def reason(self, facts: CaseFacts, on: date) -> "Reason":
        """Why this rule speaks here: its words, its articles and the answers it rested on."""
        used = tuple((name, facts.value(name)) for name in self.facts)
        given = {value for _, value in used}
        shown = self.shows if given.intersection(self.shows) else (Tri.UNKNOWN,)
        rested_on = tuple(pair for pair in used if pair[0] in CASE_FIELDS or pair[1] in shown)
        return Reason(self.id, self.id, self.cites(on), rested_on)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, with the facts it rested on as (code, stored value)."""

    rule_id: str
    text_id: str
    citations: tuple[Citation, ...]
    facts_used: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done. ``due_hours`` counts from receipt of the report."""

    code: str
    rule_id: str
    text_id: str
    due_hours: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """May it be done, why or why not, what must be done with it, and under which articles."""

    allowed: bool
    reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...] = ()
    citations: tuple[Citation, ...] = ()


_RULES: dict[str, Rule] = {}


def register(new: Rule) -> Rule:
    """Add a rule to the book; an id can be given only once."""
    if new.id in _RULES:
        raise ValueError(f"Two rules are called {new.id}.")
    _RULES[new.id] = new
    return new


class RuleParts(TypedDict):
    """What a rule is made of besides its id, its title and its test."""

    says: Text
    citations: tuple[Citation, ...]
    owner: str
    basis: Basis
    severity: Severity
    facts: tuple[str, ...]
    examples: tuple[Example, ...]
    valid_from: NotRequired[date]
    valid_to: NotRequired[date | None]
    duty: NotRequired[str]
    does: NotRequired[Text]
    due_hours: NotRequired[DueHours]
    shows: NotRequired[tuple[Tri, ...]]


def rule(rule_id: str, *, title: Text, **parts: Unpack[RuleParts]) -> Callable[[Asks], Rule]:
    """Make a rule of the function below it. The function answers: does this rule apply?"""

    def make(test: Asks) -> Rule:
        titled = Rule(id=rule_id, title_id=title.id, title_en=title.en, test=test, **parts)
        return register(titled)

    return make


def all_rules() -> tuple[Rule, ...]:
    """Every rule, ordered by id."""
    _load()
    return tuple(_RULES[rule_id] for rule_id in sorted(_RULES))


def get_rule(rule_id: str) -> Rule:
    """The rule with this id; KeyError when there is none."""
    _load()
    return _RULES[rule_id]


def rules_in_force(on: date, *families: str) -> Iterator[Rule]:
    """The rules of these families that are valid on a day, ordered by id."""
    return (each for each in all_rules() if each.family in families and each.in_force(on))


def rulebook_version() -> str:
    """A short fingerprint of the whole book: ids, validity, and the source text behind them."""
    rows = (f"{each.id}|{each.valid_from}|{each.valid_to}" for each in all_rules())
    digest = hashlib.sha256("\n".join((*rows, _source_digest())).encode())
    return f"RB-{digest.hexdigest()[:16]}"


@cache
def _load() -> None:
    """Whoever asks first, the whole book is open: every module of rules has registered."""
    import_module("rangkul.policy.book")


@cache
def _source_digest() -> str:
    """Over the text of every module of the book, so that a change in a helper shows as well."""
    modules = (each for each in resources.files(__package__).iterdir() if each.name[-3:] == ".py")
    digest = hashlib.sha256()
    for each in sorted(modules, key=lambda each: each.name):
        digest.update(f"{each.name}\n{each.read_text(encoding='utf-8')}\n".encode())
    return digest.hexdigest()
