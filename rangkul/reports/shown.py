"""What the public pages say about a draft: its answers in words, and what she must be told."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rangkul.accounts.enums import RoleCode
from rangkul.common import clock
from rangkul.reports.enums import AgeBand, Danger, Kind, SafeNow, When
from rangkul.reports.forms import steps
from rangkul.reports.forms.flow import Draft
from rangkul.reports.forms.steps import Step
from rangkul.reports.queries import Opening

ALWAYS_SHOWN = frozenset({"1", "2", "4b", "6"})


def summary_rows(draft: Draft) -> list[dict[str, Any]]:
    """The check page's rows: what was answered, and what decides who reads and who calls."""
    shown = ((one, _said(one, draft)) for one in steps.asked(draft) if one.form and one.short)
    return [_row(one, said) for one, said in shown if said or one.slug in ALWAYS_SHOWN]


def _row(one: Step, said: str) -> dict[str, Any]:
    url = reverse("reports:step", args=[one.slug]) + "?b=1"
    return {"key": one.short, "value": said or _("Dilewati"), "url": url}


def _said(one: Step, draft: Draft) -> str:
    """The answer in words; where nothing was said about a row that is always shown, what holds."""
    form = one.bound(draft)
    ((name, field),) = form.fields.items()
    value = draft.get(name) or (field.initial if one.slug in ALWAYS_SHOWN else None)
    return str(form.said_short.get(str(value), "")) or _words(field, value, form.base_fields[name])


def _words(field: forms.Field, value: Any, base: forms.Field) -> str:
    """In the words of this voice; `base` has those of an answer that another voice gave."""
    if isinstance(field, forms.ChoiceField) and isinstance(base, forms.ChoiceField):
        chosen = value if isinstance(value, list | tuple) else [value]
        labels: Mapping[Any, Any] = {**dict(base.choices), **dict(field.choices)}  # type: ignore[arg-type]
        return "; ".join(str(labels[one]) for one in chosen if one and one in labels)
    if isinstance(field, forms.BooleanField):
        return str(field.label) if value else ""
    return str(value or "")


def moment(at: datetime) -> str:
    """A moment as the public pages write it."""
    return _("%(day)s pukul %(time)s") % {
        "day": date_format(clock.local(at), "j F Y"),
        "time": date_format(clock.local(at), "H.i"),
    }


def parts_along(draft: Draft) -> list[dict[str, Any]]:
    """The notes of the private record that go along with this draft."""
    return [
        {**part, "label": moment(datetime.fromisoformat(part["at"]))}
        for part in draft.get("parts", ())
    ]


def notices(draft: Draft, *, at: str) -> tuple[str, ...]:
    """Codes of what the page at this address must say on top (templates/reports/notices.html)."""
    told = told_codes(draft)
    places = {
        "danger": at[0] not in "12" or at == "check",
        "suicidal": at == "3",
        "doctor": at in {"6", "check"},
    }
    return tuple(code for code in told if places.get(code, False))


def told_codes(draft: Draft) -> tuple[str, ...]:
    """What this draft gives reason to say, wherever it is shown; an answer left over from another
    way through says nothing."""
    asked = {name for one in steps.asked(draft) for name in one.fields}
    kinds, dangers = (set(draft.get(name) or ()) if name in asked else () for name in ("q3", "q2b"))
    recent = "q5b" in asked and draft.get("q5b") in {When.TODAY, When.WEEK}
    said = {
        "danger": draft.get("q2") == SafeNow.DANGER,
        "suicidal": Danger.SUICIDAL in dangers,
        "doctor": recent and Kind.SEXUAL in kinds,
        "child": steps.writes_as_child(draft),
        "under_12": "q1b" in asked and draft.get("q1b") == AgeBand.UNDER_12,
        "contact": draft.get("q6", "none") not in {"", "none"},
        "record": bool(draft.get("parts")),
    }
    return tuple(code for code, true in said.items() if true)


# Whom she reads about when she asks who opened her report. A role that is not here is left out:
# police, shelter and mediation come in once her companion has marked that as safe for her.
_OPENED_BY: Final = {
    RoleCode.DUTY: _("Petugas piket"),
    RoleCode.ALTERNATIVE_DUTY: _("Petugas di luar UPTD PPA"),
}


def opening_rows(openings: Iterable[Opening]) -> list[dict[str, object]]:
    """Role and minute of each opening that she may read about."""
    return [
        {"who": _OPENED_BY[RoleCode(one.role)], "at": one.at}
        for one in openings
        if one.role in _OPENED_BY
    ]
