"""The reporter's code over time: changed, killed, and the word that hangs on it."""

from dataclasses import replace

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.enums import EventCode
from rangkul.common import faults
from rangkul.common.transactions import writing
from rangkul.reports import queries, visit
from rangkul.reports.actions.inbox import write_anew
from rangkul.reports.content import Content
from rangkul.reports.enums import VersionKind
from rangkul.reports.visit import Inbox
from rangkul.vault import actions as vault
from rangkul.vault import drafts, receipts
from rangkul.vault.drafts import DraftKey


class WrongCode(Exception):
    """The code that was typed is not the one that opened this inbox."""


class ChangedMeanwhile(Exception):
    """Something that this act rests on was changed from another tab: press again."""


def change_code(inbox: Inbox, *, key: DraftKey) -> None:
    """A new code for a code that somebody has seen; the old one opens nothing any more.

    Derived before the transaction (about 70 ms; twice with a word for duress). The new code stands
    in the stay until she says that she has it: killed at any moment, either the old code opens or
    the stay shows the new one. A click that comes while another one changes it changes nothing
    more. Raises as queries.keys_of_receipt, ChangedMeanwhile, vault.cost.Busy.
    """
    code = receipts.new_code()
    receipt = receipts.derive(code)
    word = queries.content_of_receipt(inbox).answers.duress_word
    duress = receipts.derive_duress(code, word) if word else None
    with writing():
        state = visit.state_of(key, lock=True)
        opened = visit.inbox_of(state)
        if state is None or opened is None or opened.report != inbox.report:
            raise ChangedMeanwhile
        if opened.receipt.lookup != inbox.receipt.lookup:
            return
        report = queries.lock_row(inbox.report)
        body = queries.content_of_receipt(inbox)
        if body.answers.duress_word != word:
            raise ChangedMeanwhile
        newer = Content(body.answers, receipt.box.public.hex(), body.thread)
        write_anew(inbox, report, newer, VersionKind.CODE)
        vault.replace_receipt(report.ref, queries.keys_of_receipt(inbox), receipt, duress=duress)
        visit.save(key, state.with_code(report.ref, code, receipt))
        append(EventCode.CODE_REPLACED, by=REPORTER, object_ref=report.ref)
        faults.point("before-commit")
    faults.point("after-commit")


def kill_code(inbox: Inbox, *, key: DraftKey) -> None:
    """No code opens this report any more, and her stay is over as by the exit; the desk keeps what
    it has. Raises as queries.keys_of_receipt: a code that was closed meanwhile kills nothing."""
    with writing():
        visit.state_of(key, lock=True)
        queries.lock_row(inbox.report)
        queries.keys_of_receipt(inbox)
        vault.close_receipts(inbox.report)
        drafts.delete(key)
        append(EventCode.CODE_KILLED, by=REPORTER, object_ref=inbox.report)
        faults.point("before-commit")


class WrongWord(Exception):
    """The word that was agreed before was not typed."""


def _require_old_word(inbox: Inbox, *, old: str, word: str) -> None:
    agreed = queries.content_of_receipt(inbox).answers.duress_word
    same_again = bool(agreed) and receipts.normalised_word(word) == agreed
    if receipts.normalised_word(old) != agreed and not same_again:
        raise WrongWord


def agree_on_word(inbox: Inbox, *, code: str, word: str, old: str, key: DraftKey) -> None:
    """Agree on a word for duress, on another one, or with "" on none any more.

    Another word, or none, needs the `old` one: whoever has only the code must not switch the
    alarm off. The refusal is the same whether there is a word or not.

    It hangs on the code, so the code is typed again and proved first: a word that hangs on a
    mistyped code would never call anybody. Two derivations with a word, else one. Raises WrongCode,
    WrongWord, vault.cost.Busy, as queries.keys_of_receipt, ValueError for a word without letters.
    """
    if receipts.derive(code).lookup != inbox.receipt.lookup:
        raise WrongCode
    _require_old_word(inbox, old=old, word=word)
    duress = receipts.derive_duress(code, word) if word else None
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        body = queries.content_of_receipt(inbox)
        spoken = receipts.normalised_word(word)
        if body.answers.duress_word != spoken:
            newer = replace(body, answers=replace(body.answers, duress_word=spoken))
            write_anew(inbox, report, newer, VersionKind.WORD)
        vault.set_duress(inbox.report, duress)
