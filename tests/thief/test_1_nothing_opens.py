"""Thief's test 1: database, files, backup, pepper and host key in hand, no password: our own code
opens nothing. The same workshop with one password opens what that person may read, and no more.
"""

import pytest

from rangkul.reports.models import Message
from rangkul.vault import receipts
from tests.house import PASSWORD
from tests.thief.harness import derived, everything_found, open_all, password_key, sealed_values
from tests.thief.loot import (
    ANSWER,
    LATE,
    OTHERS,
    OURS,
    OURS_TOO,
    PHOTO,
    PHOTO_OTHERS,
    PHOTO_TOO,
    PHOTO_UNSENT,
    REPLY,
    UNSENT,
    Loot,
)

pytestmark = pytest.mark.kdf


def test_without_a_password_nothing_opens(loot: Loot) -> None:
    found = everything_found(loot.city.folder)
    assert (loot.city.folder / "secret" / "pepper").read_bytes() in found.values
    assert (loot.city.folder / "secret" / "host-key").read_bytes() in found.values
    sealed = sealed_values()
    assert len(sealed) > 20
    assert open_all(sealed, derived(found)).values == {}


@pytest.mark.long
def test_nor_does_any_other_derivation_of_the_house_open_anything(loot: Loot) -> None:
    """More than 60,000 keys instead of 35,000, on every sealed value: a minute."""
    secrets = {*derived(everything_found(loot.city.folder), every=True)}
    assert len(secrets) > 40_000
    assert open_all(sealed_values(), iter(secrets)).values == {}


def test_every_kind_of_sealed_value_is_in_the_loot(loot: Loot) -> None:
    kinds = {one.name.split()[0] for one in sealed_values()}
    assert kinds == {
        *("content", "message", "grant", "wrap", "session", "draft", "late"),
        *("file", "file-key", "file-meta", "copy", "copy-key", "errand"),
    }


def test_with_an_officers_password_exactly_her_teams_reports_open(loot: Loot) -> None:
    """The control: the workshop can fail."""
    opened = open_all(sealed_values(), iter([password_key("piket", PASSWORD)]))
    assert opened.names("content ") == {loot.refs[OURS], loot.refs[OURS_TOO]}
    assert opened.names("message ") == set(Message.objects.values_list("ref", flat=True))
    assert opened.names("file ") == {loot.files[PHOTO], loot.files[PHOTO_TOO]}
    assert opened.names("copy ") == {loot.files[PHOTO]}
    assert opened.names("errand ") == set()
    assert _words(opened.values) == {OURS, OURS_TOO, ANSWER, REPLY, LATE, PHOTO, PHOTO_TOO}


def test_with_the_password_of_an_outsider_no_report_opens(loot: Loot) -> None:
    for username in ("luar", "admin", "kepala"):
        opened = open_all(sealed_values(), iter([password_key(username, PASSWORD)]))
        assert opened.names("wrap person"), username
        assert _words(opened.values) == set(), username


def test_with_a_receipt_code_exactly_that_report_opens(loot: Loot) -> None:
    key = receipts.derive(loot.codes[OTHERS]).box.private
    opened = open_all(sealed_values(), iter([key]))
    assert opened.names("content ") == {loot.refs[OTHERS]}
    assert opened.names("file ") == {loot.files[PHOTO_OTHERS]}
    assert _words(opened.values) == {OTHERS, PHOTO_OTHERS}


def _words(values: dict[str, bytes]) -> set[str]:
    everything = b"\n".join(values.values())
    written = (
        *(OURS, OURS_TOO, OTHERS, ANSWER, REPLY, UNSENT, LATE),
        *(PHOTO, PHOTO_TOO, PHOTO_OTHERS, PHOTO_UNSENT),
    )
    return {words for words in written if words.encode() in everything}
