"""Drafts: only the visitor's cookie finds and opens them; several tabs lose nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.reports import visit
from rangkul.reports.visit import AlreadySent, State
from rangkul.vault import drafts
from rangkul.vault.crypto import random_key
from rangkul.vault.models import Draft
from tests.house import City


def _kept(state: dict[str, object]) -> drafts.DraftKey:
    key = drafts.new_key()
    with writing():
        drafts.save(key, state)
    return key


def test_a_draft_opens_with_its_cookie_and_no_other(city: City) -> None:
    key = _kept({"story": "rahasia"})
    assert drafts.load(drafts.key_from_cookie(key.cookie) or key) == {"story": "rahasia"}
    assert drafts.load(drafts.new_key()) is None


def test_the_row_holds_neither_the_words_nor_what_finds_or_opens_it(city: City) -> None:
    key = _kept({"story": "rahasia"})
    row = Draft.objects.get(lookup=key.lookup)
    assert b"rahasia" not in bytes(row.ct)
    assert key.secret not in bytes(row.lookup) + bytes(row.ct)


def test_a_row_moved_under_another_lookup_does_not_open(city: City) -> None:
    mine, other = _kept({"a": "1"}), _kept({"b": "2"})
    with writing():
        Draft.objects.filter(lookup=mine.lookup).update(
            ct=Draft.objects.get(lookup=other.lookup).ct
        )
    assert drafts.load(mine) is None


def test_short_drafts_have_one_length(city: City) -> None:
    for words in ("", "tolong", "x" * 3000):
        _kept({"q3": words})
    assert len({len(bytes(row.ct)) for row in Draft.objects.all()}) == 1


def test_two_tabs_merge_each_its_own_answer(city: City) -> None:
    key = _kept({"answers": {}})
    visit.merge(key, {"q1": "self"})
    visit.merge(key, {"q3": "tolong"})
    visit.merge(key, {"q1": "child"})
    state = visit.state_of(key)
    assert state is not None
    assert state.answers == {"q1": "child", "q3": "tolong"}


def test_a_sent_draft_takes_no_more_answers(city: City) -> None:
    key = drafts.new_key()
    with writing():
        visit.save(key, State(code="1" * 16))
    with pytest.raises(AlreadySent):
        visit.merge(key, {"q3": "lagi"})


def test_a_draft_lives_thirty_minutes_from_the_last_word(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        key = _kept({"answers": {"q1": "self"}})
    with clock.frozen(start + timedelta(minutes=29)):
        visit.merge(key, {"q2": "safe"})
    with clock.frozen(start + timedelta(minutes=58)):
        assert drafts.load(key) is not None
    with clock.frozen(start + timedelta(minutes=59, seconds=1)):
        assert drafts.load(key) is None


def test_words_typed_after_the_end_start_a_new_draft(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        key = _kept({"answers": {"q1": "self"}})
    with clock.frozen(start + timedelta(hours=1)):
        newer = visit.merge(key, {"q3": "masih di sini"})
        assert newer != key
        state = visit.state_of(newer)
        assert state is not None
        assert state.answers == {"q3": "masih di sini"}


def test_the_sweep_removes_what_expired_and_nothing_else(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        old = _kept({"a": "1"})
    with clock.frozen(start + timedelta(minutes=31)):
        living = _kept({"b": "2"})
        with writing():
            assert drafts.sweep() == 1
        assert not Draft.objects.filter(lookup=old.lookup).exists()
        assert drafts.load(living) == {"b": "2"}


@given(st.text("0123456789abcdefGß -", max_size=80))
def test_a_malformed_cookie_is_no_key(cookie: str) -> None:
    key = drafts.key_from_cookie(cookie)
    assert key is None or len(key.secret) == 32


def test_lookup_key_and_form_token_tell_nothing_of_each_other() -> None:
    key = drafts.DraftKey(random_key())
    parts = {key.secret.hex(), key.lookup.hex(), key.form_token}
    assert len(parts) == 3
    assert key.form_token not in key.lookup.hex()
