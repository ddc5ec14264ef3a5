"""What she does with her private record, said once: begin, keep, open, add, choose, send."""

import re
from html import unescape
from typing import Any

from tests.cast import Browser, code_on, signed_in, walk

PIN = "270495"
WORDS = "Semalam dia membanting pintu.\nSaya sembunyi di kamar mandi."


def text_of(page: Any) -> str:
    """What the page says, tags taken out."""
    return unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))


def begun(browser: Browser) -> Browser:
    """Past "Mulai menulis"."""
    assert browser.post("/s/").headers["Location"] == "/s/tulis"
    return browser


def kept(browser: Browser, words: str = WORDS, *, pin: str = PIN, when: str = "") -> str:
    """A first note in this browser; the code that was shown."""
    begun(browser)
    sent = browser.submit("/s/tulis", {"q10": words, "q10b": when, "q10c": pin})
    assert sent.headers.get("Location") == "/s/kode", text_of(sent)
    return code_on(browser.get("/s/kode"))


def enter(browser: Browser, code: str, pin: str = PIN) -> Any:
    return browser.submit("/s/buka", {"q11": code, "q11b": pin})


def added(browser: Browser, words: str) -> None:
    assert browser.submit("/s/tambah", {"q10": words}).headers["Location"] == "/s/catatan"


def hidden(page: Any) -> dict[str, str]:
    """The token and the form key of a page."""
    return dict(re.findall(r'name="(t|k)" value="(\w+)"', page.content.decode()))


def chosen(browser: Browser, numbers: list[int], to: str = "unit") -> None:
    """Past the page that asks which notes and who reads."""
    form = {"q12": [str(number) for number in numbers], "q12b": to}
    assert browser.submit("/s/kirim", form).headers["Location"] == "/l/1"  # type: ignore[arg-type]


def sent_from(browser: Browser, **answers: str) -> str:
    """On from the first question to the receipt; its code."""
    said = {"q1": "unsure", "q2": "unknown", **answers}
    assert walk(browser, "/l/1", said) == "/l/periksa"
    assert browser.submit("/l/periksa").headers["Location"] == "/l/selesai"
    return code_on(browser.get("/l/selesai"))


def desk_page(username: str) -> str:
    """The only report of this desk, taken and read."""
    desk = signed_in(username)
    (ref,) = re.findall(r'href="/piket/(\w{16})/"><time', desk.get("/piket/").content.decode())
    desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil")
    return text_of(desk.get(f"/piket/{ref}/"))
