"""Where a reader goes back to from a page that stands beside the others."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from rangkul.common.http import is_public
from rangkul.reports import visit

# Not shown by a look: they only take a button, or they are where the exit leads.
_NOT_SHOWN: Final = frozenset(
    {
        *("portal:leave", "portal:safe_use", "portal:health", "portal:leave_by_old_address"),
        *("reports:arrive", "reports:erase", "reports:go_on", "reports:kill_code"),
        "reports:let_go",
    }
)


def left_the_way(request: HttpRequest, back: str) -> bool:
    """Whether the page was opened from within a stay that is over: Back after an exit, without
    scripts, comes here with the page that led here then."""
    inside = bool(back) and resolve(urlsplit(back).path).namespace == "reports"
    return inside and visit.state_of(visit.key_of(request)) is None


def way_back(request: HttpRequest) -> str:
    """The public page of ours that led here, as the browser tells it; else empty.

    Only its path counts, and whether the check page waits behind it.
    """
    try:
        came = urlsplit(request.headers.get("Referer", ""))
        match = resolve(came.path)
    except (ValueError, Resolver404):
        return ""
    if f"{came.scheme}://{came.netloc}" not in settings.OWN_ORIGINS:
        return ""
    if not is_public(match.func) or match.view_name in _NOT_SHOWN:
        return ""
    return came.path + ("?b=1" if "b=1" in came.query.split("&") else "")
