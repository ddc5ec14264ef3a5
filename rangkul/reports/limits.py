"""The limits of secrecy in the words of the public pages, each tied to what the rule book says.

"Sebelum mulai" and the child's page show these sentences and no others about the police. Every
sentence has the facts that it speaks of; tests/policy/test_limits.py asks the rule book.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkul.policy.book import PoliceState

PHYSICAL: Final = ("violence_alleged", "physical_violence")
ADULT: Final = ("survivor_is_child",)  # as answered "no"


@dataclass(frozen=True)
class Case:
    """Facts that a sentence speaks of, told by the person herself, and what the rules must say."""

    name: str
    yes: tuple[str, ...]
    state: PoliceState
    rules: tuple[str, ...]  # exactly those that speak of the police
    no: tuple[str, ...] = ()
    duty: str = ""  # a rule that also orders something, and the word that it must contain
    word: str = ""


@dataclass(frozen=True)
class Limit:
    """One promise in two voices; empty where that voice does not need it."""

    adult: str | Promise
    child: str | Promise
    cases: tuple[Case, ...]


_SEXUAL_CRIMES = tuple(
    Case(name, (fact,), PoliceState.DUE_72H, ("POL-02",), ADULT, "POL-02", "laporan ke polisi")
    for name, fact in (
        ("words, touching, force", "sexual_violence"),
        ("forced by a partner", "forced_sex_by_partner"),
        ("extortion online", "electronic_extortion"),
        ("pictures online", "image_spread"),
    )
)
_CHILD_HURT = Case(
    "a child is hurt",
    (*PHYSICAL, "survivor_is_child"),
    PoliceState.CONSULT_24H,
    ("POL-05",),
    duty="POL-05",
    word="polisi dan pekerja sosial",
)
_CHILD_SEXUAL = Case(
    "sexual violence against a child",
    ("sexual_violence", "survivor_is_child"),
    PoliceState.DUE_NOW,
    ("POL-01",),
    duty="POL-01",
    word="Dampingi anak",
)
_CHILD_ONLINE = Case(
    "pictures of a child",
    ("image_spread", "survivor_is_child"),
    PoliceState.DUE_NOW,
    ("POL-01",),
)
_SOLD = Case(
    "trafficking",
    ("trafficking",),
    PoliceState.DUE_NOW,
    ("POL-06",),
    ADULT,
    "POL-06",
    "Lapor ke polisi",
)
_LIFE = Case(  # the rescue brings the police; a report of the crime stays her choice
    "danger now",
    ("danger_now", *PHYSICAL),
    PoliceState.HER_CHOICE,
    ("POL-10",),
    ADULT,
    "DUT-03",
    "Libatkan polisi",
)
_TOLD_FIRST = Case(
    "told first and accompanied",
    ("sexual_violence",),
    PoliceState.DUE_72H,
    ("POL-02",),
    ADULT,
    "POL-02",
    "Jelaskan kewajiban ini dengan tenang dan tawarkan untuk mendampingi, lalu",
)
_CHILD_TOLD_FIRST = Case(
    "a child is told first",
    (*PHYSICAL, "survivor_is_child"),
    PoliceState.CONSULT_24H,
    ("POL-05",),
    duty="DUT-04",
    word="Sebelum bertanya lebih jauh",
)
_REFUSED = tuple(
    Case(f"{name}, and no police", (*yes, "refuses_legal_process"), state, rules, no)
    for name, yes, state, rules, no in (
        ("sexual violence", ("sexual_violence",), PoliceState.DUE_72H, ("POL-02",), ADULT),
        ("violence", PHYSICAL, PoliceState.HER_CHOICE, ("POL-10",), ADULT),
        ("a child", _CHILD_HURT.yes, PoliceState.CONSULT_24H, ("POL-05",), ()),
    )
)
_HER_CHOICE = tuple(
    Case(name, yes, PoliceState.HER_CHOICE, ("POL-10",), ADULT)
    for name, yes in (
        ("violence", ("violence_alleged",)),
        ("a beating", PHYSICAL),
        ("an injury", (*PHYSICAL, "injury_needs_treatment")),
        ("he may come", (*PHYSICAL, "alleged_has_access_now")),
        ("she leaves him", (*PHYSICAL, "recent_or_planned_separation")),
    )
)

LIMITS: Final = (
    Limit(
        _("Polisi harus diberi tahu bila ada kekerasan seksual, juga lewat kata-kata atau HP."),
        "",
        _SEXUAL_CRIMES,
    ),
    Limit(
        _("Juga bila anak disakiti, orang diperdagangkan, atau nyawa terancam sekarang."),
        "",
        (_CHILD_HURT, _CHILD_SEXUAL, _SOLD, _LIFE),
    ),
    Limit(
        "",
        _(
            "Kalau kamu disakiti, kami memberi tahu orang dewasa yang tugasnya menjaga anak, juga "
            "polisi."
        ),
        (_CHILD_HURT, _CHILD_SEXUAL, _CHILD_ONLINE),
    ),
    Limit(
        _("Bila bisa, Anda tahu lebih dulu dan kami temani."),
        _("Kalau bisa, kami bilang dulu ke kamu, dan kamu ditemani."),
        (_TOLD_FIRST, _CHILD_TOLD_FIRST),
    ),
    Limit(
        _("Anda menolak polisi? Kami tetap menolong."),
        _("Kamu tidak mau bicara dengan polisi? Kami tetap menolong."),
        _REFUSED,
    ),
    Limit(_("Selain itu, Anda yang memutuskan."), "", _HER_CHOICE),
)


def sentences(*, child: bool) -> tuple[str, ...]:
    """What is said before she writes, in the language of the page."""
    return tuple(_said(child=child))


def _said(*, child: bool) -> Iterator[str]:
    for limit in LIMITS:
        if words := limit.child if child else limit.adult:
            yield str(words)
