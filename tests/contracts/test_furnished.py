"""The furnished city itself: other tests lean on it for as long as a run takes."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import F

from rangkul.common.transactions import writing
from rangkul.vault.models import Draft, Unlock
from tests.furnished import IDLE, WRITER, Furnished

LONG_AGO = timedelta(minutes=50)


def test_a_copy_of_a_day_made_long_ago_is_of_now(day: Furnished) -> None:
    with writing():
        Unlock.objects.update(last_seen=F("last_seen") - LONG_AGO)
        Draft.objects.update(expires=F("expires") - LONG_AGO)
    asleep = replace(day, made=day.made - LONG_AGO)
    assert asleep.browser("piket").get("/piket/").status_code == 302

    asleep.wake()

    assert asleep.browser("piket").get("/piket/").status_code == 200
    assert asleep.browser(IDLE).get("/piket/").status_code == 302
    for page in ("/l/periksa", "/k/pesan"):
        assert asleep.browser(WRITER).get(page).status_code == 200
