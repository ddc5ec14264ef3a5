"""The reporter's answers, checked; and what the coded ones already tell the rule book."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Self

from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports.enums import (
    AgeBand,
    AllegedOffice,
    ContactWay,
    Danger,
    Kind,
    SafeNow,
    TalkNeed,
    When,
    Who,
    YesNo,
)


@dataclass(frozen=True)
class Contact:
    """How, where and when the desk may reach her, in her own words."""

    way: str = ContactWay.NONE.value
    number: str = ""
    phone_readers: str = ""  # who else opens that telephone
    sms: str = ""
    hours: tuple[str, ...] = ()
    days: str = ""
    code_word: str = ""  # the officer says it first
    stop_word: str = ""  # she says it, the officer hangs up
    who_answers: str = ""
    must_not_know: str = ""  # "jangan bilang mama"; it holds also when there is no way to reach her

    @property
    def allowed(self) -> bool:
        """Whether she may be contacted at all."""
        return self.way not in {"", ContactWay.NONE}


@dataclass(frozen=True)
class Part:
    """A note from her private record, and all that its stamp was made of (reports.stamps)."""

    at: str  # ISO 8601, UTC
    text: str
    stamp: str  # hex
    ref: str = ""
    number: int = 0
    happened: str = ""  # in her words, mostly "about then"
    salt: str = ""
    previous: str = ""
    files: tuple[str, ...] = ()  # SHA-256 of each file that was kept with it, hex

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From plain values, as a draft or the sealed content holds them."""
        return cls(**{**stored, "files": tuple(stored.get("files", ()))})


@dataclass(frozen=True)
class Answers:
    """What was answered; codes of reports.enums, and her own words. Defaults: not asked."""

    who: str
    safe_now: str
    story: str = ""
    office: str = ""
    age: str = ""
    knows: str = ""
    dangers: tuple[str, ...] = ()
    place_now: str = ""  # where who needs help is now: from the alarm page or a witness's page
    kinds: tuple[str, ...] = ()
    relation: str = ""
    person: str = ""
    shares_home: str = ""
    opens_phone: str = ""
    district: str = ""
    when: str = ""
    contact: Contact = field(default_factory=Contact)
    needs: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    language: str = ""
    companion: str = ""
    may_know: tuple[str, ...] = ()
    police_may_know_me: str = ""  # of a witness; a yes was True at first
    duress_word: str = ""  # as vault.receipts.normalised_word compares it
    parts: tuple[Part, ...] = ()
    files: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From what `as_json` gave, also from an older version of the program."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        values |= {name: tuple(values[name]) for name in _LISTS if name in values}
        contact = values.get("contact") or {}
        values["contact"] = Contact(**{**contact, "hours": tuple(contact.get("hours", ()))})
        values["parts"] = tuple(Part.of(part) for part in values.get("parts", ()))
        if isinstance(known_to_police := values.get("police_may_know_me"), bool):
            values["police_may_know_me"] = YesNo.YES.value if known_to_police else ""
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the sealed content."""
        return asdict(self)

    @property
    def names_our_office(self) -> bool:
        """Whether the alternative team must read this instead of the ordinary intake."""
        return bool(self.office) and AllegedOffice(self.office).is_ours

    @property
    def about_child(self) -> bool:
        """Whether the person who needs help is under 18."""
        return self.who == Who.CHILD or (bool(self.age) and AgeBand(self.age).is_child)

    @property
    def told_by_another(self) -> bool:
        """Whether the writer tells of somebody else: what she says of contact is about herself."""
        return self.who in {Who.CHILD, Who.ADULT}

    @property
    def sexual(self) -> bool:
        """Whether what she chose is sexual violence in law."""
        return any(Kind(kind).is_sexual for kind in self.kinds)

    @property
    def red(self) -> bool:
        """Whether it stands at the top of the queue: danger now, or a sign of grave danger."""
        return self.safe_now == SafeNow.DANGER or any(Danger(one).is_red for one in self.dangers)


_LISTS = ("dangers", "kinds", "needs", "talk", "may_know")


@dataclass(frozen=True)
class Asked:
    """What a stay that goes on has been asked: there an empty answer is an answer, too."""

    contact: bool
    must_not_know: bool
    place_now: bool
    duress_word: bool


def going_on(said: Answers, *, sent: Answers, newest: Answers, asked: Asked) -> Answers:
    """What a stay that sent `sent` says when it completes the report, whose newest version is
    `newest`: what was changed meanwhile through her code stays, unless it was said anew, or
    emptied.

    "Do not contact me" always counts as new, since nobody may be contacted against the last word
    on it.
    """
    now, then, kept = said.contact, sent.contact, newest.contact
    unchanged = replace(now, must_not_know=then.must_not_know) == then
    contact = kept if not asked.contact or (unchanged and now.allowed) else now
    secret = _last(now.must_not_know, then.must_not_know, kept.must_not_know, asked.must_not_know)
    return replace(
        said,
        contact=replace(contact, must_not_know=secret),
        place_now=_last(said.place_now, sent.place_now, newest.place_now, asked.place_now),
        duress_word=_last(
            said.duress_word, sent.duress_word, newest.duress_word, asked.duress_word
        ),
    )


def _last(said: str, sent: str, newest: str, asked: bool) -> str:
    return said if asked and said != sent else newest


def first_facts(answers: Answers, *, received_at: datetime) -> CaseFacts:
    """What the coded answers alone say; the story is read by a person, never by a rule.

    What was ticked is YES; what was not ticked stays unknown, since nobody said no. The fact form
    was not saved yet, so everything else takes the strictest branch.
    """
    known = {code: Tri.YES for code, said in _said(answers).items() if said}
    known |= {code: Tri.NO for code, said in _denied(answers).items() if said}
    known["contact_not_allowed"] = Tri.of(not answers.contact.allowed)
    reporter = {
        Who.SELF: ReporterKind.SURVIVOR,
        Who.UNSURE: ReporterKind.UNKNOWN,
    }.get(Who(answers.who), ReporterKind.THIRD_PERSON)
    return CaseFacts(saved=False, answers=known, reporter=reporter, received_at=received_at)


def _said(answers: Answers) -> dict[str, bool]:
    """Fact codes of the rule book that her answers affirm."""
    dangers, kinds = set(answers.dangers), set(answers.kinds)
    at_home = answers.shares_home == YesNo.YES
    for_herself = answers.who == Who.SELF
    return {
        "survivor_is_child": answers.about_child,
        "danger_now": answers.safe_now == SafeNow.DANGER,
        "strangulation_ever": Danger.STRANGLED in dangers,
        "threat_to_kill_or_weapon": bool(dangers & {Danger.DEATH_THREAT, Danger.WEAPON}),
        "pregnancy_with_violence": Danger.PREGNANT in dangers,
        "recent_or_planned_separation": Danger.SEPARATION in dangers,
        "children_in_household": Danger.CHILD_SAW in dangers,
        "suicidal_thoughts": Danger.SUICIDAL in dangers,
        "violence_alleged": bool(kinds - {Kind.OTHER, Kind.UNSAID}),
        "physical_violence": Kind.BODY in kinds,
        "sexual_violence": answers.sexual,
        "trafficking": Kind.SOLD in kinds,
        "alleged_has_access_now": at_home,
        "child_lives_with_alleged": at_home and answers.about_child,
        "alleged_works_at_partner": answers.names_our_office,
        "sexual_violence_within_120h": answers.sexual and answers.when == When.TODAY,
        "evidence_at_hand": answers.files > 0,
        "survivor_has_disability": for_herself
        and any(TalkNeed(need).tells_disability for need in answers.talk),
    }


def _denied(answers: Answers) -> dict[str, bool]:
    """Fact codes that her answers deny, in so many words."""
    grown_up = answers.age == AgeBand.GROWN or answers.who == Who.ADULT
    return {
        "survivor_is_child": grown_up,
        "alleged_works_at_partner": answers.office == AllegedOffice.NONE,
    }
