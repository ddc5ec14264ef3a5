"""Behind the inbox: how to reach her, taking the report back, another report on the same event,
a letter, and who has opened it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rangkul.accounts import queries as accounts
from rangkul.common import clock
from rangkul.reports import queries, visit
from rangkul.reports.actions import inbox as acts
from rangkul.reports.actions.notes import note_refused_code
from rangkul.reports.answers import Contact
from rangkul.reports.forms.flow import Voice
from rangkul.reports.forms.inbox import ButtonForm, ContactChangeForm, JoinForm, LetterForm
from rangkul.reports.shown import opening_rows
from rangkul.reports.views.behind import (
    Again,
    Leaf,
    Stay,
    behind_the_code,
    form_key,
    frame,
    serve,
    stay_or_way_out,
)
from rangkul.reports.views.inbox import wrong_code
from rangkul.reports.views.public import page, public_form, staying
from rangkul.reports.visit import Inbox
from rangkul.vault import queries as vault
from rangkul.vault import receipts
from rangkul.vault.drafts import DraftKey


def _nothing_more(_stay: Stay, _form: Any) -> dict[str, object]:
    return {}


# --- how to reach her -----------------------------------------------------------------------------


def _contact_form(stay: Stay | None, data: Any) -> ContactChangeForm:
    if stay is None:
        return ContactChangeForm(data, current=Contact(), voice=Voice.SELF)
    current = queries.content_of_receipt(stay.inbox).answers.contact
    return ContactChangeForm(data, current=current, voice=stay.voice)


def _contact_now(_stay: Stay, form: ContactChangeForm) -> dict[str, object]:
    return {"rows": [{"key": label, "value": value} for label, value in form.now()]}


def _change_contact(_request: HttpRequest, stay: Stay, form: ContactChangeForm) -> HttpResponse:
    acts.change_contact(stay.inbox, form.contact(), key=stay.key)
    return redirect(reverse("reports:contact") + "?ok=1")


CONTACT = Leaf("reports/contact.html", _contact_form, _change_contact, _contact_now)


@behind_the_code
def contact(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """ "Ubah cara menghubungi": what holds now without showing it, and another choice."""
    return serve(request, key, CONTACT)


# --- taking it back -------------------------------------------------------------------------------


def _button(_stay: Stay | None, data: Any) -> ButtonForm:
    return ButtonForm(data, initial=form_key())


def _withdrawn(stay: Stay, _form: Any) -> dict[str, object]:
    return {"withdrawn": stay.report.withdrawn_at}


def _withdraw(request: HttpRequest, stay: Stay, form: ButtonForm) -> HttpResponse:
    act = acts.resume if "lagi" in request.POST else acts.withdraw
    act(stay.inbox, form_key=form.cleaned_data["k"], key=stay.key)
    return redirect("reports:inbox")


WITHDRAW = Leaf("reports/withdraw.html", _button, _withdraw, _withdrawn)


@behind_the_code
def withdraw(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """ "Tarik kembali": what it ends and what it cannot; and the way back."""
    return serve(request, key, WITHDRAW)


# --- the same event -------------------------------------------------------------------------------


def _join_form(_stay: Stay | None, data: Any) -> JoinForm:
    return JoinForm(data)


def _linked(stay: Stay, _form: Any) -> dict[str, object]:
    return {"linked": queries.has_links(stay.report)}


def _join(_request: HttpRequest, stay: Stay, form: JoinForm) -> HttpResponse:
    """Costs and says what `/k/` costs and says, also for a word of duress behind the code."""
    code, word = form.cleaned_data["q8"]
    receipt = receipts.derive_duress(code, word) if word else receipts.derive(code)
    found = vault.find_receipt(receipt)
    if found is None:
        note_refused_code()
        form.add_error("q8", wrong_code())
        raise Again
    if found.duress:
        empty = acts.under_duress(found.report, key=stay.key)
        return visit.keep_cookie(redirect("reports:inbox"), empty)
    acts.join(stay.inbox, Inbox(found.report, receipt), key=stay.key)
    return redirect("reports:join")


JOIN = Leaf("reports/join.html", _join_form, _join, _linked)


@behind_the_code
def join(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Another report of hers on the same event: by its code, and only that they are linked."""
    return serve(request, key, JOIN)


# --- a letter -------------------------------------------------------------------------------------


def _letter_form(_stay: Stay | None, data: Any) -> LetterForm:
    return LetterForm(data)


def _letter_of(stay: Stay, form: LetterForm) -> dict[str, object]:
    """The office that received it: never the unit for a report that the unit must not know of."""
    ref = stay.report.ref
    named = form.is_bound and form.is_valid()
    return {
        "office": accounts.agency_of(stay.report.team),
        "received_at": stay.report.received_at,
        "reference": " ".join(ref[at : at + 4] for at in range(0, len(ref), 4)),
        "written_at": clock.now(),
        "name": form.cleaned_data["q10"] if named else "",
    }


def _letter(request: HttpRequest, stay: Stay, form: LetterForm) -> HttpResponse | None:
    """The letter with the name on it, as a page or as one file; nothing of it is kept."""
    if "berkas" not in request.POST:
        return None
    answer = render(request, "reports/letter_file.html", _letter_of(stay, form))
    answer["Content-Disposition"] = 'attachment; filename="surat.html"'
    return answer


LETTER = Leaf("reports/letter.html", _letter_form, _letter, _letter_of)


@behind_the_code
def letter(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """A letter that a report was made, without a word of what it says."""
    return serve(request, key, LETTER)


# --- who opened it --------------------------------------------------------------------------------


@public_form
@require_safe
@staying
def opened_by(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Who opened the report: by role, only when she asks, and not for a witness."""
    stay = stay_or_way_out(key)
    if isinstance(stay, HttpResponse):
        return stay
    if stay.report.told_by_other:
        return redirect("reports:inbox")
    context = {**frame(stay), "rows": opening_rows(queries.openings(stay.report))}
    return page(request, "reports/opened_by.html", context, key=key)
