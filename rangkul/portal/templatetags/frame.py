"""Tags of the page frame: assets written into the page, and the ids that tie a field together."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    Textarea,
    TextInput,
    Widget,
)
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rangkul.common import clock

register = template.Library()

_ELEMENT = {"css": "style", "js": "script"}


@register.simple_tag(takes_context=True)
def inline_asset(context: Context, name: str) -> SafeString:
    """The static file `name` inside the page, its hash allowed for this answer only.

    Appends the sha256 of the very bytes between the tags to `request.csp_style_hashes` or
    `request.csp_script_hashes`, which the middleware writes into the Content-Security-Policy.
    """
    text, digest = _asset(name)
    element = _ELEMENT[name.rpartition(".")[2]]
    request = getattr(context, "request", None) or context.get("request")
    _allow(request, f"csp_{element}_hashes", digest)
    return SafeString(f"<{element}>{text}</{element}>")


@cache
def _asset(name: str) -> tuple[str, str]:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    # HTML parsers fold CRLF into LF before hashing; ours are LF already.
    data = Path(found).read_bytes()
    return data.decode(), base64.b64encode(hashlib.sha256(data).digest()).decode()


def _allow(request: HttpRequest | None, attribute: str, digest: str) -> None:
    if request is None:
        return
    hashes: list[str] = getattr(request, attribute, [])
    if digest not in hashes:
        setattr(request, attribute, [*hashes, digest])


@register.filter
def base_id(field: BoundField) -> str:
    """The id that everything of this question starts with: its neutral name."""
    return field.html_name


@register.filter
def first_id(field: BoundField) -> str:
    """Where a link of the error summary lands: the input, or the first of several."""
    several = isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)
    return f"{field.html_name}-0" if several else field.html_name


@register.filter
def describedby(field: BoundField) -> str:
    """Ids of hint and error, in reading order; empty when there is neither."""
    ids = [f"{field.html_name}-bantuan"] if field.help_text else []
    if field.errors:
        ids.append(f"{field.html_name}-salah")
    return " ".join(ids)


_COMPONENTS: Final[dict[type[Widget], str]] = {
    RadioSelect: "radio",
    CheckboxSelectMultiple: "checkboxes",
    Textarea: "textarea",
    CheckboxInput: "tick",
    Select: "select",
    TextInput: "text",
}


# A sign beside the word, for a child; of the oldest symbols, since old telephones lack others.
_CHILD_ICONS: Final = {
    "body": "✋",
    "sexual": "⛔",
    "threat": "⚡",
    "other": "✎",
    "safe": "✔",
    "danger": "⚠",
    "afraid": "☁",
    "unknown": "?",
    "none": "✉",
    "phone": "☎",
    "whatsapp": "✆",
    "trusted": "☺",
}


@register.filter
def child_icon(value: object) -> str:
    """The sign of an answer on a child's page; empty where there is none."""
    return _CHILD_ICONS.get(str(value), "")


@register.filter
def component(field: BoundField) -> str:
    """The template that shows a field of this kind."""
    return f"komponen/{_COMPONENTS[type(field.field.widget)]}.html"


@dataclass(frozen=True)
class Elsewhere:
    """The same page in the other language."""

    url: str
    language: str
    label: str


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> Elsewhere | None:
    """Where the reader finds this page in the other language; None where there is only one."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return None
    language, label = ("id", "Indonesia") if get_language() == "en" else ("en", "English")
    here = request.get_full_path()  # with ?b=1: back to the check page in that language, too
    url = translate_url(here, language)
    return Elsewhere(url, language, label) if url != here else None


@register.simple_tag
def city_today() -> date:
    """Today's date as the city's people read it (WIB)."""
    return clock.local(clock.now()).date()


@register.filter
def weekday(day: int) -> str:
    """The name of a weekday, 0 being Monday."""
    return str(WEEKDAYS[day])


@register.filter
def near_day(moment: datetime) -> str:
    """The day of a moment to come, as one says it in the city: today, tomorrow, else its name."""
    days = (clock.local(moment).date() - city_today()).days
    near = {0: _("hari ini"), 1: _("besok")}
    return str(near.get(days) or WEEKDAYS[clock.local(moment).weekday()])


@register.filter
def by_when(moment: datetime) -> str:
    """A moment in full, as one says it in the city: "besok, Minggu 29 November, pukul 02.25"."""
    at = clock.local(moment)
    said = {"day": date_format(at, "l j F"), "time": date_format(at, "H.i")}
    days = (at.date() - city_today()).days
    if days == 0:
        return _("hari ini, %(day)s, pukul %(time)s") % said
    if days == 1:
        return _("besok, %(day)s, pukul %(time)s") % said
    return _("%(day)s pukul %(time)s") % said
