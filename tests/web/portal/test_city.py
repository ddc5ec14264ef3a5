"""The head confirms what the public pages promise; nobody else, and nothing by accident."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection
from django.test import Client

from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.portal.models import DeskHours, HelpNumber, PublicFace
from rangkul.portal.queries import help_numbers, known_numbers
from tests.cast import Browser, hidden_fields
from tests.house import City

CITY = "/pengaturan/kota/"
NATIONAL = ["tel:110", "tel:129", "https://wa.me/628111129129"]
# Invented, and so written that nobody can be reached: an area code with zeros only.
DESK, CHAT = "0717 000 000", "0812 0000 0000"


@pytest.fixture
def head(as_person: Callable[[str], Browser]) -> Browser:
    return as_person("kepala")


def save(head: Browser, code: str, **answers: str) -> Any:
    return head.submit(f"{CITY}nomor/{code}/", answers)


def confirm(head: Browser, code: str) -> Any:
    return head.submit(f"{CITY}nomor/{code}/", to=f"{CITY}nomor/{code}/benar")


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def on_landing(browser: Browser) -> list[str]:
    """The numbers of the foot of a page that anybody may open, in their order."""
    foot = browser.get("/aman/").content.decode().split("<footer")[1]
    return re.findall(r'href="((?:tel:|https://wa\.me/)[^"]+)"', foot)


def trail() -> list[tuple[str, str]]:
    rows = Event.objects.filter(code__startswith="help.").order_by("seq")
    return list(rows.values_list("code", "object_ref"))


def test_without_a_word_of_the_city_the_national_numbers_stand(visitor: Browser) -> None:
    assert on_landing(visitor) == NATIONAL


def test_a_number_of_the_citys_own_is_shown_only_after_somebody_rang_it(
    head: Browser, visitor: Browser
) -> None:
    assert save(head, "city_desk", number=DESK, shown="on").status_code == 302
    assert on_landing(visitor) == NATIONAL
    assert confirm(head, "city_desk").status_code == 302
    assert on_landing(visitor) == [*NATIONAL, "tel:0717000000"]
    assert "Telepon piket kota 0717 000 000" in text(visitor.get("/"))


def test_a_chat_of_the_city_warns_as_every_chat(head: Browser, visitor: Browser) -> None:
    save(head, "city_whatsapp", number=CHAT, shown="on")
    confirm(head, "city_whatsapp")
    assert on_landing(visitor) == [*NATIONAL, "https://wa.me/6281200000000"]
    assert text(visitor.get("/")).count("Percakapan tersimpan di HP.") == 2


def test_another_number_must_be_rung_again(head: Browser, visitor: Browser) -> None:
    save(head, "city_desk", number=DESK, shown="on")
    confirm(head, "city_desk")
    save(head, "city_desk", number="0717 000 001", shown="on")
    assert on_landing(visitor) == NATIONAL
    assert HelpNumber.objects.get(code="city_desk").checked_on is None


def test_hiding_and_showing_again_needs_no_new_ringing(head: Browser, visitor: Browser) -> None:
    save(head, "city_desk", number=DESK, shown="on")
    confirm(head, "city_desk")
    save(head, "city_desk", number=DESK)
    assert on_landing(visitor) == NATIONAL
    save(head, "city_desk", number=DESK, shown="on")
    assert on_landing(visitor) == [*NATIONAL, "tel:0717000000"]


def test_a_correction_of_110_stands_only_after_somebody_rang_it(
    head: Browser, visitor: Browser
) -> None:
    save(head, "police", number="112")
    assert on_landing(visitor) == NATIONAL
    assert "yang tampil: 110" in text(head.get(CITY))
    confirm(head, "police")
    assert on_landing(visitor) == ["tel:112", *NATIONAL[1:]]


@pytest.mark.parametrize("code", ["police", "sapa"])
def test_110_and_129_are_never_lost(head: Browser, visitor: Browser, code: str) -> None:
    assert save(head, code, number="").status_code == 422
    assert 'name="shown"' not in head.get(f"{CITY}nomor/{code}/").content.decode()
    assert save(head, code, number="110" if code == "police" else "129").status_code == 302
    assert on_landing(visitor) == NATIONAL
    for broken in ({"number": ""}, {"shown": False}):
        with pytest.raises(IntegrityError), writing():
            HelpNumber.objects.filter(code=code).update(**broken)


def test_what_is_not_safe_to_offer_can_be_hidden(head: Browser, visitor: Browser) -> None:
    save(head, "whatsapp", number="08111-129-129")
    assert on_landing(visitor) == NATIONAL[:2]
    save(head, "suicide", number="119", extension="8")
    assert help_numbers().suicide is None


@pytest.mark.parametrize(
    ("code", "number"),
    [
        *[("police", number) for number in ("11", "satu", "110a", "+", "(0717) 1", "1" * 16)],
        *[("city_whatsapp", number) for number in ("110", "0717 000 000", "+1 555 000 0000")],
        ("city_desk", "0717\u202e000000"),
    ],
)
def test_what_no_telephone_dials_is_refused(head: Browser, code: str, number: str) -> None:
    answer = save(head, code, number=number, shown="on")
    assert answer.status_code == 422
    assert "Periksa lagi" in text(answer)
    assert not HelpNumber.objects.exists()


@pytest.mark.parametrize("number", ["110", "0717 000 000", "+62 717 000 000", "0812-0000-0000"])
def test_what_people_write_is_taken_as_it_is(head: Browser, number: str) -> None:
    assert save(head, "city_desk", number=number, shown="on").status_code == 302
    assert HelpNumber.objects.get().number == number


def test_a_confirmation_says_who_and_when(head: Browser) -> None:
    with clock.frozen(clock.now().replace(year=2026, month=11, day=9, hour=5)):
        confirm(head, "police")
        shown = text(head.get(CITY))
    assert "dikonfirmasi 9 November 2026, Nurhayati Idris" in shown
    assert shown.count("belum dikonfirmasi") == 3  # 129, its chat, 119
    assert shown.count("belum diisi, tidak tampil") == 2  # the city's own


def test_every_change_stands_in_the_trail(head: Browser) -> None:
    save(head, "city_desk", number=DESK, shown="on")
    confirm(head, "city_desk")
    head.submit(f"{CITY}jam/", {"day0": "08.00–16.00"})
    head.submit(f"{CITY}kalimat/", {"quiet_shown": "on"})
    assert trail() == [
        ("help.number_changed", "city_desk"),
        ("help.number_confirmed", "city_desk"),
        ("help.hours_changed", ""),
        ("help.words_changed", ""),
    ]
    assert Event.objects.get(code="help.number_confirmed").detail == {"number": DESK}


def test_a_number_that_was_changed_behind_our_back_turns_doctor_red(
    city: City, head: Browser
) -> None:
    confirm(head, "police")
    save(head, "city_desk", number=DESK, shown="on")
    confirm(head, "city_desk")
    assert "✔ Nomor bantuan sama dengan jejak" in city.run("doctor", check=False).stdout
    with writing():
        HelpNumber.objects.filter(code="city_desk").update(number="0717 000 009")
    red = "✘ Nomor bantuan sama dengan jejak: berbeda dari yang dipastikan: Telepon piket kota"
    assert red in city.run("doctor", check=False).stdout


FORMS = {
    "nomor/police/": ("number", "111", "112"),
    "jam/": ("day0", "08.00–16.00", "09.00–15.00"),
    "kalimat/": ("quiet_line", "Anda berharga.", "Kami di sini."),
}


@pytest.mark.parametrize("path", FORMS)
def test_of_two_editors_the_second_is_told_and_loses_nothing(head: Browser, path: str) -> None:
    field, first, second = FORMS[path]
    old = hidden_fields(head.get(CITY + path))["seen"]
    assert head.submit(CITY + path, {field: first}).status_code == 302
    late = head.submit(CITY + path, {"seen": old, field: second})
    assert late.status_code == 409
    assert f'value="{second}"' in late.content.decode()
    assert first in text(late)
    assert head.post(CITY + path, {**hidden_fields(late), field: second}).status_code == 302
    assert f'value="{second}"' in head.get(CITY + path).content.decode()


def test_a_number_that_changed_meanwhile_is_not_confirmed(head: Browser) -> None:
    old = hidden_fields(head.get(f"{CITY}nomor/city_desk/"))
    save(head, "city_desk", number=DESK, shown="on")
    answer = head.post(f"{CITY}nomor/city_desk/benar", old)
    assert answer.status_code == 409
    assert "Belum dipastikan." in text(answer)
    assert HelpNumber.objects.get().checked_on is None


def test_an_empty_number_cannot_be_confirmed(head: Browser) -> None:
    assert confirm(head, "city_desk").status_code == 409
    assert not HelpNumber.objects.exists()


def test_a_number_that_nobody_knows_is_not_there(head: Browser) -> None:
    assert head.get(f"{CITY}nomor/lain/").status_code == 404


@pytest.mark.parametrize("who", ["piket", "admin", "luar"])
def test_others_are_told_whose_task_it_is(as_person: Callable[[str], Browser], who: str) -> None:
    answer = as_person(who).get(CITY)
    assert answer.status_code == 403
    assert "diperlukan peran: Kepala UPTD" in text(answer)


def test_hours_replace_the_whole_week(head: Browser) -> None:
    head.submit(f"{CITY}jam/", {"day0": "8–12, 13–20", "day6": "10–12"})
    assert list(DeskHours.objects.order_by("weekday", "opens").values_list("weekday", "opens")) == [
        (0, 480),
        (0, 780),
        (6, 600),
    ]
    head.submit(f"{CITY}jam/", {"day2": "8–12"})
    assert [row.weekday for row in DeskHours.objects.all()] == [2]


def test_wrong_hours_are_named_by_their_day(head: Browser) -> None:
    answer = head.submit(f"{CITY}jam/", {"day0": "8–12", "day3": "malam"})
    assert answer.status_code == 422
    assert "Kamis: tulis seperti" in text(answer)
    assert 'value="malam"' in answer.content.decode()
    assert not DeskHours.objects.exists()


def test_the_quiet_line_is_off_until_the_city_wants_it(head: Browser, visitor: Browser) -> None:
    assert "berani" not in text(visitor.get("/"))
    head.submit(f"{CITY}kalimat/", {"quiet_line": "", "quiet_shown": "on"})
    assert "Rasa malu bukan milik Anda. Bercerita itu berani." in text(visitor.get("/"))
    head.submit(f"{CITY}kalimat/", {"quiet_line": "Anda berharga.", "quiet_shown": "on"})
    assert "Anda berharga." in text(visitor.get("/"))


def test_our_own_line_is_kept_as_none_so_that_it_stays_translated(head: Browser) -> None:
    line = "Rasa malu bukan milik Anda. Bercerita itu berani."
    head.submit(f"{CITY}kalimat/", {"quiet_line": line, "quiet_shown": "on"})
    assert PublicFace.objects.get().quiet_line == ""


def test_a_long_sentence_is_refused(head: Browser) -> None:
    answer = head.submit(f"{CITY}kalimat/", {"quiet_line": "kata " * 16, "quiet_shown": "on"})
    assert answer.status_code == 422


def test_the_words_to_search_for_stand_on_the_page_of_safe_use(
    head: Browser, visitor: Browser
) -> None:
    assert "“Layanan Warga Kota Pangkalpinang”" in text(visitor.get("/aman/"))
    head.submit(f"{CITY}kalimat/", {"search_hint": "Pangkalpinang"})
    assert "“Layanan Warga Pangkalpinang”" in text(visitor.get("/aman/"))


def test_a_failing_database_leaves_the_numbers_that_were_known(
    head: Browser, visitor: Browser
) -> None:
    save(head, "city_desk", number=DESK, shown="on")
    confirm(head, "city_desk")
    visitor.get("/")

    def fail(*_: Any) -> None:
        raise DatabaseError

    with connection.execute_wrapper(fail):
        assert [number.url for number in help_numbers()] == [*NATIONAL, "tel:0717000000"]


def test_a_form_that_comes_back_asks_for_no_number(city: City, visitor: Browser) -> None:
    """Her words must not wait for a database that has just failed; the next page may."""
    asked: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        answer = Client.post(visitor, "/k/", {"q8": "1234"})
    assert answer.status_code == 303
    assert [number.url for number in known_numbers()] == NATIONAL
    assert [sql for sql in asked if "portal_" in sql] == []
