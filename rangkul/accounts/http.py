"""What SignedIn puts on a request, and the cookies of signed-in people."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from rangkul.accounts.models import Person
from rangkul.accounts.queries import home, menu, own_teams
from rangkul.vault.persons import PersonKeys

DEVICE_COOKIE = "alat"
_DEVICE_DAYS = 400  # the longest that browsers keep a cookie
_LONGEST_PATH = 200


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in (every view that is not marked public)."""

    person: Person
    keys: PersonKeys
    session_ref: str


def give_session(response: HttpResponseBase, cookie: str) -> None:
    """Put the browser's half of the session into its cookie."""
    response.set_cookie(
        settings.UNLOCK_COOKIE, cookie, httponly=True, samesite="Lax", secure=settings.HTTPS
    )


def give_device(response: HttpResponseBase, cookie: str) -> None:
    """Let the browser be recognised at its next sign-in, and only there."""
    response.set_cookie(
        DEVICE_COOKIE,
        cookie,
        max_age=_DEVICE_DAYS * 24 * 3600,
        path="/masuk/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def take_session(response: HttpResponseBase) -> None:
    """Remove the browser's half."""
    response.delete_cookie(settings.UNLOCK_COOKIE, samesite="Lax")


def safe_path(path: str) -> str:
    """A path of this installation to go on to, or "" when it leads elsewhere."""
    local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if local and len(path) <= _LONGEST_PATH else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of staff pages shows: name, team, menu; nothing for a visitor."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        return {}
    return {
        "person": person,
        "team": ", ".join(team.name for team in own_teams(person)),
        "nav": menu(person, request.path),
        "home_url": home(person),
    }
