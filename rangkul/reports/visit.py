"""A visitor's stay on the public pages: the sealed draft behind one cookie.

`State` is what the draft row holds. Each step merges only its own answers, so that several tabs
lose nothing; a visitor who left has neither cookie nor row.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rangkul.common import faults
from rangkul.common.transactions import writing
from rangkul.vault import drafts
from rangkul.vault.crypto import box_keys
from rangkul.vault.drafts import DraftKey
from rangkul.vault.receipts import ReceiptKeys


class AlreadySent(Exception):
    """The draft was sent meanwhile: its receipt is shown, nothing is added."""


@dataclass
class State:
    """Answers while writing; the code after sending; an inbox after opening with a code."""

    answers: dict[str, str] = field(default_factory=dict)
    code: str = ""
    inbox: dict[str, str] = field(default_factory=dict)  # report, lookup, key

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)

    @property
    def sent(self) -> bool:
        return bool(self.code)


@dataclass(frozen=True)
class Inbox:
    """An opened receipt: which report, and the keys that the code gave."""

    report: str
    receipt: ReceiptKeys


def key_of(request: HttpRequest) -> DraftKey | None:
    """The draft key in the visitor's cookie."""
    return drafts.key_from_cookie(request.COOKIES.get(settings.VISIT_COOKIE))


def state_of(key: DraftKey | None, *, lock: bool = False) -> State | None:
    """The living state behind a key, or None."""
    stored = drafts.load(key, lock=lock) if key else None
    return State.of(stored) if stored is not None else None


def save(key: DraftKey, state: State) -> None:
    """Write the state inside the caller's writing()."""
    drafts.save(key, asdict(state))


def merge(key: DraftKey, answers: Mapping[str, str]) -> DraftKey:
    """Add one step's answers to the draft; a draft that expired while she typed starts anew
    with what she typed. Returns the key to keep in the cookie. Raises AlreadySent."""
    with writing():
        state = state_of(key, lock=True)
        if state is None:
            key, state = drafts.new_key(), State()
        if state.sent:
            raise AlreadySent
        state.answers.update(answers)
        save(key, state)
    faults.point("after-draft-write")
    return key


def begin(request: HttpRequest) -> DraftKey:
    """Start a stay, or go on with an unsent one of the last 30 minutes."""
    key = key_of(request)
    with writing():
        state = state_of(key, lock=True)
        if key is None or state is None or state.sent:
            key, state = drafts.new_key(), State()
        save(key, state)
    return key


def open_inbox(request: HttpRequest, *, report: str, receipt: ReceiptKeys) -> DraftKey:
    """Keep an opened receipt for 30 minutes, beside what else the visitor has."""
    key = key_of(request)
    with writing():
        state = state_of(key, lock=True)
        if key is None or state is None:
            key, state = drafts.new_key(), State()
        state.inbox = {
            "report": report,
            "lookup": receipt.lookup.hex(),
            "key": receipt.box.private.hex(),
        }
        save(key, state)
    return key


def inbox_of(state: State | None) -> Inbox | None:
    """The opened receipt in a state, if any."""
    if state is None or not state.inbox:
        return None
    keys = ReceiptKeys(
        bytes.fromhex(state.inbox["lookup"]), box_keys(bytes.fromhex(state.inbox["key"]))
    )
    return Inbox(state.inbox["report"], keys)


def stay(key: DraftKey) -> None:
    """Give the stay another 30 minutes, inside the caller's writing()."""
    state = state_of(key, lock=True)
    if state is not None:
        save(key, state)


def leave(request: HttpRequest) -> None:
    """Delete the row; the portal's exit deletes the cookie."""
    key = key_of(request)
    if key is not None:
        with writing():
            drafts.delete(key)


def keep_cookie(response: HttpResponse, key: DraftKey) -> HttpResponse:
    """One cookie that ends with the browser: HttpOnly, strict, neutral name."""
    response.set_cookie(
        settings.VISIT_COOKIE, key.cookie, httponly=True, secure=settings.HTTPS, samesite="Strict"
    )
    return response
