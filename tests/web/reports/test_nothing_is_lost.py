"""What an officer filled in comes through the idle lock, a colleague and a long call; and a
reporter whose answer is late reads that, not the promise."""

from datetime import timedelta

import pytest

from rangkul.accounts.models import StaffDraft
from rangkul.common import clock
from rangkul.policy.tri import Tri
from rangkul.reports.models import FactSheet
from tests.cast import hidden_fields, send_report, signed_in
from tests.web.reports.test_desk import send_at, take
from tests.web.reports.test_flow import text_of
from tests.web.reports.test_inbox import opened

pytestmark = pytest.mark.usefixtures("city")
LATE = timedelta(minutes=12)


def test_a_fact_form_caught_by_the_idle_lock_is_sent_again_with_one_press() -> None:
    ref = send_at(5)
    desk = signed_in("piket")
    take(desk, ref)
    path = f"/piket/{ref}/fakta"
    form = hidden_fields(desk.get(path)) | {"reporter": "korban", "strangulation_ever": "ya"}
    with clock.frozen(clock.now() + LATE):
        assert desk.post(path, form).status_code == 401
        back = signed_in("piket")
        page = back.get("/masuk/tulisan/")
        assert "Isian lembar fakta tersimpan lengkap" in text_of(page)
        assert back.post(path, hidden_fields(page)).headers["Location"] == f"/piket/{ref}/"
    assert FactSheet.objects.get().facts["answers"]["strangulation_ever"] == Tri.YES


def test_a_password_that_came_late_is_not_kept() -> None:
    desk = signed_in("piket")
    form = {"old": "rangkul-demo-2025", "new": "rahasia sekali", "again": "rahasia sekali"}
    with clock.frozen(clock.now() + LATE):
        assert desk.post("/masuk/sandi/", form).status_code == 401
    assert not StaffDraft.objects.exists()


def test_each_part_of_the_fact_form_leads_to_the_next_one() -> None:
    ref = send_at(5)
    desk = signed_in("piket")
    take(desk, ref)
    path = f"/piket/{ref}/fakta"
    for part, target in (("bagian-2", f"{path}#bagian-2"), ("//evil.example", f"/piket/{ref}/")):
        saved = desk.submit(path, {"reporter": "korban", "lanjut": part})
        assert saved.headers["Location"] == target


def test_a_fact_form_after_a_colleague_took_over_comes_back_filled_in() -> None:
    ref = send_at(5)
    first, second = signed_in("piket"), signed_in("piket2")
    take(first, ref)
    path = f"/piket/{ref}/fakta"
    form = hidden_fields(first.get(path)) | {"reporter": "korban", "child_age": "7"}
    take(second, ref)
    page = first.post(path, form)
    assert page.status_code == 409
    assert "Laporan ini sudah diambil Yanti Marlina." in text_of(page)
    assert 'value="7"' in text_of(page)
    assert not FactSheet.objects.exists()


def test_a_late_answer_is_owned_up_to_instead_of_promised() -> None:
    code = send_report().code
    with clock.frozen(clock.now() + timedelta(hours=25)):
        page = text_of(opened(code).get("/k/pesan"))
    assert "Maaf, jawaban untuk Anda terlambat." in page
    assert "paling lambat" not in page
