"""The city's settings `/pengaturan/kota/`: numbers of help, hours of the desk, its own words."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rangkul.accounts.actor import Actor, acting
from rangkul.accounts.enums import Permission
from rangkul.portal import actions, city_settings
from rangkul.portal.actions import Changed
from rangkul.portal.city_forms import HoursForm, NumberForm, WordsForm
from rangkul.portal.enums import HelpCode
from rangkul.portal.queries import FOR_WHOM, QUIET_LINE

FORMS = ["GET", "HEAD", "POST"]
CITY = "/pengaturan/kota/"


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """Everything that the city confirms, with its state."""
    _head(request)
    return _city_page(request)


@require_http_methods(FORMS)
def number(request: HttpRequest, code: str) -> HttpResponse:
    """Change one number."""
    by = _head(request)
    line = city_settings.number_line(_known(code))
    form = NumberForm(request.POST if request.method == "POST" else None, line=line)
    if not form.is_bound or not form.is_valid():
        return _number_page(request, line.code, form, _asked(form))
    try:
        actions.change_number(by=by, code=line.code, seen=_seen(request), **form.cleaned_data)
    except Changed:
        return _number_page(request, line.code, form, HTTPStatus.CONFLICT)
    return redirect("city:city")


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Button "Sudah kami telepon, nomor ini benar"."""
    by = _head(request)
    try:
        actions.confirm_number(by=by, code=_known(code), seen=_seen(request))
    except Changed:
        return _city_page(request, status=HTTPStatus.CONFLICT, changed=True)
    return redirect("city:city")


@require_http_methods(FORMS)
def hours(request: HttpRequest) -> HttpResponse:
    """The hours of the desk, a line a day."""
    by = _head(request)
    form = HoursForm(request.POST if request.method == "POST" else None, week=city_settings.week())
    if not form.is_bound or not form.is_valid():
        return _hours_page(request, form, _asked(form))
    try:
        actions.set_hours(by=by, periods=form.cleaned_data["periods"], seen=_seen(request))
    except Changed:
        return _hours_page(request, form, HTTPStatus.CONFLICT)
    return redirect("city:city")


@require_http_methods(FORMS)
def words(request: HttpRequest) -> HttpResponse:
    """The quiet line and what people may search for."""
    by = _head(request)
    if request.method != "POST":
        return _words_page(request, WordsForm.showing(city_settings.face_with_stamp()[0]))
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _words_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.set_words(by=by, seen=_seen(request), **form.cleaned_data)
    except Changed:
        return _words_page(request, form, HTTPStatus.CONFLICT)
    return redirect("city:city")


def _head(request: HttpRequest) -> Actor:
    """Who is here, if she may confirm what the city promises. Raises Forbidden."""
    by = acting(request)
    by.require(Permission.CONFIRM_HELP)
    return by


def _known(code: str) -> HelpCode:
    try:
        return HelpCode(code)
    except ValueError as error:
        raise Http404 from error


def _seen(request: HttpRequest) -> str:
    """The stamp of what the form was made from."""
    return str(request.POST.get("seen", ""))


def _asked(form: NumberForm | HoursForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


def _page(
    request: HttpRequest, template: str, status: HTTPStatus, context: dict[str, Any]
) -> HttpResponse:
    """A form with the stamp of what stands now: after a conflict the next press saves over it."""
    changed = status == HTTPStatus.CONFLICT
    shown = {"back_url": CITY, "changed": changed, **context}
    return render(request, template, shown, status=status)


def _city_page(
    request: HttpRequest, *, status: HTTPStatus = HTTPStatus.OK, changed: bool = False
) -> HttpResponse:
    face, _ = city_settings.face_with_stamp()
    context = {
        "lines": city_settings.number_lines(),
        "week": city_settings.week(),
        "face": face,
        "for_whom": face.for_whom or FOR_WHOM,
        "quiet_line": face.quiet_line or QUIET_LINE,
        "changed": changed,
    }
    return render(request, "portal/city.html", context, status=status)


def _number_page(
    request: HttpRequest, code: HelpCode, form: NumberForm, status: HTTPStatus
) -> HttpResponse:
    line = city_settings.number_line(code)
    context = {"form": form, "line": line, "stamp": line.stamp}
    return _page(request, "portal/city_number.html", status, context)


def _hours_page(request: HttpRequest, form: HoursForm, status: HTTPStatus) -> HttpResponse:
    week = city_settings.week()
    context = {"form": form, "week": week, "stamp": week.stamp}
    return _page(request, "portal/city_hours.html", status, context)


def _words_page(
    request: HttpRequest, form: WordsForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    face, stamp = city_settings.face_with_stamp()
    shown = f"{face.for_whom or FOR_WHOM} – {face.quiet_line or QUIET_LINE}"
    context = {"form": form, "shown": shown, "stamp": stamp}
    return _page(request, "portal/city_words.html", status, context)
