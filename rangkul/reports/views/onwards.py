"""Where the pages of the report flow lead: on, back, and by way of the check page."""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from rangkul.reports.forms import steps
from rangkul.reports.forms.steps import Step
from rangkul.reports.views.public import STORAGE_FAILED
from rangkul.vault.crypto import Refused

FORMS: Final = ["GET", "HEAD", "POST"]
UNSENDABLE: Final = (*STORAGE_FAILED, Refused, LookupError)


def end(draft: dict[str, Any]) -> str:
    """The check page, or the notice that must be read before."""
    unread = steps.police_for_child(draft) and not draft.get("seen")
    return reverse("reports:step", args=["3c"]) if unread else reverse("reports:check")


def changed(one: Step, draft: dict[str, Any]) -> str:
    """Back to the check page; first through the pages that the changed answer has opened, or
    where what was said no longer fits: a number, once it is a person she trusts who is called."""
    for opened in steps.later(one.slug, draft):
        if opened.opened and not opened.met(draft):
            return reverse("reports:step", args=[opened.slug]) + "?b=1"
    return reverse("reports:check")


def following(one: Step, draft: dict[str, Any]) -> str:
    """The page after this one."""
    after = steps.after(one.slug, draft)
    return reverse("reports:step", args=[after.slug]) if after else reverse("reports:check")


def back(one: Step, draft: dict[str, Any]) -> str:
    """The page before this one."""
    earlier = steps.before(one.slug, draft)
    return reverse("reports:step", args=[earlier.slug]) if earlier else reverse("reports:before")


def from_check(request: HttpRequest) -> bool:
    """Whether she came from the check page to change one answer, and goes back there."""
    return request.POST.get("b", request.GET.get("b")) == "1"


def voice(draft: dict[str, Any]) -> dict[str, Any]:
    """For reports/voice.html: an alarm keeps its voice when the stay ran out meanwhile."""
    return {name: draft.get(name, "") for name in ("q1", "q1b")}


def language() -> str:
    """In which the pages are read."""
    return get_language() or "id"
