"""A visitor's stay on the public pages: the sealed draft behind one cookie.

`State` is what the draft row holds. Each step merges only its own answers, so that several tabs
lose nothing; a visitor who left has neither cookie nor row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rangkul.common import faults
from rangkul.common.transactions import writing
from rangkul.vault import drafts, files, receipts
from rangkul.vault.crypto import box_keys
from rangkul.vault.drafts import DraftKey
from rangkul.vault.receipts import ReceiptKeys
from rangkul.vault.records import RecordKeys


class AlreadySent(Exception):
    """The draft was sent meanwhile: its receipt is shown, nothing is added."""


@dataclass
class State:
    """Answers while writing; the code after sending; an inbox after opening with a code.

    `code_for` is the report that `code` opens: a code that is changed changes here, too. `mine`
    opens the report that this stay sent, so that going on completes it; `files` are held until
    the report is sent; `record` is an opened private record, or the word that it was deleted.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    code_for: str = ""
    told: list[str] = field(default_factory=list)  # reports.shown: notices of the receipt page
    going_on: bool = False
    mine: dict[str, str] = field(default_factory=dict)  # report, lookup, key
    inbox: dict[str, str] = field(default_factory=dict)  # report, lookup, key
    new_code: str = ""  # the one that replaced the inbox's, until she has noted it
    record: dict[str, str] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    refused: dict[str, Any] = field(default_factory=dict)  # a Refusal, until something is kept
    restarted: bool = False  # an earlier stay ran out while she typed: the first answers are gone

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)

    @property
    def sent(self) -> bool:
        """Whether there is a receipt to show and nothing being written."""
        return bool(self.code) and not self.going_on

    def fresh(self) -> "State":
        """Nothing written and nothing sent; what is open in other tabs stays, and a new code that
        was not noted yet."""
        return State(inbox=self.inbox, new_code=self.new_code, record=self.record)

    def after_sending(self, code: str, told: Iterable[str], *, report: str) -> "State":
        """What stays: the code to show with what she must be told. Her words are gone."""
        return replace(self.fresh(), code=code, code_for=report, told=list(told))

    def after_alarm(self, code: str, told: Iterable[str], mine: Mapping[str, str]) -> "State":
        """As after_sending, with her answers and the way to complete the same report."""
        left = self.after_sending(code, told, report=mine["report"])
        return replace(left, mine=dict(mine), answers=self.answers)

    def with_code(self, report: str, code: str, receipt: ReceiptKeys) -> "State":
        """From now on `code` opens the report, here and in every other tab of this stay."""
        opened = stored_receipt(report, receipt)
        return replace(
            self,
            inbox=opened,
            new_code=code,
            code=code if self.code_for == report else self.code,
            mine=opened if self.mine.get("report") == report else self.mine,
        )


@dataclass(frozen=True)
class Inbox:
    """An opened receipt: which report, and the keys that the code gave."""

    report: str
    receipt: ReceiptKeys


@dataclass(frozen=True)
class Refusal:
    """A form that was not taken, kept until its page has shown it again: a refusal answers with a
    redirect, so that the browser's history holds no POST that Back would ask to send once more.

    `data` is what was typed by field, `errors` the messages by field, `extra` what the page says
    besides, all of it plain values.
    """

    page: str
    status: int
    data: dict[str, list[str]]
    errors: dict[str, list[str]]
    extra: dict[str, Any]


def key_of(request: HttpRequest) -> DraftKey | None:
    """The draft key in the visitor's cookie."""
    return drafts.key_from_cookie(request.COOKIES.get(settings.VISIT_COOKIE))


def state_of(key: DraftKey | None, *, lock: bool = False) -> State | None:
    """The living state behind a key, or None."""
    stored = drafts.load(key, lock=lock) if key else None
    return State.of(stored) if stored is not None else None


def save(key: DraftKey, state: State) -> None:
    """Write the state inside the caller's writing(). Its files are held as long as it lives; what
    was refused before is over."""
    _write(key, replace(state, refused={}))


_OF_THE_REPORT = ("reports:step", "reports:alarm")


def refuse(key: DraftKey | None, refusal: Refusal) -> DraftKey:
    """Keep what was typed and what was wrong with it. Returns the key to keep in the cookie: a
    stay that ran out while she typed starts anew. Raises vault.cost.Busy as `merge`."""
    with writing():
        state = state_of(key, lock=True)
        if key is not None and state is not None:
            _write(key, replace(state, refused=asdict(refusal)))
            return key
    _pay_in_a_flood()
    key = drafts.new_key()
    lost_answers = refusal.page.startswith(_OF_THE_REPORT)
    with writing():
        _write(key, State(refused=asdict(refusal), restarted=lost_answers))
    return key


def refused_at(key: DraftKey, page: str) -> Refusal | None:
    """What this page refused and has to show again."""
    state = state_of(key)
    found = state.refused if state is not None else {}
    return Refusal(**found) if found.get("page") == page else None


def _write(key: DraftKey, state: State) -> None:
    drafts.save(key, asdict(state))
    if state.files:
        files.prolong(one["ref"] for one in state.files)


def merge(key: DraftKey, answers: Mapping[str, Any], *, sent_at_once: bool = False) -> DraftKey:
    """Add one step's answers to the draft; a draft that expired while she typed starts anew
    with what she typed. Returns the key to keep in the cookie. Raises AlreadySent, and
    vault.cost.Busy as `begin`: anybody can make up the cookie of a stay that never was. What is
    `sent_at_once` pays with the derivation of its own code."""
    if not _added(key, answers):
        if not sent_at_once:
            _pay_in_a_flood()
        key = drafts.new_key()
        with writing():
            save(key, State(answers=dict(answers), restarted=True))
    faults.point("after-draft-write")
    return key


def _added(key: DraftKey, answers: Mapping[str, Any]) -> bool:
    """Whether there was a draft to add these to."""
    with writing():
        state = state_of(key, lock=True)
        if state is None:
            return False
        if state.sent:
            raise AlreadySent
        state.answers.update(answers)
        state.restarted = state.restarted and not {"q1", "q2"} <= state.answers.keys()
        save(key, state)
    return True


def begin(request: HttpRequest) -> DraftKey:
    """Start a stay, or go on with an unsent one of the last 30 minutes. Raises vault.cost.Busy.

    While very many stays are open a new one costs a derivation, whoever asks: a flood is slowed
    for everybody alike, and nobody behind a shared address is refused.
    """
    return _begun(request, after_sending=False)


def arrive(request: HttpRequest) -> DraftKey:
    """As `begin`, for what has nothing to do with a report: a receipt stays where it is."""
    return _begun(request, after_sending=True)


def _begun(request: HttpRequest, *, after_sending: bool) -> DraftKey:
    key = key_of(request)
    if _must_be_new(state_of(key), after_sending=after_sending):
        _pay_in_a_flood()
    with writing():
        state = state_of(key, lock=True)
        if state is None or _must_be_new(state, after_sending=after_sending):
            state = state.fresh() if state is not None else State()
        return _moved(key, state)


def _moved(key: DraftKey | None, state: State) -> DraftKey:
    """The state under a key of its own, inside the caller's writing(): where something opens, a
    cookie that somebody planted in her browser, or copied from it before, is worth nothing."""
    if key is not None:
        drafts.delete(key)
    new = drafts.new_key()
    save(new, state)
    return new


def _must_be_new(state: State | None, *, after_sending: bool) -> bool:
    """A stay of its own for each report: one that was sent does not buy any number of others."""
    return state is None or (state.sent and not after_sending)


def _pay_in_a_flood() -> None:
    """The price of a new row, outside any transaction. Raises vault.cost.Busy."""
    if drafts.crowded():
        receipts.pay()


def pay_for_files() -> None:
    """The price of an upload while very many files are held; before its body is read, outside any
    transaction. Raises vault.cost.Busy."""
    if files.crowded():
        receipts.pay()


def go_on(key: DraftKey) -> bool:
    """After the alarm: the same report is completed. False when there is nothing to complete."""
    with writing():
        state = state_of(key, lock=True)
        if state is None or not state.mine:
            return False
        state.going_on = True
        save(key, state)
    return True


def open_inbox(request: HttpRequest, *, report: str, receipt: ReceiptKeys) -> DraftKey:
    """Keep an opened receipt for 30 minutes, beside what else the visitor has."""
    key = key_of(request)
    with writing():
        state = state_of(key, lock=True) or State()
        if state.inbox.get("report") == report:
            state.new_code = ""  # she has it: nothing else opens this report
        state.inbox = stored_receipt(report, receipt)
        return _moved(key, state)


def open_empty(key: DraftKey | None) -> DraftKey:
    """From now on this stay shows an inbox in which nothing is: somebody forces her to open it.

    Everything else that the stay held is forgotten, too. Inside the caller's writing().
    """
    return _moved(key, State(inbox={"empty": "yes"}))


def noted(key: DraftKey) -> None:
    """She has written the new code down: it is not shown again."""
    with writing():
        state = state_of(key, lock=True)
        if state is not None:
            save(key, replace(state, new_code=""))


def seems_empty(state: State) -> bool:
    """Whether the inbox was opened with the word for duress."""
    return "empty" in state.inbox


def stored_receipt(report: str, receipt: ReceiptKeys) -> dict[str, str]:
    """What a state keeps of an opened receipt."""
    return {
        "report": report,
        "lookup": receipt.lookup.hex(),
        "key": receipt.box.private.hex(),
    }


def inbox_of(state: State | None) -> Inbox | None:
    """The opened receipt in a state, if any."""
    return _opened(state.inbox) if state is not None else None


def mine_of(state: State | None) -> Inbox | None:
    """The report that this stay sent, if any."""
    return _opened(state.mine) if state is not None else None


def _opened(stored: Mapping[str, str]) -> Inbox | None:
    if "report" not in stored:
        return None
    keys = ReceiptKeys(bytes.fromhex(stored["lookup"]), box_keys(bytes.fromhex(stored["key"])))
    return Inbox(stored["report"], keys)


def open_record(request: HttpRequest, *, record: str, keys: RecordKeys, code: str) -> DraftKey:
    """Keep an opened private record for 30 minutes. A new record's code that she has not noted
    yet stays to be shown, unless it is the one that she just typed."""
    key = key_of(request)
    with writing():
        state = state_of(key, lock=True) or State()
        unnoted = state.record.get("code", "")
        state.record = stored_record(record, keys, code=unnoted if unnoted != code else "")
        return _moved(key, state)


def stored_record(ref: str, keys: RecordKeys, *, code: str = "") -> dict[str, str]:
    """What a state keeps of an opened record; the code only until she has noted it."""
    kept = {"ref": ref, "lookup": keys.lookup.hex(), "key": keys.key.hex()}
    return {**kept, "code": code} if code else kept


def record_keys(state: State | None) -> RecordKeys | None:
    """The keys of the opened record, if any."""
    if state is None or "ref" not in state.record:
        return None
    stored = state.record
    return RecordKeys(bytes.fromhex(stored["lookup"]), bytes.fromhex(stored["key"]))


def stay(key: DraftKey) -> None:
    """Give the stay another 30 minutes, inside the caller's writing()."""
    state = state_of(key, lock=True)
    if state is not None:
        save(key, state)


def leave(request: HttpRequest) -> None:
    """Delete the row, and the files that only it knew; the portal's exit deletes the cookie."""
    key = key_of(request)
    if key is not None:
        with writing():
            state = state_of(key, lock=True)
            files.drop(one["ref"] for one in (state.files if state is not None else ()))
            drafts.delete(key)


def keep_cookie(response: HttpResponse, key: DraftKey) -> HttpResponse:
    """One cookie that ends with the browser: HttpOnly, strict, neutral name."""
    response.set_cookie(
        settings.VISIT_COOKIE, key.cookie, httponly=True, secure=settings.HTTPS, samesite="Strict"
    )
    return response
