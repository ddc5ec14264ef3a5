"""The red button once more, after this stay has sent its report."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rangkul.common.transactions import writing
from rangkul.reports import queries, visit
from rangkul.reports.actions import inbox as acts
from rangkul.reports.enums import SafeNow
from rangkul.reports.queries import CodeClosed
from rangkul.reports.visit import Inbox, State
from rangkul.vault import drafts, receipts
from rangkul.vault.drafts import DraftKey


def raise_again(state: State, place: str, *, names_office: bool, key: DraftKey) -> bool:
    """Turn the report that this stay sent red; where she is now goes along as her message.

    False where that report cannot carry the alarm: its code was changed elsewhere, or the ordinary
    team reads it and she says now that the person works at one of our offices.
    """
    sent = visit.mine_of(state) or Inbox(state.code_for, receipts.derive(state.code))
    try:
        report, told = queries.report_of_receipt(sent), queries.content_of_receipt(sent).answers
        if names_office and not told.names_our_office:
            return False
        if report.safe_now != SafeNow.DANGER or report.alarm_at is None:
            acts.say_danger(sent, form_key=secrets.token_hex(16), key=key)
        if place and place != told.place_now:
            acts.write_back(sent, place, form_key=_mark(key, place), key=key)
    except CodeClosed:
        return False
    except acts.Duress:
        return True
    _tell(key)
    return True


def apart(key: DraftKey, answers: Mapping[str, Any]) -> DraftKey:
    """A stay for a report of its own, with these answers and the files that were not sent yet."""
    with writing():
        state = visit.state_of(key, lock=True) or State()
        drafts.delete(key)
        new = drafts.new_key()
        visit.save(new, replace(state.fresh(), answers=dict(answers), files=state.files))
    return new


def _mark(key: DraftKey, place: str) -> str:
    """A double click is one message."""
    return hashlib.sha256(f"{key.form_token} {place}".encode()).hexdigest()[:32]


def _tell(key: DraftKey) -> None:
    """The receipt page says from now on what it says to somebody in danger."""
    with writing():
        state = visit.state_of(key, lock=True)
        if state is not None and "danger" not in state.told:
            visit.save(key, replace(state, told=["danger", *state.told]))
