"""The rule book as pages: typed rows for /aturan/, and Markdown for docs/policy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rangkul.policy.facts import FACTS, GROUPS, ReporterKind
from rangkul.policy.kernel import (
    Evidence,
    Example,
    Rule,
    Text,
    all_rules,
    rulebook_version,
)
from rangkul.policy.laws import LAWS

__all__ = ["Family", "families", "render_markdown"]


@dataclass(frozen=True, slots=True)
class Family:
    """The rules that share the letters of their id, with what the family is about."""

    code: str
    title: Text
    about: Text
    rules: tuple[Rule, ...]


_FAMILIES: Final = (
    (
        "RSK",
        Text("Risiko", "Risk"),
        Text(
            "Seberapa mendesak laporan ini. Satu tanda bahaya, atau yang belum diketahui, cukup "
            "untuk risiko tinggi.",
            "How urgent the report is. One danger, known or not yet ruled out, means high risk.",
        ),
    ),
    (
        "POL",
        Text("Polisi dan penerimaan laporan", "Police and acceptance"),
        Text(
            "Kapan polisi harus diberi tahu, kapan korban yang memilih, dan siapa yang tidak boleh "
            "ditolak.",
            "When the police must be told, when the survivor decides, and whom nobody may refuse.",
        ),
    ),
    (
        "MED",
        Text("Mediasi", "Mediation"),
        Text(
            "Kapan mediasi tertutup. Tertutup sampai semua yang perlu diketahui sudah diketahui.",
            "When mediation is closed: until everything that must be known is known.",
        ),
    ),
    (
        "CLK",
        Text("Tenggat", "Clocks"),
        Text(
            "Apa yang harus terjadi sebelum jam berapa. Jam berjalan terus, juga pada hari libur.",
            "What must happen by when. Hours are consecutive, holidays included.",
        ),
    ),
    (
        "QLT",
        Text("Mutu layanan", "Quality of service"),
        Text("Apa yang tidak boleh terlewat.", "What must not be missed."),
    ),
    (
        "DUT",
        Text("Kewajiban petugas", "Duties of staff"),
        Text(
            "Apa yang dilakukan petugas sejak jam pertama.",
            "What staff do from the first hour.",
        ),
    ),
)

_HEADER: Final = "<!-- Generated from rangkul/policy by `rangkul policy-docs`; do not edit. -->"
_INTRODUCTION: Final = (
    "A rule is a small pure function with its words, its articles, its owner, its dates and "
    "examples that are run as tests. A mark in brackets after an article tells how well its text "
    "is known: no mark, read in a public copy; **M**, from memory; **I**, our inference; **GK**, "
    "general knowledge; **?**, not verified. Whatever carries a mark is to be confirmed by the "
    "city's legal bureau."
)
_REPORTERS: Final = {
    ReporterKind.SURVIVOR: "",
    ReporterKind.PROFESSIONAL: "told by a professional of UU 12/2022 Ps 41(2)",
    ReporterKind.THIRD_PERSON: "told by a third person",
    ReporterKind.UNKNOWN: "reporter not known",
}


def families() -> tuple[Family, ...]:
    """Every family with its rules, in the order of the catalogue."""
    by_code: dict[str, list[Rule]] = {}
    for each in all_rules():
        by_code.setdefault(each.family, []).append(each)
    return tuple(Family(*head, tuple(by_code.get(head[0], ()))) for head in _FAMILIES)


def render_markdown() -> dict[str, str]:
    """File name to text for docs/policy: the same book always gives the same bytes."""
    pages = {f"{family.code.lower()}.md": _family_page(family) for family in families()}
    return {"index.md": _index(), "facts.md": _facts(), "laws.md": _laws(), **pages}


def _page(title: str, blocks: Iterable[str]) -> str:
    return "\n\n".join((_HEADER, f"# {title}", *blocks)) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _index() -> str:
    rows = (
        (
            f"[{family.code}]({family.code.lower()}.md)",
            family.title.id,
            family.title.en,
            str(len(family.rules)),
        )
        for family in families()
    )
    return _page(
        "The rule book",
        (
            f"Version `{rulebook_version()}`.",
            _INTRODUCTION,
            _table(("Family", "Judul", "Title", "Rules"), rows),
            "See also the [questions of the fact form](facts.md) and the [law register](laws.md).",
        ),
    )


def _family_page(family: Family) -> str:
    return _page(
        f"{family.code}: {family.title.id} / {family.title.en}",
        (family.about.id, f"*{family.about.en}*", *(_rule(each) for each in family.rules)),
    )


def _rule(each: Rule) -> str:
    return "\n\n".join(
        (
            f"## {each.id} {each.title_id}",
            f"*{each.title_en}*",
            *_words(each),
            "\n".join(f"- {line}" for line in _particulars(each)),
            _table(("Example", "Applies"), (_example(example) for example in each.examples)),
        )
    )


def _words(each: Rule) -> Iterator[str]:
    for text in (each.says, each.does):
        if text is not None:
            yield f"> {text.id}\n>\n> *{text.en}*"


def _particulars(each: Rule) -> Iterator[str]:
    articles = "; ".join(f"{citation}{_mark(citation.evidence)}" for citation in each.citations)
    yield f"Articles: {articles}"
    yield f"Basis: {each.basis}; severity: {each.severity}; owner: {each.owner}"
    until = f" to {each.valid_to}" if each.valid_to else ""
    yield f"Valid: from {each.valid_from}{until}"
    if each.duty:
        yield f"Duty: `{each.duty}`, {_due(each)}"
    yield f"Facts: {', '.join(f'`{name}`' for name in each.facts)}"


def _mark(evidence: Evidence) -> str:
    return "" if evidence is Evidence.SEEN else f" **({evidence})**"


def _due(each: Rule) -> str:
    if callable(each.due_hours):
        return "due by the hours left since the incident"
    if each.due_hours is None:
        return "no fixed hour"
    return "due at once" if each.due_hours == 0 else f"due {each.due_hours} h after the report"


def _example(example: Example) -> tuple[str, str]:
    parts = [
        *(f"{code}: ya" for code in example.yes),
        *(f"{code}: tidak" for code in example.no),
        _REPORTERS[example.reporter],
        "" if example.saved else "fact form not saved",
    ]
    if example.hours_since_incident is not None:
        parts.append(f"{example.hours_since_incident} h after the incident")
    said = "; ".join(part for part in parts if part)
    return said or "nothing known", "yes" if example.applies else "no"


def _facts() -> str:
    blocks = []
    for group in GROUPS:
        items = (item for item in FACTS.values() if item.group == group)
        rows = (
            (f"`{item.code}`", item.question_id, item.question_en, item.source) for item in items
        )
        blocks.append(f"## {group}\n\n{_table(('Code', 'Pertanyaan', 'Question', 'Source'), rows)}")
    return _page("Questions of the fact form", blocks)


def _laws() -> str:
    cited = {
        law: sorted(
            {each.id for each in all_rules() for citation in each.citations if citation.law is law}
        )
        for law in LAWS
    }
    rows = (
        (law.short, law.title, law.status, law.evidence_note, ", ".join(cited[law_id]))
        for law_id, law in LAWS.items()
    )
    head = ("Instrument", "Judul", "Status", "How well we know it", "Rules")
    return _page("Law register", (_table(head, rows),))
