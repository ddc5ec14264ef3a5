"""People and agencies: the administrator's page."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rangkul.accounts.actions import invitations, teams
from rangkul.accounts.authority import authorize
from rangkul.accounts.enums import Permission
from rangkul.accounts.forms import AgencyForm, InviteForm
from rangkul.accounts.http import StaffRequest
from rangkul.accounts.models import Person
from rangkul.accounts.queries import people_by_agency


@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Everybody by agency, with what is still open."""
    authorize(request.person, Permission.INVITE)
    return render(request, "accounts/people.html", {"agencies": people_by_agency()})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest) -> HttpResponse:
    """Enter somebody; the link is shown once."""
    authorize(request.person, Permission.INVITE)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "accounts/invite.html", {"form": form})
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "accounts/invite.html", {"form": form}, status=status)
    person, token = invitations.invite(by=request.person, **form.cleaned_data)
    return _show_link(request, person, token)


def _show_link(request: StaffRequest, person: Person, token: str) -> HttpResponse:
    link = settings.ORIGIN + reverse("accounts:accept", args=[token])
    context = {"invited": person, "link": link, "hours": invitations.HOURS}
    return render(request, "accounts/invited.html", context)


@require_POST
def reissue(request: StaffRequest, ref: str) -> HttpResponse:
    """A new link, or more time for the one that stands in the city's chain."""
    authorize(request.person, Permission.INVITE)
    person = get_object_or_404(Person, pk=ref)
    try:
        if invitations.is_appointed(person):
            invitations.prolong(by=request.person, person=person)
            return redirect("accounts:people")
        return _show_link(request, person, invitations.reissue(by=request.person, person=person))
    except invitations.NotOpen as error:
        raise Http404 from error


@require_POST
def withdraw(request: StaffRequest, ref: str) -> HttpResponse:
    """Close somebody's open link."""
    authorize(request.person, Permission.INVITE)
    try:
        invitations.withdraw(by=request.person, person=get_object_or_404(Person, pk=ref))
    except invitations.NotOpen as error:
        raise Http404 from error
    return redirect("accounts:people")


@require_http_methods(["GET", "HEAD", "POST"])
def add_agency(request: StaffRequest) -> HttpResponse:
    """Enter an office."""
    authorize(request.person, Permission.INVITE)
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        teams.add_agency(by=request.person, **form.cleaned_data)
        return redirect("accounts:people")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/agency.html", {"form": form}, status=status)
