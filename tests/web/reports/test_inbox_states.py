"""Every page behind the inbox in every state that can be in the way; none tells why, and none
loses what she typed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from rangkul.common import clock
from rangkul.reports.models import Report
from rangkul.vault.models import Draft
from tests.cast import Browser, send_report
from tests.web.reports.behind import hers, hidden_fields, opened, storage_away, text_of

pytestmark = pytest.mark.usefixtures("city")


@dataclass(frozen=True)
class Leaf:
    path: str
    said: dict[str, str]
    typed: str = ""  # words of hers that must come back


LEAVES = (
    Leaf("/k/pesan", {"q9": "Saya di rumah ibu."}, "Saya di rumah ibu."),
    Leaf("/k/kontak", {"q6": "phone", "q6b": "0812 3456 7890"}, "0812 3456 7890"),
    Leaf("/k/kode", {}),
    Leaf("/k/kata", {"q8": "1234 5678 9012 3456", "q6p": "melati putih"}, "melati putih"),
    Leaf("/k/gabung", {"q8": "1234 5678 9012 3456"}),
    Leaf("/k/surat", {"q10": "Bunga"}, "Bunga"),
    Leaf("/k/tarik", {}),
)
EVERY = [one.path for one in LEAVES] + ["/k/dibuka", "/k/kode/baru", "/k/kode/mati", "/k/berkas"]
leaves = pytest.mark.parametrize("leaf", LEAVES, ids=lambda one: one.path)
LATER = timedelta(minutes=31)


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_without_an_opened_inbox_the_neutral_page_comes(path: str, prefix: str) -> None:
    assert Browser().get(prefix + path).headers["Location"] == f"{prefix}/jam"


@pytest.mark.parametrize("path", EVERY)
def test_somebody_in_the_flow_is_asked_for_the_code_and_loses_nothing(path: str) -> None:
    browser = Browser()
    browser.post("/l/")
    browser.submit("/l/1", {"q1": "child"})
    assert browser.get(path).headers["Location"] == "/k/"
    assert 'value="child" checked' in text_of(browser.get("/l/1"))


@leaves
def test_a_page_opens_in_both_languages_with_a_neutral_title(leaf: Leaf) -> None:
    _, browser = hers()
    for prefix in ("", "/en"):
        page = browser.get(prefix + leaf.path)
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"


@leaves
def test_a_stay_that_ended_while_she_typed_gives_her_words_back(leaf: Leaf) -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get(leaf.path)), **leaf.said}
    with clock.frozen(clock.now() + LATER):
        page = browser.post(leaf.path, form)
        assert browser.get(leaf.path).headers["Location"] == "/k/"
    assert page.status_code == 409
    assert leaf.typed in text_of(page)
    assert 'name="q8"' in text_of(page)


@leaves
def test_a_code_that_was_changed_elsewhere_gives_her_words_back(leaf: Leaf) -> None:
    """Her other browser changed it; whoever looks on here learns nothing from a look."""
    code, browser = hers()
    form = {**hidden_fields(browser.get(leaf.path)), **leaf.said}
    opened(code).submit("/k/kode")
    page = browser.post(leaf.path, form)
    assert page.status_code == 409
    assert leaf.typed in text_of(page)
    for path in EVERY:
        assert browser.get(path).headers["Location"] == "/k/", path


@leaves
def test_an_old_form_comes_back_with_her_words_and_does_nothing(leaf: Leaf) -> None:
    _, browser = hers()
    before = Report.objects.values().get()
    form = {**hidden_fields(browser.get(leaf.path)), **leaf.said, "t": "0" * 32}
    page = browser.post(leaf.path, form)
    assert page.status_code == 409
    assert "tekan tombolnya sekali lagi" in text_of(page)
    assert leaf.typed in text_of(page)
    assert Report.objects.values().get() == before


@leaves
def test_a_lost_storage_says_so_and_keeps_her_words(leaf: Leaf) -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get(leaf.path)), **leaf.said}
    with storage_away():
        page = browser.post(leaf.path, form)
    assert page.status_code == 503
    assert leaf.typed in text_of(page)
    assert "Belum" in text_of(page)
    assert 'href="tel:110"' in text_of(page)
    again = {**hidden_fields(page), **leaf.said}
    assert browser.post(leaf.path, again).status_code in {200, 302, 422}


@leaves
def test_a_form_from_elsewhere_is_refused(leaf: Leaf) -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get(leaf.path)), **leaf.said}
    answer = browser.post(leaf.path, form, headers={"origin": "https://lain.example"})
    assert answer.status_code == 403


@leaves
def test_under_duress_nothing_behind_the_inbox_opens(leaf: Leaf) -> None:
    sent = send_report(q6p="mawar")
    browser = opened(f"{sent.code} mawar")
    page = browser.get("/k/pesan")
    assert "Belum ada pesan." in text_of(page)
    if leaf.path != "/k/pesan":
        assert browser.get(leaf.path).headers["Location"] == "/k/pesan"
        token = {"t": hidden_fields(opened(sent.code).get("/k/pesan"))["t"]}
        assert browser.post(leaf.path, {**leaf.said, **token}).headers["Location"] == "/k/pesan"
    assert browser.get("/k/pesan").content == page.content


@leaves
def test_a_look_stores_nothing(leaf: Leaf) -> None:
    _, browser = hers()
    before = bytes(Draft.objects.order_by("expires").last().ct)  # type: ignore[union-attr]
    browser.get(leaf.path)
    assert bytes(Draft.objects.order_by("expires").last().ct) == before  # type: ignore[union-attr]


@leaves
def test_each_act_gives_her_another_half_hour(leaf: Leaf) -> None:
    code, browser = hers()
    moment = clock.now() + timedelta(minutes=20)
    said = {**leaf.said, **({"q8": code} if "q8" in leaf.said else {})}
    with clock.frozen(moment):
        assert browser.submit(leaf.path, said).status_code in {200, 302}
    with clock.frozen(moment + timedelta(minutes=20)):
        kept = browser.get("/k/pesan").status_code == 200
    assert kept is (leaf.path != "/k/surat")  # a letter is only shown
