"""When she may be reached: her hours and days, to the second, and never without her word."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.common.clock import JAKARTA
from rangkul.reports.answers import Contact
from rangkul.reports.enums import ContactWay, DaysOfWeek, PartOfDay, SmsText
from rangkul.reports.safe_contact import Closed, Open, first_words, hours_in_words, safe_now

NOON, AFTERNOON, EVENING = PartOfDay.NOON, PartOfDay.AFTERNOON, PartOfDay.EVENING
WORKDAYS, WEEKEND, ANY = DaysOfWeek.WORKDAYS, DaysOfWeek.WEEKEND, DaysOfWeek.ANY
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    """ "1 11.30": a day of March 2026, whose 2nd is a Monday, in the city's time."""
    day, hour, minute = map(int, text.replace(".", " ").split())
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA)


def agreed(*hours: str, days: str = ANY, way: str = ContactWay.WHATSAPP) -> Contact:
    return Contact(way=way, number="0800 0000 0000", hours=hours, days=days)


@pytest.mark.parametrize(
    ("contact", "moment", "found"),
    [
        (agreed(NOON), "2 10.59", Closed(at("2 11.00"))),
        (agreed(NOON), "2 11.00", Open(at("2 15.00"))),
        (agreed(NOON), "2 14.59", Open(at("2 15.00"))),
        (agreed(NOON), "2 15.00", Closed(at("3 11.00"))),
        (agreed(NOON, AFTERNOON), "2 15.00", Open(at("2 18.00"))),  # parts that touch are one
        (agreed(EVENING, NOON), "2 16.00", Closed(at("2 18.00"))),  # in whatever order
        (agreed(NOON, days=WORKDAYS), "6 16.00", Closed(at("9 11.00"))),  # Friday to Monday
        (agreed(NOON, days=WEEKEND), "6 12.00", Closed(at("7 11.00"))),
        (agreed(NOON, days=WEEKEND), "8 12.00", Open(at("8 15.00"))),
        (agreed(NOON, days=WEEKEND), "8 15.00", Closed(at("14 11.00"))),
        (agreed(), "2 07.59", Closed(at("2 08.00"))),  # no hour named: daytime
        (agreed(), "2 19.59", Open(at("2 20.00"))),
        (agreed(days=""), "7 12.00", Open(at("7 20.00"))),
        (agreed(NOON, way=ContactWay.NONE), "2 12.00", Closed(None)),
        (agreed(NOON, way=""), "2 12.00", Closed(None)),
        (Contact(), "2 12.00", Closed(None)),
    ],
)
def test_her_hours(contact: Contact, moment: str, found: Open | Closed) -> None:
    assert safe_now(contact, at(moment)) == found


CONTACTS = st.builds(
    Contact,
    way=st.sampled_from([one for one in ContactWay if one != ContactWay.NONE]),
    hours=st.lists(st.sampled_from(PartOfDay), unique=True).map(tuple),
    days=st.sampled_from(["", *DaysOfWeek]),
)
SECONDS_OF_TWO_YEARS = 2 * 366 * 24 * 60 * 60
MOMENTS = st.integers(0, SECONDS_OF_TWO_YEARS).map(
    lambda seconds: at("1 00.00") + timedelta(seconds=seconds)
)


def said_safe(contact: Contact, moment: datetime) -> bool:
    """Read once more from her answers, part by part."""
    parts = [PartOfDay(part).hours for part in contact.hours] or [(8, 20)]
    day = moment.weekday() in DaysOfWeek(contact.days or ANY).weekdays
    return day and any(start <= moment.hour < end for start, end in parts)


@given(CONTACTS, MOMENTS)
def test_open_exactly_when_she_said_so(contact: Contact, moment: datetime) -> None:
    assert isinstance(safe_now(contact, moment), Open) is said_safe(contact, moment)


@given(CONTACTS, MOMENTS)
def test_what_is_foretold_comes_true(contact: Contact, moment: datetime) -> None:
    """Until the told moment nothing changes, and then it does."""
    now = safe_now(contact, moment)
    turns = now.until if isinstance(now, Open) else now.opens
    assert turns is not None
    assert turns > moment
    assert type(safe_now(contact, turns - SECOND)) is type(now)
    assert type(safe_now(contact, turns)) is not type(now)


@given(CONTACTS, MOMENTS)
def test_the_zone_of_the_moment_changes_nothing(contact: Contact, moment: datetime) -> None:
    elsewhere = moment.astimezone(tz=None)
    assert safe_now(contact, elsewhere) == safe_now(contact, moment)


@given(st.builds(Contact, hours=st.lists(st.sampled_from(PartOfDay)).map(tuple)), MOMENTS)
def test_no_hour_is_safe_for_who_wants_no_contact(contact: Contact, moment: datetime) -> None:
    assert safe_now(contact, moment) == Closed(None)


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (agreed(NOON, AFTERNOON, days=WORKDAYS), "Senin sampai Jumat 11.00–18.00"),
        (agreed(EVENING, NOON), "Setiap hari 11.00–15.00, 18.00–21.00"),
        (agreed(days=WEEKEND), "Sabtu dan Minggu 08.00–20.00"),
    ],
)
def test_her_hours_in_words(contact: Contact, words: str) -> None:
    assert hours_in_words(contact) == words


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("way", [one for one in ContactWay if one != ContactWay.NONE])
def test_the_first_words_name_neither_the_unit_nor_a_reason(way: ContactWay, language: str) -> None:
    for sms in SmsText:
        said = first_words(Contact(way=way, sms=sms), "Rina Safitri", language=language).lower()
        assert said
        assert "safitri" not in said
        for word in ("uptd", "ppa", "kekerasan", "korban", "lapor", "bantuan", "polisi"):
            assert word not in said
        for word in ("violence", "victim", "report", "help", "police"):
            assert word not in said


def test_an_sms_says_what_she_chose_in_the_language_of_her_pages() -> None:
    agreed_on = Contact(way=ContactWay.SMS, sms=SmsText.PARCEL)
    assert first_words(agreed_on, "Rina", language="id") == "Paket sudah siap diambil."
    assert first_words(agreed_on, "Rina", language="en") == "Your parcel is ready to collect."
