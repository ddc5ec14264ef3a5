"""Tags of the page frame: assets written into the page, and the ids that tie a field together."""

import base64
import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.forms.widgets import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

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


@register.simple_tag
def city_today() -> date:
    """Today's date as the city's people read it (WIB)."""
    return clock.local(clock.now()).date()
