"""The public face. Every view here is open to all and sets no cookie."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from rangkul.common.exits import leave_all
from rangkul.common.http import public
from rangkul.portal.errors import error_page
from rangkul.portal.forms import SampleForm
from rangkul.portal.queries import landing_words, search_hint
from rangkul.portal.rulebook import family_pages
from rangkul.portal.samples import components
from rangkul.portal.way_back import left_the_way, way_back
from rangkul.vault import queries as vault


@public
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """P1: telephone numbers always; the written ways only while both intake teams hold a key."""
    context = {"intake_ready": vault.intake_ready(), "words": landing_words()}
    return render(request, "portal/landing.html", context)


@public
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """N1: end the visit and answer with office hours, which tell nothing. The one GET that writes.

    Storage alone is cleared. "cookies" would clear those of every service under the city's domain,
    at any link from anywhere; "cache" is slow, and nothing is kept there.
    """
    leave_all(request)
    response = render(request, "netral.html")
    response.delete_cookie(settings.VISIT_COOKIE, samesite="Strict")
    response["Clear-Site-Data"] = '"storage"'
    response["Cache-Control"] = "no-store"
    return response


@public
@require_GET
def leave_by_old_address(_request: HttpRequest) -> HttpResponse:
    """`/keluar` says what was done here; a browser's histori must not: it goes on to the hours."""
    return redirect("portal:leave")


@public
@require_safe
def safe_use(request: HttpRequest) -> HttpResponse:
    """P12: how to use this site safely; read in the midst of a report, it leads back there."""
    back = way_back(request)
    if left_the_way(request, back):
        return redirect("portal:leave")
    context = {"search_hint": search_hint(), "back_url": back}
    return render(request, "portal/safe_use.html", context)


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rule book as everybody may read it, made from the rules' own code."""
    return render(request, "portal/rules.html", {"pages": family_pages()})


@public
@require_safe
def rule_family(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of one family, each with its articles."""
    page = next((page for page in family_pages() if page.slug == slug), None)
    if page is None:
        raise Http404
    return render(
        request, "portal/rule_family.html", {"page": page, "back_url": reverse("portal:rules")}
    )


@public
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """'ok' when the database answers: for the proxy and the operator.

    When it does not, the middleware that meets every storage failure answers 503.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse("ok", content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the public pages in every state; only in a demo city."""
    return _gallery(request, "portal/gallery.html")


@public
@require_safe
def staff_gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the desks in every state; only in a demo city."""
    return _gallery(request, "portal/staff_gallery.html")


def _gallery(request: HttpRequest, template: str) -> HttpResponse:
    if not vault.is_demo():
        raise Http404
    form = SampleForm({}) if "salah" in request.GET else SampleForm()
    return render(request, template, {"form": form, **components()})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent could not be read; 413 when it was too long to be read at all."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return error_page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a function of another role; the exception's own words say which role holds it."""
    return error_page(request, HTTPStatus.FORBIDDEN, detail=str(exception or ""))


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 - Django passes it by name
) -> HttpResponse:
    """404: the same page for what is not there and for what is not theirs to see."""
    return error_page(request, HTTPStatus.NOT_FOUND)


def form_refused(
    request: HttpRequest,
    reason: str = "",  # noqa: ARG001 - Django passes it by name
) -> HttpResponse:
    """403 for a form whose token did not fit; Django's reason names internals and stays out."""
    return error_page(request, HTTPStatus.FORBIDDEN)
