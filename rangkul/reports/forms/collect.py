"""From a draft to checked answers, or to the first page that needs the person."""

from collections.abc import Mapping
from typing import Any

from rangkul.reports.answers import Answers, Contact, Part
from rangkul.reports.enums import AgeBand, AllegedOffice, Who
from rangkul.reports.forms.flow import YOUNG, Draft
from rangkul.reports.forms.steps import asked
from rangkul.vault.receipts import normalised_word


def answers_of(draft: Draft, *, files: int = 0) -> Answers | str:
    """The checked answers, or the slug of the first page whose answer is missing or not valid.

    Only what this draft was asked counts: an answer left over from another way through is not
    sent.
    """
    clean: dict[str, Any] = {}
    for one in asked(draft):
        if one.form is None:
            continue
        form = one.bound(draft, {name: draft[name] for name in one.fields if name in draft})
        if not form.is_valid():
            return one.slug
        clean |= form.cleaned_data
    return _answers(clean, draft, files)


def _answers(clean: dict[str, Any], draft: Draft, files: int) -> Answers:
    def said(name: str) -> str:
        return str(clean.get(name) or "")

    def several(name: str) -> tuple[str, ...]:
        return tuple(clean.get(name) or ())

    young = clean["q1"] == YOUNG
    return Answers(
        who=Who.SELF.value if young else clean["q1"],
        safe_now=clean["q2"],
        story=said("q3b"),
        office=_office(said("q4b"), draft),
        age=said("q1b") if young else (AgeBand.GROWN.value if clean["q1"] == Who.SELF else ""),
        knows=said("q1c"),
        dangers=several("q2b"),
        place_now=str(draft.get("q2c") or ""),
        kinds=several("q3"),
        relation=said("q4"),
        person=said("q4c"),
        shares_home=said("q4d"),
        opens_phone=said("q4e"),
        district=said("q5"),
        when=said("q5b"),
        contact=contact_of(clean),
        needs=several("q6j"),
        talk=several("q6k"),
        language=said("q6l"),
        companion=said("q6m"),
        may_know=several("q6n"),
        police_may_know_me=bool(clean.get("q6o")),
        duress_word=normalised_word(said("q6p")),
        parts=tuple(Part.of(part) for part in draft.get("parts", ())),
        files=files,
    )


def _office(said: str, draft: Draft) -> str:
    """Where the alleged person works. Who chose readers outside the unit for the notes of her
    record gets them, unless she named one of our offices herself."""
    ours = bool(said) and AllegedOffice(said).is_ours
    if draft.get("route") and not ours:
        return AllegedOffice.SEVERAL.value
    return said or (AllegedOffice.SEVERAL.value if draft.get("q2d") else "")


def contact_of(clean: Mapping[str, Any]) -> Contact:
    """How she may be reached, and who must not know, from the checked answers q6 to q6s."""
    way, must_not_know = str(clean.get("q6") or ""), str(clean.get("q6s") or "")
    if not Contact(way=way).allowed:
        return Contact(must_not_know=must_not_know)
    return Contact(
        must_not_know=must_not_know,
        way=way,
        number=clean.get("q6b", ""),
        phone_readers=clean.get("q6c", ""),
        sms=clean.get("q6d", ""),
        hours=tuple(clean.get("q6e") or ()),
        days=clean.get("q6f", ""),
        code_word=clean.get("q6g", ""),
        stop_word=clean.get("q6h", ""),
        who_answers=clean.get("q6i", ""),
    )
