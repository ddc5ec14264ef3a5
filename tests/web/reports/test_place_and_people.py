"""Where the person who needs help is, and who must not know: asked, and shown before sending."""

import pytest

from tests.cast import Browser, walk
from tests.web.reports.behind import shown_rows, text_of

pytestmark = pytest.mark.usefixtures("city")


def begun() -> Browser:
    """Somebody who has pressed "Mulai"."""
    visitor = Browser()
    visitor.post("/l/")
    return visitor


def test_where_the_person_is_has_a_row_of_its_own() -> None:
    visitor = begun()
    visitor.submit("/l/1", {"q1": "adult"})
    visitor.submit("/l/1c", {"q1c": "no"})
    assert visitor.submit("/l/2", {"q2": "unknown"}).headers["Location"] == "/l/2c"
    page = visitor.get("/l/2c")
    assert "Di mana orang itu sekarang?" in text_of(page)
    assert "Jangan ke sana sendiri bila berbahaya." in text_of(page)
    visitor.submit("/l/2c", {"q2c": "Rumah ibunya"})
    rows = shown_rows(visitor.get("/l/periksa"))
    assert (rows["Orang itu tahu"], rows["Orang itu sekarang di"]) == ("Tidak", "Rumah ibunya")


@pytest.mark.parametrize(
    ("who", "label"),
    [
        ({"q1": "adult"}, "Di mana orang itu sekarang?"),
        ({"q1": "self"}, "Tidak bisa bicara? Tulis di mana Anda sekarang"),
        ({"q1": "young", "q1b": "12_17"}, "Kamu ada di mana?"),
    ],
)
def test_the_alarm_asks_where_in_the_voice_of_who_writes(who: dict[str, str], label: str) -> None:
    visitor = begun()
    walk(visitor, "/l/1", {**who, "q2": "danger"}, until="/l/2d")
    assert label in text_of(visitor.get("/l/2d"))


@pytest.mark.parametrize("way", ["none", "trusted"])
def test_who_must_not_know_has_a_row_of_its_own(way: str) -> None:
    visitor = begun()
    walk(visitor, "/l/1", {"q1": "young", "q1b": "12_17", "q2": "safe", "q6b": "Bu Ani 0812"})
    page = text_of(visitor.get("/l/6s"))
    assert "Siapa yang tidak boleh tahu?" in page
    assert "Contoh: mama." in page
    visitor.submit("/l/6", {"q6": way})
    visitor.submit("/l/6s", {"q6s": "mama"})
    if way != "none":
        visitor.submit("/l/6b", {"q6b": "Bu Ani 0812"})
    rows = shown_rows(visitor.get("/l/periksa"))
    assert rows["Yang tidak boleh tahu"] == "mama"
    assert "mama" not in rows["Cara menghubungi"]
