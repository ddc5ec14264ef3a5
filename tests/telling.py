"""A report's answers without its pages: what each form of the flow takes goes into the draft.

A walk through the pages is 40 requests; hundreds of tests only need that there is a report.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.test import Client

from rangkul.reports import visit
from rangkul.reports.enums import SafeNow
from rangkul.reports.forms import steps
from rangkul.reports.forms.flow import AlarmForm
from rangkul.reports.forms.steps import Step
from rangkul.vault import drafts

# The page on which the alarm is, passed with "Lanjut bercerita".
ALARM = Step("2d", 2, AlarmForm)


def tell(
    visitor: Client, answers: Mapping[str, Any], *, at: str = "1", until: str | None = None
) -> None:
    """Answer the questions from page `at` to the end, or to `until`, in the visitor's draft.

    It holds the same afterwards as when she walked (tests/web/test_telling.py compares).
    """
    key = drafts.key_from_cookie(visitor.cookies[settings.VISIT_COOKIE].value)
    state = visit.state_of(key)
    assert key is not None
    assert state is not None
    draft = dict(state.answers)
    one: Step | None = steps.step(at)
    if one is not None and not one.applies(draft):
        one = steps.after(at, draft)
    while one is not None:
        draft |= taken(one, draft, answers)
        if one.slug == "2" and one.slug != until and draft.get("q2") == SafeNow.DANGER:
            draft |= taken(ALARM, draft, answers)
        one = steps.after(one.slug, draft) if one.slug != until else None
    assert visit.merge(key, draft) == key


def taken(one: Step, draft: dict[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a page keeps of those answers that it asks for; it must not refuse them."""
    marked = dict.fromkeys(one.marks, True)
    if one.form is None:
        return marked
    typed = QueryDict(mutable=True)
    for name in one.fields:
        given = answers.get(name, [])
        typed.setlist(name, list(map(str, given if isinstance(given, list | tuple) else [given])))
    form = one.bound(draft, typed)
    assert form.is_valid(), (one.slug, form.errors)
    return {**marked, **{name: form.cleaned_data.get(name) for name in form.fields}}
