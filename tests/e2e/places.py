"""Every page of the house in every state, and how somebody comes to it.

The addresses come from the URL resolver: one that shows something and has no place here fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from playwright.sync_api import Page

from tests.e2e import hands
from tests.e2e.eyes import Browsers
from tests.furnished import IDLE, VISITOR, WRITER, Furnished
from tests.house import Server

Act = Callable[[Page], object]


@dataclass(frozen=True)
class OpenDay:
    """The furnished city, the server that shows it, and everybody's browser, opened once."""

    furnished: Furnished
    server: Server
    browsers: Browsers
    _pages: dict[tuple[str, int, bool], Page] = field(default_factory=dict)

    def page(self, who: str, *, width: int, js: bool = True) -> Page:
        """The browser of one of tests.furnished.EVERYBODY."""
        if (who, width, js) not in self._pages:
            self._pages[who, width, js] = self._opened(who, width, js)
        return self._pages[who, width, js]

    def _opened(self, who: str, width: int, js: bool) -> Page:
        page = self.browsers.phone(self.server, width=width, js=js)
        held = self.furnished.cookies.get(who, SimpleCookie())
        page.context.add_cookies(
            [
                {"name": name, "value": one.value, "domain": "127.0.0.1", "path": one["path"]}
                for name, one in held.items()
                if one.value
            ]
        )
        return page


@dataclass(frozen=True)
class Place:
    """A page in one state: what the resolver calls it, who looks, and what is done there."""

    route: str
    who: str
    state: str = ""
    address: str = ""  # where it differs from the route
    act: Act | None = None
    public: bool = False  # a page of the public face, with an exit
    answer: int = 200  # to the first look; 302 shows where it leads

    @property
    def id(self) -> str:
        return f"{self.who} {self.address or self.route} {self.state}".strip()

    def go(self, day: OpenDay, page: Page) -> None:
        """Open it and bring it into its state."""
        if self.who == VISITOR:
            page.context.clear_cookies()
        address = day.furnished.address(self.address or self.route)
        shown = page.goto(address)
        assert shown is not None
        came = 302 if shown.request.redirected_from else shown.status
        assert came == self.answer, shown.url
        if self.act is not None:
            self.act(page)


def pressing(name: str) -> Act:
    """Press a button with nothing filled in."""
    return lambda page: hands.press(page, name)


def wrong_code(page: Page) -> None:
    page.get_by_label("Buka dengan kode").fill("4821 9034 7716 2050")
    hands.press(page, "Buka")


def wrong_day(page: Page) -> None:
    page.get_by_label("Tanggal kejadian terakhir").fill("kemarin")
    hands.press(page, "Simpan lembar fakta")


def in_danger(page: Page) -> None:
    """The third question of somebody who is not safe."""
    hands.choose(page, "Tidak, dalam bahaya sekarang")
    hands.press(page, "Lanjut")


def send(page: Page) -> None:
    """To the receipt, in a draft of her own."""
    hands.report(page)


def sent_inbox(page: Page) -> None:
    """The inbox of a report that nobody has read."""
    hands.open_with(page, hands.report(page))


def wrong_password(page: Page) -> None:
    page.get_by_label("Nama pengguna").fill("piket")
    page.get_by_label("Kata sandi").fill("bukan ini")
    hands.press(page, "Masuk")


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


def empty_first_step(page: Page) -> None:
    hands.press(page, "Mulai")
    hands.press(page, "Lanjut")


STEP = "/l/<step:number>"
REPORT = "/piket/<ref:ref>/"
FACTS = "/piket/<ref:ref>/fakta"
PLACES = (
    Place("/", VISITOR, public=True),
    Place("/keluar", VISITOR),
    Place("/aman/", VISITOR, public=True),
    Place("/aturan/", VISITOR, public=True),
    Place("/aturan/<slug:slug>/", VISITOR, address="/aturan/{family}/", public=True),
    Place("/galeri/", VISITOR, public=True),
    Place("/galeri/", VISITOR, "salah", address="/galeri/?salah=1", public=True),
    Place("/galeri/petugas/", VISITOR),
    Place("/galeri/petugas/", VISITOR, "salah", address="/galeri/petugas/?salah=1"),
    Place("/", VISITOR, "404", address="/tidak-ada", public=True, answer=404),
    Place("/l/", VISITOR, public=True),
    Place(STEP, WRITER, address="/l/1", public=True),
    Place(STEP, WRITER, address="/l/2", public=True),
    Place(STEP, WRITER, address="/l/3", public=True),
    Place(STEP, WRITER, address="/l/4", public=True),
    Place(STEP, WRITER, "bahaya", address="/l/2", act=in_danger, public=True),
    Place(STEP, VISITOR, "tanpa sesi", address="/l/2", answer=302),
    Place("/l/", VISITOR, "kosong", act=empty_first_step, public=True),
    Place("/l/periksa", WRITER, public=True),
    Place("/l/selesai", VISITOR, act=send, public=True, answer=302),
    Place("/k/", VISITOR, public=True),
    Place("/k/", VISITOR, "kosong", act=pressing("Buka"), public=True),
    Place("/k/", VISITOR, "salah", act=wrong_code, public=True),
    Place("/k/pesan", WRITER, public=True),
    Place("/k/pesan", WRITER, "kosong", act=pressing("Kirim"), public=True),
    Place("/k/pesan", VISITOR, "belum ada pesan", act=sent_inbox, public=True, answer=302),
    Place("/masuk/", VISITOR),
    Place("/masuk/", VISITOR, "kosong", act=pressing("Masuk")),
    Place("/masuk/", VISITOR, "salah", act=wrong_password),
    Place("/undangan/<str:token>", VISITOR, address="/undangan/{token}"),
    Place(
        "/undangan/<str:token>",
        VISITOR,
        "kosong",
        address="/undangan/{token}",
        act=pressing("Buat kunci dan masuk"),
    ),
    Place("/undangan/<str:token>", VISITOR, "terpakai", address="/undangan/{used}", answer=404),
    Place("/piket/", "piket"),
    Place("/piket/", "piket2"),
    Place("/piket/", "piket", "habis", address="/piket/?sesudah=~"),
    Place("/piket/", "piketlain"),
    Place("/piket/", "admin", "403", answer=403),
    Place("/piket/", IDLE, "terkunci", act=late_form, answer=302),
    Place("/piket/", "piket", "tertutup", act=hide),
    Place(REPORT, "piket", "belum diambil", address="/piket/{report}/"),
    Place(REPORT, "piket", "diambil", address="/piket/{taken}/"),
    Place(REPORT, "piket", "jawaban kosong", "/piket/{taken}/", pressing("Kirim jawaban")),
    Place(REPORT, "piket2", "milik rekan", address="/piket/{taken}/"),
    Place(REPORT, "piketlain", "404", address="/piket/{taken}/", answer=404),
    Place(FACTS, "piket", address="/piket/{taken}/fakta"),
    Place(FACTS, "piket", "salah", "/piket/{taken}/fakta", wrong_day),
    Place(FACTS, "piket2", "milik rekan", address="/piket/{taken}/fakta", answer=409),
    Place("/masuk/sandi/", "piket"),
    Place("/masuk/sandi/", "piket", "kosong", act=pressing("Ganti kata sandi")),
    Place("/masuk/tulisan/", "piket"),
    Place("/masuk/tulisan/", "piket2", "kosong"),
    Place("/pengaturan/sesi/", "piket"),
    Place("/pengaturan/sesi/", "kepala"),
    Place("/pengaturan/orang/", "admin"),
    Place("/pengaturan/orang/", "piket", "403", answer=403),
    Place("/pengaturan/orang/undang/", "admin"),
    Place("/pengaturan/orang/undang/", "admin", "kosong", act=pressing("Buat tautan")),
    Place("/pengaturan/orang/undang/", "admin", "tautan", act=invite_somebody),
    Place("/pengaturan/orang/lembaga/", "admin"),
    Place("/pengaturan/orang/lembaga/", "admin", "kosong", act=pressing("Tambah")),
    Place("/pengaturan/tim/", "piket"),
    Place("/pengaturan/tim/", "kepala"),
    Place("/pengaturan/tim/", "luar"),
    Place("/pengaturan/tim/bentuk/", "kepala"),
    Place("/pengaturan/tim/bentuk/", "kepala", "kosong", act=pressing("Bentuk tim")),
    Place(
        "/pengaturan/tim/<str:team>/terima/<str:person>/",
        "piket",
        address="/pengaturan/tim/{team}/terima/{waiting}/",
    ),
    Place(
        "/pengaturan/tim/<str:team>/terima/<str:person>/",
        "piket",
        "kosong",
        "/pengaturan/tim/{team}/terima/{waiting}/",
        pressing("Terima"),
    ),
)
# These answer a GET with no page of their own: only forms are sent there, or "ok" to a machine.
WITHOUT_A_PAGE = {
    "/sehat",
    "/l/hapus",
    "/piket/<ref:ref>/ambil",
    "/piket/<ref:ref>/jawab",
    "/masuk/keluar/",
    "/masuk/tulisan/<str:ref>/hapus/",
    "/pengaturan/sesi/lain/akhiri/",
    "/pengaturan/sesi/<str:ref>/akhiri/",
    "/pengaturan/orang/<str:ref>/tautan/",
    "/pengaturan/orang/<str:ref>/batal/",
}
