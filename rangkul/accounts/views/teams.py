"""One's own teams: members, fingerprints, who waits; and founding."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from rangkul.accounts.actions import teams as actions
from rangkul.accounts.authority import authorize, may
from rangkul.accounts.enums import Permission
from rangkul.accounts.fingerprints import of_person
from rangkul.accounts.forms import AdmitForm, FoundTeamForm
from rangkul.accounts.http import StaffRequest
from rangkul.accounts.queries import (
    NEEDED_MEMBERS,
    keyed_fingerprints,
    own_teams,
    person_key,
    team_view,
    thin_intake_teams,
    waiting_for,
)


@require_safe
def teams(request: StaffRequest) -> HttpResponse:
    """Teams with members and who let them in; her own fingerprint to read aloud."""
    key, own = person_key(request.person.ref), list(own_teams(request.person))
    leads = may(request.person, Permission.FOUND_TEAM)
    context = {
        "teams": [team_view(team) for team in own],
        "thin": [team for team in thin_intake_teams() if leads or team in own],
        "needed": NEEDED_MEMBERS,
        "own_fingerprint": of_person(key) if key else (),
        "may_found": leads,
    }
    return render(request, "accounts/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: StaffRequest, team: str, person: str) -> HttpResponse:
    """Compare aloud, tick, let in."""
    authorize(request.person, Permission.ADMIT)
    own = get_object_or_404(own_teams(request.person), pk=team)
    waiting = get_object_or_404(waiting_for(own), pk=person)
    key = person_key(waiting.ref)
    if key is None:
        raise Http404
    form = AdmitForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.admit(by=request.person, keys=request.keys, team=own, person=waiting)
        return redirect("accounts:teams")
    context = {"form": form, "team_row": own, "waiting": waiting, "fingerprint": of_person(key)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/admit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: StaffRequest) -> HttpResponse:
    """The head founds a team for a person whose fingerprint was compared."""
    authorize(request.person, Permission.FOUND_TEAM)
    form = FoundTeamForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        cleaned = {name: form.cleaned_data[name] for name in form.cleaned_data}
        cleaned.pop("compared")
        actions.found_team(by=request.person, keys=request.keys, **cleaned)
        return redirect("accounts:teams")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "candidates": keyed_fingerprints()}
    return render(request, "accounts/found.html", context, status=status)
