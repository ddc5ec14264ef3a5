"""The table of the flow: which question stands on which page, and for whom.

Addresses are numbers and letters: a history that somebody reads tells no answer. From 4b on the
address is the field's name without its q.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from rangkul.reports.enums import ContactWay, Kind, SafeNow, Who
from rangkul.reports.forms import contact, flow
from rangkul.reports.forms.flow import Draft, QuestionForm, Voice

CHILD_STEPS: Final = {1: 1, 2: 2, 3: 3, 6: 4, 7: 5}
CHECK: Final = 7


def voice_of(draft: Draft) -> Voice:
    """In whose voice the pages ask."""
    if draft.get("q1") in {Who.CHILD, Who.ADULT}:
        return Voice.OTHER
    return Voice.CHILD if writes_as_child(draft) else Voice.SELF


def writes_as_child(draft: Draft) -> bool:
    """Whether the writer herself is under 18, as far as she said."""
    return draft.get("q1") == flow.YOUNG


def about_child(draft: Draft) -> bool:
    """Whether the person who needs help is a child."""
    return draft.get("q1") == Who.CHILD or writes_as_child(draft)


def police_for_child(draft: Draft) -> bool:
    """Whether the notice about the police for children must come before any contact data."""
    kinds = draft.get("q3") or []
    return about_child(draft) and any(
        kind in Kind.values and Kind(kind).brings_police_for_child for kind in kinds
    )


def _adult(draft: Draft) -> bool:
    return not writes_as_child(draft)


def _of_another(draft: Draft) -> bool:
    return draft.get("q1") in {Who.CHILD, Who.ADULT}


def _not_asked_by_alarm(draft: Draft) -> bool:
    return _of_another(draft) and draft.get("q2") != SafeNow.DANGER


def asked_where(draft: Draft) -> bool:
    """Whether this draft meets a page that asks where the person is now: the alarm, or its own."""
    return draft.get("q2") == SafeNow.DANGER or _of_another(draft)


def _wants_contact(draft: Draft) -> bool:
    return draft.get("q6", ContactWay.NONE) not in {ContactWay.NONE, ""}


def _by_sms(draft: Draft) -> bool:
    return _adult(draft) and draft.get("q6") == ContactWay.SMS


def _agrees_words(draft: Draft) -> bool:
    return _adult(draft) and _wants_contact(draft)


def _always(_draft: Draft) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One page: its address, the number that it shows, its form (None: a notice), for whom."""

    slug: str
    number: int
    form: type[QuestionForm] | None = None
    applies: Callable[[Draft], bool] = _always  # asks the draft alone, so that it cannot fail
    short: Any = ""  # what the check page calls its first answer; empty: not shown there
    why: Any = ""
    template: str = "reports/step.html"
    marks: tuple[str, ...] = ()  # set in the draft once a notice was read
    opened: bool = False  # stands there only because of the answer before it

    def met(self, draft: Draft) -> bool:
        """Whether this draft has been on this page, and what it holds still fits its question."""
        if not any(name in draft for name in (*self.fields, *self.marks)):
            return False
        return self.form is None or self.bound(draft, dict(draft)).is_valid()

    @property
    def fields(self) -> tuple[str, ...]:
        """The draft's names of what this page asks."""
        return tuple(self.form.base_fields) if self.form else ()

    @property
    def required(self) -> bool:
        """Whether it must be answered: two are, and by a child how young she is."""
        return self.form in {flow.WhoForm, flow.AgeForm, flow.SafeNowForm}

    def bound(self, draft: Draft, data: Any = None) -> QuestionForm:
        """The form filled with `data`, or showing what the draft holds. Not for a notice."""
        if self.form is None:
            raise TypeError(self.slug)
        shown = {name: draft[name] for name in self.fields if name in draft}
        return self.form(data, initial=shown, voice=voice_of(draft), draft=draft)


STEPS: Final = (
    Step(
        "1",
        1,
        flow.WhoForm,
        short=_("Siapa yang butuh bantuan"),
    ),
    Step("1b", 1, flow.AgeForm, writes_as_child, _("Umur"), opened=True),
    Step(
        "1c",
        1,
        flow.KnowsForm,
        _of_another,
        _("Orang itu tahu"),
        opened=True,
    ),
    Step(
        "1d",
        1,
        None,
        writes_as_child,
        template="reports/child_limits.html",
        marks=("limits",),
        opened=True,
    ),
    Step(
        "2",
        2,
        flow.SafeNowForm,
        short=_("Aman sekarang"),
    ),
    Step(
        "2b",
        2,
        flow.DangersForm,
        lambda draft: _adult(draft) and draft.get("q2") == SafeNow.AFRAID,
        _("Tanda bahaya"),
        opened=True,
    ),
    Step("2c", 2, flow.PlaceNowForm, _not_asked_by_alarm, _("Orang itu sekarang di"), opened=True),
    # Her own words first: "Lewati sisanya" then needs no page that only sorts what she told.
    Step("3", 3, flow.StoryForm),
    Step("3b", 3, flow.KindsForm, short=_("Yang terjadi")),
    Step(
        "3d",
        3,
        flow.HelpsChildrenForm,
        writes_as_child,
        _("Kerja di kantor yang menolong"),
        opened=True,
    ),
    Step("3c", 3, None, police_for_child, template="reports/child_police.html", marks=("seen",)),
    Step("4", 4, flow.RelationForm, _adult, _("Yang melakukan")),
    Step(
        "4b",
        4,
        flow.OfficeForm,
        _adult,
        _("Tempat kerja orang itu"),
        why=_("Supaya kantornya tidak membaca laporan Anda."),
    ),
    Step("4c", 4, flow.PersonForm, _adult, _("Nama orang itu")),
    Step("4d", 4, flow.ShareHomeForm, _adult, _("Tinggal serumah")),
    Step("4e", 4, flow.OpensPhoneForm, _adult, _("Bisa membuka HP")),
    Step("5", 5, flow.DistrictForm, _adult, _("Kecamatan")),
    Step("5b", 5, flow.WhenForm, _adult, _("Terakhir terjadi")),
    Step("6", 6, contact.ContactForm, short=_("Cara menghubungi")),
    Step("6b", 6, contact.NumberForm, _wants_contact, _("Nomor"), opened=True),
    Step("6c", 6, contact.PhoneReadersForm, _wants_contact, _("Yang bisa membuka HP"), opened=True),
    Step("6d", 6, contact.SmsForm, _by_sms, _("Bunyi SMS"), opened=True),
    Step("6e", 6, contact.HoursForm, _wants_contact, _("Jam aman"), opened=True),
    Step("6f", 6, contact.DaysForm, _wants_contact, _("Hari aman"), opened=True),
    Step("6g", 6, contact.CodeWordForm, _agrees_words, _("Kata sandi"), opened=True),
    Step("6h", 6, contact.StopWordForm, _agrees_words, _("Kata berhenti"), opened=True),
    Step("6i", 6, contact.WhoAnswersForm, _agrees_words, _("Yang mungkin menjawab"), opened=True),
    Step("6s", 6, contact.MustNotKnowForm, short=_("Yang tidak boleh tahu")),
    Step("6j", 6, flow.NeedsForm, _adult, _("Yang dibutuhkan")),
    Step("6k", 6, flow.TalkForm, _adult, _("Supaya bicara lebih mudah")),
    Step("6l", 6, flow.LanguageForm, _adult, _("Bahasa")),
    Step("6m", 6, flow.CompanionForm, _adult, _("Ditemani")),
    Step("6n", 6, flow.MayKnowForm, _adult, _("Yang boleh tahu")),
    Step("6o", 6, flow.PoliceKnowForm, _of_another, _("Polisi boleh tahu Anda"), opened=True),
    Step("6p", 6, flow.DuressForm, _adult, _("Kata bahaya")),
)
_BY_SLUG: Final = {one.slug: one for one in STEPS}


def step(slug: str) -> Step:
    """The page of an address. Raises LookupError."""
    return _BY_SLUG[slug]


def asked(draft: Draft) -> Iterator[Step]:
    """The pages that this draft meets, in order."""
    return (one for one in STEPS if one.applies(draft))


def after(slug: str, draft: Draft) -> Step | None:
    """The page after this one, or None when the check page comes next."""
    return next(later(slug, draft), None)


def later(slug: str, draft: Draft) -> Iterator[Step]:
    """The pages after this one, in order."""
    return (one for one in STEPS[STEPS.index(step(slug)) + 1 :] if one.applies(draft))


def before(slug: str, draft: Draft) -> Step | None:
    """The page before this one, or None on the first."""
    at = STEPS.index(step(slug))
    return next((one for one in reversed(STEPS[:at]) if one.applies(draft)), None)


def numbered(number: int, draft: Draft) -> tuple[int, int]:
    """(step, of how many) as the page shows it: a child is asked less."""
    if writes_as_child(draft):
        return CHILD_STEPS[number], len(CHILD_STEPS)
    return number, CHECK
