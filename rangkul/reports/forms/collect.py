"""From a draft to checked answers, or to the first page that needs the person."""

from collections.abc import Iterator, Mapping
from typing import Any

from rangkul.reports.answers import Answers, Contact, Part
from rangkul.reports.enums import AgeBand, AllegedOffice, Who, YesNo
from rangkul.reports.forms.contact import NumberForm
from rangkul.reports.forms.flow import YOUNG, Draft, QuestionForm
from rangkul.reports.forms.steps import asked, asked_where
from rangkul.vault.receipts import normalised_word


def answers_of(draft: Draft, *, files: int = 0) -> Answers | str:
    """The checked answers, or the slug of the first page whose answer is missing or not valid.

    Only what this draft was asked counts: an answer left over from another way through is not
    sent.
    """
    clean: dict[str, Any] = {}
    for slug, form in _filled(draft):
        if not form.is_valid():
            return slug
        clean |= form.cleaned_data
    return _answers(clean, draft, files)


def answers_so_far(draft: Draft, *, files: int = 0) -> Answers:
    """What is checked of a draft that must go out now; q1 and q2 are there. What is missing or not
    valid is left out: no page holds up an alarm."""
    clean: dict[str, Any] = {}
    for _slug, form in _filled(draft):
        whole = form.is_valid()
        clean |= form.cleaned_data
        if isinstance(form, NumberForm) and not whole:
            clean.pop("q6")  # a way without a number reaches nobody
    return _answers(clean, draft, files)


def _filled(draft: Draft) -> Iterator[tuple[str, QuestionForm]]:
    """The forms of the pages that this draft was asked, with its answers, by their slug."""
    for one in asked(draft):
        if one.form is not None:
            form = one.bound(draft, {name: draft[name] for name in one.fields if name in draft})
            form.take_any_code()
            yield one.slug, form


def _answers(clean: dict[str, Any], draft: Draft, files: int) -> Answers:
    def said(name: str) -> str:
        return str(clean.get(name) or "")

    def several(name: str) -> tuple[str, ...]:
        return tuple(clean.get(name) or ())

    return Answers(
        who=Who.SELF.value if clean["q1"] == YOUNG else clean["q1"],
        safe_now=clean["q2"],
        story=said("q3b"),
        office=_office(said("q4b"), draft),
        age=_age(clean["q1"], said("q1b")),
        knows=said("q1c"),
        dangers=several("q2b"),
        place_now=str(draft.get("q2c") or "") if asked_where(draft) else "",
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
        police_may_know_me=said("q6o"),
        duress_word=normalised_word(said("q6p")),
        parts=tuple(Part.of(part) for part in draft.get("parts", ())),
        files=files,
    )


def _age(who: str, band: str) -> str:
    if who == YOUNG:
        return band or AgeBand.YOUNG.value
    return AgeBand.GROWN.value if who == Who.SELF else ""


def _office(said: str, draft: Draft) -> str:
    """Where the alleged person works. An office that was named once counts whoever is asked what
    now: she who named it as "18 or older" may go on as a child, who is not asked."""
    named = str(said or draft.get("q4b") or "")
    if named in AllegedOffice.values and AllegedOffice(named).is_ours:
        return named
    return AllegedOffice.SEVERAL.value if _outside(draft) else said


def _outside(draft: Draft) -> bool:
    """Whether readers outside the unit were chosen for the notes of her record, or one of our
    offices was named without its name."""
    return bool(draft.get("route") or draft.get("q2d")) or draft.get("q3c") == YesNo.YES


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
