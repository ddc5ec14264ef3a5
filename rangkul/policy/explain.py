"""A conclusion in plain words, each sentence with its article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from rangkul.policy.book import Conclusion, PoliceState, Risk
from rangkul.policy.clocks import Clock
from rangkul.policy.facts import FACTS, WIB
from rangkul.policy.kernel import Basis, Citation, Duty, Evidence, Reason, Text, get_rule

__all__ = [
    "Explanation",
    "Line",
    "Section",
    "cite",
    "explain",
    "find_text",
    "moment_words",
    "reasons_in_words",
    "still_owed",
]

Language = Literal["id", "en"]

TO_CONFIRM: Final = Text("perlu dikonfirmasi Bagian Hukum", "to be confirmed by the legal bureau")
_HEADINGS: Final = (
    Text("Risiko", "Risk"),
    Text("Yang harus dilakukan", "What must be done"),
    Text("Tenggat", "Deadlines"),
    Text("Polisi", "Police"),
    Text("Mediasi", "Mediation"),
)
_RISK: Final = {
    Risk.TINGGI: Text("Risikonya tinggi.", "The risk is high."),
    Risk.SEDANG: Text("Risikonya sedang.", "The risk is medium."),
    Risk.RENDAH: Text("Risikonya rendah.", "The risk is low."),
}
_POLICE: Final = {
    PoliceState.NONE: Text(
        "Belum ada fakta yang mewajibkan lapor polisi.", "No fact so far calls for the police."
    ),
    PoliceState.HER_CHOICE: Text(
        "Melapor ke polisi adalah pilihan korban, setelah haknya dijelaskan.",
        "Going to the police is her choice, once her rights are explained.",
    ),
    PoliceState.CONSULT_24H: Text(
        "Bicarakan dengan polisi dan pekerja sosial dalam 24 jam.",
        "Consult the police and the social worker within 24 hours.",
    ),
    PoliceState.DUE_72H: Text(
        "Laporan kepada polisi wajib dibuat dalam 3 x 24 jam.",
        "The report to the police must be made within 3 x 24 hours.",
    ),
    PoliceState.DUE_NOW: Text("Polisi harus diberi tahu sekarang.", "The police must be told now."),
}
_MEDIATION: Final = {
    True: Text(
        "Mediasi boleh dibuka, bila korban tetap menginginkannya.",
        "Mediation may be opened, as long as she still wants it.",
    ),
    False: Text("Mediasi tidak boleh dibuka.", "Mediation may not be opened."),
}
_ANSWERS: Final = {
    "ya": Text("ya", "yes"),
    "tidak": Text("tidak", "no"),
    "belum_tahu": Text("belum tahu", "not known"),
}
_AT_ONCE: Final = Text("sekarang", "now")
_WITHIN: Final = Text("dalam {} jam sejak laporan", "within {} hours of the report")
_UNTIL: Final = Text("paling lambat {}", "by {}")
_AT: Final = Text("pukul", "at")
_MONTHS: Final = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, when it is due, its articles, and the answers it rests on."""

    text: str
    due: str = ""
    articles: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    def __str__(self) -> str:
        due = f" ({self.due})" if self.due else ""
        articles = f" [{'; '.join(self.articles)}]" if self.articles else ""
        return f"{self.text}{due}{articles}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines below it."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole conclusion in words, with the version of the book that gave it."""

    version: str
    sections: tuple[Section, ...]

    def __str__(self) -> str:
        blocks = (
            "\n".join((section.heading, *(f"- {line}" for line in section.lines)))
            for section in self.sections
        )
        return "\n\n".join(blocks)


def explain(conclusion: Conclusion, lang: Language = "id") -> Explanation:
    """The conclusion section by section, for a member of staff."""
    groups = (
        (
            Line(_say(_RISK[conclusion.risk], lang)),
            *reasons_in_words(conclusion.risk_reasons, lang),
        ),
        tuple(_duty(each, lang) for each in sorted(conclusion.duties, key=_urgency)),
        tuple(_clock(each, lang) for each in conclusion.clocks),
        (
            Line(_say(_POLICE[conclusion.police.state], lang)),
            *reasons_in_words(conclusion.police.reasons, lang),
        ),
        (
            Line(_say(_MEDIATION[conclusion.mediation.allowed], lang)),
            *reasons_in_words(conclusion.mediation.reasons, lang),
        ),
    )
    pairs = zip(_HEADINGS, groups, strict=True)
    return Explanation(
        conclusion.version,
        tuple(Section(_say(heading, lang), lines) for heading, lines in pairs if lines),
    )


def still_owed(conclusion: Conclusion, lang: Language = "id") -> tuple[Line, ...]:
    """What a statute demands whatever the reporter wishes: the police, and duties by law."""
    hers = conclusion.police.state in {PoliceState.NONE, PoliceState.HER_CHOICE}
    police = () if hers else (Line(_say(_POLICE[conclusion.police.state], lang)),)
    by_law = (each for each in conclusion.duties if get_rule(each.rule_id).basis is Basis.STATUTE)
    return (*police, *(_duty(each, lang) for each in sorted(by_law, key=_urgency)))


def find_text(text_id: str) -> Text:
    """The words behind a text id: a rule's reason, or with ".duty" what it asks to be done."""
    rule_id, _, part = text_id.partition(".")
    found = get_rule(rule_id)
    return found.does if part and found.does else found.says


def cite(citation: Citation, lang: Language = "id") -> str:
    """ "UU 12/2022 Ps 23", with a remark when the text still has to be confirmed."""
    if citation.evidence is Evidence.SEEN:
        return str(citation)
    return f"{citation} ({_say(TO_CONFIRM, lang)})"


def moment_words(moment: datetime, lang: Language = "id") -> str:
    """ "2 Maret 2026 pukul 09.00 WIB": a time as people in western Indonesia read it."""
    local = moment.astimezone(WIB)
    month = _MONTHS[lang].split()[local.month - 1]
    return f"{local.day} {month} {local.year} {_say(_AT, lang)} {local:%H.%M} WIB"


def _say(text: Text, lang: Language) -> str:
    return text.id if lang == "id" else text.en


def _articles(citations: Iterable[Citation], lang: Language) -> tuple[str, ...]:
    return tuple(cite(each, lang) for each in citations)


def reasons_in_words(reasons: Iterable[Reason], lang: Language = "id") -> tuple[Line, ...]:
    """Why a decision was made, one sentence a rule."""
    return tuple(
        Line(
            _say(find_text(each.text_id), lang),
            articles=_articles(each.citations, lang),
            answers=_answers(each, lang),
        )
        for each in reasons
    )


def _answers(reason: Reason, lang: Language) -> tuple[str, ...]:
    asked = ((FACTS[code], value) for code, value in reason.facts_used if code in FACTS)
    return tuple(
        f"{_say(Text(item.question_id, item.question_en), lang)} {_say(_ANSWERS[value], lang)}"
        for item, value in asked
    )


def _urgency(duty: Duty) -> tuple[bool, int]:
    """What is due first stands first; what has no hour stands last."""
    return duty.due_hours is None, duty.due_hours or 0


def _duty(duty: Duty, lang: Language) -> Line:
    due = "" if duty.due_hours is None else _say(_WITHIN, lang).format(duty.due_hours)
    return Line(
        _say(find_text(duty.text_id), lang),
        _say(_AT_ONCE, lang) if duty.due_hours == 0 else due,
        _articles(get_rule(duty.rule_id).citations, lang),
    )


def _clock(clock: Clock, lang: Language) -> Line:
    due = _say(_UNTIL, lang).format(moment_words(clock.due, lang))
    return Line(_say(find_text(clock.text_id), lang), due, _articles(clock.citations, lang))
