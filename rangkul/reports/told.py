"""What an opened report says, in the officer's words and in the order of the intake form.

The order is that of the ministry's complaint service (SIPPN 8143607): the person and her safety,
what happened, who did it, where and when, needs and hopes, with whom it may be shared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rangkul.areas import queries as areas
from rangkul.reports.answers import Answers
from rangkul.reports.enums import (
    AgeBand,
    AllegedOffice,
    Danger,
    Kind,
    MayKnow,
    Need,
    Relation,
    SafeNow,
    TalkNeed,
    When,
    Who,
    YesNo,
    at_the_desk,
)
from rangkul.reports.models import Report

ELSEWHERE = "other"  # the flow's answer for a place outside the city
Words = str | Promise


@dataclass(frozen=True)
class Row:
    """One answer; without words it was not answered."""

    label: Words
    words: str
    hot: bool = False  # danger: said in bold


@dataclass(frozen=True)
class Section:
    """Answers that belong together; the story stands below the section `what`."""

    code: str
    title: Words
    rows: tuple[Row, ...]

    @property
    def answered(self) -> list[Row]:
        """What there is to read."""
        return [row for row in self.rows if row.words]


def sections(report: Report, answers: Answers) -> list[Section]:
    """Every answer, in order. What changed since she wrote (safety, office) is the report's."""
    groups = (
        ("who", gettext_lazy("Siapa dan keselamatannya"), _who(report, answers)),
        ("what", gettext_lazy("Yang terjadi"), _what(answers)),
        ("alleged", gettext_lazy("Terlapor"), _alleged(report, answers)),
        ("where", gettext_lazy("Tempat dan waktu"), _where(answers)),
        ("needs", gettext_lazy("Kebutuhan dan harapan"), _needs(answers)),
        ("share", gettext_lazy("Yang boleh tahu"), _share(answers)),
    )
    return [Section(code, title, tuple(rows)) for code, title, rows in groups]


def unanswered(told: Iterable[Section]) -> list[Words]:
    """What was not asked or not answered: nobody said no to it."""
    return [row.label for section in told for row in section.rows if not row.words]


def _who(report: Report, answers: Answers) -> Iterator[Row]:
    yield Row(_("Untuk siapa"), at_the_desk(Who, answers.who))
    if answers.who == Who.SELF:
        yield Row(_("Umur"), at_the_desk(AgeBand, answers.age), answers.about_child)
    if answers.told_by_another:
        yield Row(_("Orang itu tahu pelapor menghubungi kami"), at_the_desk(YesNo, answers.knows))
    yield Row(_("Sekarang aman?"), _safety(report, answers), report.safe_now == SafeNow.DANGER)
    if answers.told_by_another or answers.place_now:
        label = _("Orang itu sekarang di") if answers.told_by_another else _("Lokasi yang ia tulis")
        yield Row(label, answers.place_now, report.safe_now == SafeNow.DANGER)
    yield Row(_("Tanda bahaya"), _several(Danger, answers.dangers), bool(answers.dangers))


def _safety(report: Report, answers: Answers) -> str:
    now, then = at_the_desk(SafeNow, report.safe_now), at_the_desk(SafeNow, answers.safe_now)
    if now == then:
        return now
    return _("%(now)s (saat melapor: %(then)s)") % {"now": now, "then": then}


def _what(answers: Answers) -> Iterator[Row]:
    yield Row(_("Jenis"), _several(Kind, answers.kinds))


def _alleged(report: Report, answers: Answers) -> Iterator[Row]:
    yield Row(_("Hubungan dengan korban"), at_the_desk(Relation, answers.relation))
    yield Row(_("Nama atau panggilan terlapor"), answers.person)
    office = answers.office or report.office
    ours = answers.names_our_office or report.office == AllegedOffice.SEVERAL
    yield Row(_("Tempat kerja terlapor"), at_the_desk(AllegedOffice, office), ours)
    yield Row(_("Tinggal serumah"), at_the_desk(YesNo, answers.shares_home))
    yield Row(_("Bisa membuka HP pelapor"), at_the_desk(YesNo, answers.opens_phone))


def _where(answers: Answers) -> Iterator[Row]:
    yield Row(_("Kecamatan"), _district(answers.district))
    yield Row(_("Terakhir terjadi"), at_the_desk(When, answers.when))


def _district(code: str) -> str:
    if code in {"", ELSEWHERE}:
        return _("Di luar kota ini") if code else ""
    place = areas.place(code)
    return place.name if place else code


def _needs(answers: Answers) -> Iterator[Row]:
    yield Row(_("Yang dibutuhkan"), _several(Need, answers.needs))
    yield Row(_("Supaya bicara lebih mudah"), _several(TalkNeed, answers.talk))
    yield Row(_("Bahasa"), answers.language)
    yield Row(_("Ingin ditemani"), answers.companion)


def _share(answers: Answers) -> Iterator[Row]:
    yield Row(_("Boleh tahu tanpa ditanya lagi"), _several(MayKnow, answers.may_know))
    if answers.police_may_know_me:
        no = answers.police_may_know_me != YesNo.YES
        said = _("Polisi TIDAK boleh tahu siapa pelapor")
        yield Row(_("Identitas pelapor"), said if no else _("Polisi boleh tahu siapa pelapor"), no)


def _several(kind: type[models.TextChoices], codes: Iterable[str]) -> str:
    return "; ".join(at_the_desk(kind, code) for code in codes)
