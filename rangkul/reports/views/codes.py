"""Behind the inbox: a code that somebody has seen, and the word for the case of duress."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rangkul.reports import visit
from rangkul.reports.actions import codes as acts
from rangkul.reports.forms.inbox import ButtonForm, WordForm
from rangkul.reports.views.behind import (
    Again,
    Leaf,
    Stay,
    behind_the_code,
    serve,
    stay_or_way_out,
)
from rangkul.reports.views.public import CONFLICT, gone, page, token_fits
from rangkul.vault import receipts
from rangkul.vault.crypto import blake
from rangkul.vault.drafts import DraftKey


def _mark(stay: Stay) -> str:
    """Binds a form to the code that it was made under: sent again after a change it must not
    close the code that she has just noted."""
    return blake(stay.inbox.receipt.lookup, purpose="code-form", size=16).hex()


def _button(_stay: Stay | None, data: Any) -> ButtonForm:
    return ButtonForm(data)


def _marked(stay: Stay, _form: Any) -> dict[str, object]:
    return {"mark": _mark(stay)}


def _change(_request: HttpRequest, stay: Stay, form: ButtonForm) -> HttpResponse:
    if form.cleaned_data["k"] == _mark(stay):
        try:
            acts.change_code(stay.inbox, key=stay.key)
        except acts.ChangedMeanwhile:
            raise Again(CONFLICT, stale=True) from None
    elif not stay.state.new_code:
        raise Again(CONFLICT, stale=True)
    return redirect("reports:new_code")


def _kill(_request: HttpRequest, stay: Stay, form: ButtonForm) -> HttpResponse:
    if form.cleaned_data["k"] != _mark(stay):
        raise Again(CONFLICT, stale=True)
    acts.kill_code(stay.inbox, key=stay.key)
    return gone()


CODE = Leaf("reports/own_code.html", _button, _change, _marked)
KILL = Leaf("reports/own_code.html", _button, _kill, _marked)


@behind_the_code
def code(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """ "Kode saya diketahui orang": a new code, or none."""
    return serve(request, key, CODE)


@behind_the_code
def kill(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """No code any more; then the neutral page, as after the exit."""
    return serve(request, key, KILL)


@behind_the_code
def new_code(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """The new code, readable until she says that she has it."""
    stay = stay_or_way_out(key)
    if isinstance(stay, HttpResponse):
        return stay
    if request.method == "POST" and token_fits(request, key):
        visit.noted(key)
        return redirect("reports:inbox")
    if not stay.state.new_code:
        return redirect("reports:inbox")
    groups = receipts.shown(stay.state.new_code).split()
    return page(request, "reports/new_code.html", {"groups": groups}, key=key)


def _word_form(_stay: Stay | None, data: Any) -> WordForm:
    return WordForm(data)


def _agree(_request: HttpRequest, stay: Stay, form: WordForm) -> HttpResponse:
    typed, _word = form.cleaned_data["q8"]
    try:
        old = form.cleaned_data["q6r"]
        acts.agree_on_word(stay.inbox, code=typed, word=form.word, old=old, key=stay.key)
    except acts.WrongCode:
        form.add_error("q8", _("Ini bukan kode yang sedang dipakai. Periksa angkanya."))
        raise Again from None
    except acts.WrongWord:
        form.add_error(
            "q6r", _("Belum tersimpan. Bila dulu sudah ada kata, tulis kata itu di sini.")
        )
        raise Again from None
    return redirect(reverse("reports:word") + "?ok=1")


WORD = Leaf("reports/word.html", _word_form, _agree)


@behind_the_code
def word(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """The word that calls the desk when somebody forces her to open the inbox."""
    return serve(request, key, WORD)
