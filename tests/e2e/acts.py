"""What is done on a page to bring it into a state: forms that come back, mostly."""

from playwright.sync_api import Page

from tests.e2e import hands
from tests.e2e.place import Act

TOO_LONG = 4001  # letters, one more than a story may have


def pressing(name: str) -> Act:
    """Press a button with nothing filled in."""
    return lambda page: hands.press(page, name)


def filling(label: str, text: str, button: str) -> Act:
    """Write into one field and press."""

    def act(page: Page) -> None:
        page.get_by_label(label, exact=True).fill(text)
        hands.press(page, button)

    return act


def emptying(label: str, button: str) -> Act:
    """Take away what a field holds and press."""
    return filling(label, "", button)


def choosing(label: str, button: str) -> Act:
    """Mark one answer and press."""

    def act(page: Page) -> None:
        hands.choose(page, label)
        hands.press(page, button)

    return act


def unticking(*labels: str, button: str) -> Act:
    """Take these marks away and press."""

    def act(page: Page) -> None:
        for label in labels:
            page.get_by_label(label).uncheck()
        hands.press(page, button)

    return act


def older_form(label: str, text: str, button: str) -> Act:
    """Write and press in a form that was made before somebody else saved."""

    def act(page: Page) -> None:
        page.locator("input[name=seen]").evaluate("one => { one.value = 'lama' }")
        filling(label, text, button)(page)

    return act


def of_another_stay(button: str) -> Act:
    """Press in a form that was made for another cookie."""

    def act(page: Page) -> None:
        page.locator("input[name=t]").first.evaluate("one => { one.value = 'lama' }")
        hands.press(page, button)

    return act


def unfolding(summary: str, then: Act) -> Act:
    """Open what is folded away, and act in it."""

    def act(page: Page) -> None:
        page.get_by_text(summary, exact=True).click()
        then(page)

    return act


def in_turn(*acts: Act) -> Act:
    """One after the other."""

    def act(page: Page) -> None:
        for one in acts:
            one(page)

    return act


def fill(label: str, text: str) -> Act:
    """Write into one field."""
    return lambda page: page.get_by_label(label, exact=True).fill(text)


wrong_code = filling("Buka dengan kode", "4821 9034 7716 2050", "Buka")
wrong_pin = in_turn(fill("Kode catatan", "4821 9034 7716 2058"), filling("PIN", "270495", "Buka"))
empty_first_step = in_turn(pressing("Mulai"), pressing("Lanjut"))
wrong_password = in_turn(
    fill("Nama pengguna", "piket"), filling("Kata sandi", "bukan ini", "Masuk")
)


def late_form(page: Page) -> None:
    """A form of a page that was open while the session locked itself."""
    page.set_content(
        '<form method="post" action="/pengaturan/sesi/lain/akhiri/"><button>Kirim</button></form>'
    )
    hands.press(page, "Kirim")


def hide(page: Page) -> None:
    page.get_by_text("Sembunyikan layar").click()


def invite_somebody(page: Page) -> None:
    page.get_by_label("Nama orang").fill("Orang Baru")
    page.get_by_label("Nama pengguna").fill(f"baru{page.viewport_size['width']}")  # type: ignore[index]
    page.get_by_label("Lembaga").select_option(index=1)
    page.get_by_label("Peran").select_option(index=1)
    hands.press(page, "Buat tautan")
