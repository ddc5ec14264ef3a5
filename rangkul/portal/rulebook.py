"""The rule book in the words of one language, ready for a page."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language

from rangkul.policy.docs import Family, families
from rangkul.policy.explain import cite
from rangkul.policy.kernel import Rule, Text

Language = Literal["id", "en"]


@dataclass(frozen=True)
class RuleRow:
    """One rule: what it says, what it asks, and the articles it stands on."""

    id: str
    title: str
    sentences: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True)
class FamilyPage:
    """The rules of one family under their common title."""

    slug: str
    title: str
    about: str
    rows: tuple[RuleRow, ...]


def family_pages() -> tuple[FamilyPage, ...]:
    """Every family of the book, in its order, in the reader's language."""
    lang: Language = "en" if get_language() == "en" else "id"
    return tuple(_page(family, lang) for family in families())


def _page(family: Family, lang: Language) -> FamilyPage:
    rows = tuple(_row(rule, lang) for rule in family.rules)
    return FamilyPage(
        family.code.lower(), _words(family.title, lang), _words(family.about, lang), rows
    )


def _row(rule: Rule, lang: Language) -> RuleRow:
    title = rule.title_en if lang == "en" else rule.title_id
    texts = (_words(text, lang) for text in (rule.says, rule.does) if text is not None)
    # A risk item is its own title; saying it twice would help nobody.
    sentences = tuple(text for text in texts if text != title)
    return RuleRow(rule.id, title, sentences, tuple(cite(each, lang) for each in rule.citations))


def _words(text: Text, lang: Language) -> str:
    return text.en if lang == "en" else text.id
