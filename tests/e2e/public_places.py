"""The public pages in every state: who stands there (tests/e2e/visitors.py), and what she does."""

from dataclasses import replace

from rangkul.reports.forms.steps import STEPS
from tests.e2e import acts
from tests.e2e.acts import choosing, emptying, filling, of_another_stay, pressing, unticking
from tests.e2e.place import Act, Place
from tests.furnished import VISITOR, WRITER, in_english

STEP = "/l/<slug:slug>"
NOTE = "/s/catatan/<note:number>"


def page(route: str, who: str = VISITOR, state: str = "", act: Act | None = None) -> Place:
    """A public page by its own address."""
    return Place(route, who, state, act=act, public=True)


def begun(route: str, state: str = "", act: Act | None = None) -> Place:
    """The page to which an address leads somebody whose visit has not begun: the exit's."""
    return Place(route, VISITOR, state, act=act, answer=302)


def step(slug: str, who: str, state: str = "", act: Act | None = None) -> Place:
    """A page of the flow."""
    return Place(STEP, who, state, f"/l/{slug}", act, public=True)


def at(
    address: str, who: str, state: str = "", act: Act | None = None, *, route: str = ""
) -> Place:
    """An address that says more than its route."""
    return Place(route or address.partition("?")[0], who, state, address, act, public=True)


OUTSIDE = (
    page("/"),
    page("/aman/"),
    page("/aturan/"),
    at("/aturan/{family}/", VISITOR, route="/aturan/<slug:slug>/"),
    page("/galeri/"),
    at("/galeri/?salah=1", VISITOR, "salah"),
    Place("/", VISITOR, "404", address="/tidak-ada", public=True, answer=404),
    *(begun(route) for route in ("/l/", "/k/", "/s/", "/s/buka", "/s/cap")),
    page("/l/", "datang"),
    page("/l/", "datang-mulai", "kosong", acts.empty_first_step),
)
OF_OTHERS = {"1b", "1c", "1d", "2c", "3c", "3d", "6o"}  # children and witnesses
OF_A_CHILD = ("1b", "1d", "2", "3", "3b", "3c", "3d", "6", "6b", "6c", "6e", "6s")
ALL_QUESTIONS = tuple(one.slug for one in STEPS if one.slug not in OF_OTHERS)
STORY_TOO_LONG = filling("Ceritakan sedikit, kalau mau", "a" * acts.TOO_LONG, "Lanjut")
FLOW = (
    *(step(slug, "lengkap") for slug in ALL_QUESTIONS),
    at("/l/5?b=1", "lengkap", "dari periksa", route=STEP),
    step("2", "lengkap", "lama", of_another_stay("Lanjut")),
    step("3", "lengkap", "salah", STORY_TOO_LONG),
    step("6b", "lengkap", "kosong", emptying("Nomor mana yang aman?", "Lanjut")),
    step("6b", "lengkap", "salah", filling("Nomor mana yang aman?", "nomor ibu", "Lanjut")),
    step("6p", "lengkap", "salah", filling(
        "Kata bahaya, bila Anda dipaksa membuka pesan", "ya", "Lanjut"
    )),
    page("/l/periksa", "lengkap"),
    page("/l/periksa", "lengkap", "lama", of_another_stay("Kirim sekarang")),
    *(step(slug, WRITER) for slug in ("1", "2", "3", "6")),
    page("/l/periksa", WRITER),
    *(step(slug, "saksi") for slug in ("1c", "2", "2c", "3", "3c", "4d", "6b", "6n", "6o")),
    page("/l/periksa", "saksi"),
    *(step(slug, "remaja") for slug in OF_A_CHILD),
    page("/l/periksa", "remaja"),
    *(step(slug, "anak") for slug in ("1d", "2", "3")),
    page("/l/2d", "bahaya"),
    page("/l/2d", "bahaya", "salah", filling(
        "Di mana orang itu sekarang?", "a\u202eb", "Kirim tanda bahaya"
    )),
    page("/l/2d", "bahaya", "lama", of_another_stay("Kirim tanda bahaya")),
    step("3", "bahaya"),
    page("/l/2d", "remaja-bahaya"),
    step("3", "remaja-bahaya"),
    step("3", "putus-asa"),
    page("/l/periksa", "lanjut"),
    page("/l/periksa", "dengan-catatan"),
    page("/l/berkas", WRITER),
    page("/l/berkas", WRITER, "kosong", pressing("Unggah")),
    page("/l/berkas", "lengkap"),
    page("/l/berkas", "lima-berkas"),
)  # fmt: skip
RECEIPTS = tuple(
    page("/l/selesai", who)
    for who in (
        "terkirim", "tanda", "terkirim-lengkap", "terkirim-remaja", "terkirim-catatan",
    )
)  # fmt: skip
INBOXES = (
    WRITER, "menunggu", "terlambat", "ditanya", "kotak-lengkap", "kotak-saksi", "kotak-remaja",
    "ditarik", "kotak-bahaya", "terpaksa", "kode-baru",
)  # fmt: skip
WRONG_CODE = "4821 9034 7716 2058"
BEHIND_THE_CODE = (
    page("/k/", "datang"),
    page("/k/", "datang", "kosong", pressing("Buka")),
    page("/k/", "datang", "salah", acts.wrong_code),
    *(page("/k/pesan", who) for who in INBOXES),
    page("/k/pesan", WRITER, "kosong", pressing("Kirim")),
    page("/k/pesan", WRITER, "lama", of_another_stay("Kirim")),
    page("/k/kontak", WRITER),
    page("/k/kontak", WRITER, "salah", choosing("Telepon", "Simpan")),
    at("/k/kontak?ok=1", "kotak-lengkap", "disimpan"),
    page("/k/kontak", "kotak-remaja"),
    page("/k/kode", WRITER),
    page("/k/kode/baru", "kode-baru"),
    page("/k/kode/mati", WRITER),
    page("/k/kata", WRITER),
    page("/k/kata", WRITER, "kosong", pressing("Simpan")),
    page("/k/kata", WRITER, "salah", acts.in_turn(
        acts.fill("Kode yang dipakai sekarang", WRONG_CODE),
        filling("Kata bahaya", "melati", "Simpan"),
    )),
    at("/k/kata?ok=1", "kotak-lengkap", "disimpan"),
    page("/k/gabung", WRITER),
    page("/k/gabung", WRITER, "kosong", pressing("Gabungkan")),
    page("/k/gabung", WRITER, "salah", filling(
        "Kode dari laporan yang lain", WRONG_CODE, "Gabungkan"
    )),
    page("/k/gabung", "digabung"),
    page("/k/surat", WRITER),
    page("/k/surat", WRITER, "bernama", filling("Nama di surat", "Bunga", "Tampilkan dengan nama")),
    page("/k/dibuka", WRITER),
    page("/k/dibuka", "menunggu"),
    page("/k/tarik", WRITER),
    page("/k/tarik", "kotak-remaja"),
    page("/k/tarik", "ditarik"),
    page("/k/berkas", WRITER),
    page("/k/berkas", WRITER, "kosong", pressing("Unggah")),
    page("/k/berkas", "kotak-lengkap"),
)  # fmt: skip
RECORD = (
    page("/s/", "datang"),
    page("/s/tulis", "mulai-catatan"),
    page("/s/tulis", "mulai-catatan", "kosong", pressing("Simpan")),
    page("/s/tulis", "mulai-catatan", "salah", acts.in_turn(
        acts.fill("Apa yang terjadi?", "Dia memukul saya."),
        filling("PIN 6 angka", "123456", "Simpan"),
    )),
    at("/s/tulis?b=1", "mulai-dari-cerita", "dari cerita"),
    page("/s/kode", WRITER),
    page("/s/buka", "datang"),
    page("/s/buka", "datang", "kosong", pressing("Buka")),
    page("/s/buka", "datang", "salah", acts.wrong_pin),
    page("/s/cap", "datang"),
    page("/s/catatan", WRITER),
    page("/s/catatan", "catatan"),
    page("/s/catatan", "catatan-kosong"),
    at("/s/catatan/1", "catatan", route=NOTE),
    page("/s/tambah", "catatan"),
    page("/s/tambah", "catatan", "kosong", pressing("Simpan")),
    page("/s/kirim", "catatan"),
    page("/s/kirim", "catatan", "kosong", unticking(
        "Catatan 1", "Catatan 2", "Catatan 3", button="Lanjut"
    )),
    page("/s/hapus", "catatan"),
    page("/s/hapus", "catatan-hapus"),
)  # fmt: skip


# --- in English -----------------------------------------------------------------------------------
# A selection: every address answers in both languages (tests/contracts/test_urls.py), and every
# word has its English in the catalogue, which `make check` compares.


def english(
    address: str, who: str = VISITOR, state: str = "", act: Act | None = None, *, route: str = ""
) -> Place:
    """The same page under /en/."""
    return at(in_english(address), who, state, act, route=in_english(route or address))


IN_ENGLISH = (
    english("/"),
    english("/aman/"),
    english("/l/", "datang"),
    english("/l/1", "lengkap", route=STEP),
    english("/l/1d", "remaja", route=STEP),
    english("/l/3", "lengkap", "salah", filling(
        "Tell us a little, if you like", "a" * acts.TOO_LONG, "Continue"
    ), route=STEP),
    english(
        "/l/6b", "lengkap", "kosong", emptying("Which number is safe?", "Continue"), route=STEP
    ),
    english("/l/2d", "bahaya"),
    english("/l/periksa", "lengkap"),
    english("/l/berkas", "lengkap"),
    english("/l/selesai", "terkirim-lengkap"),
    english("/l/selesai", "terkirim-remaja"),
    english("/k/", "datang", "kosong", pressing("Open")),
    english("/k/pesan", "kotak-bahaya"),
    english("/k/pesan", "ditanya"),
    english("/k/kontak", "kotak-lengkap"),
    english("/k/surat", "kotak-lengkap"),
    english("/k/tarik", "ditarik"),
    english("/s/", "datang"),
    english("/s/tulis", "mulai-catatan", "kosong", pressing("Save")),
    english("/s/catatan", "catatan"),
    english("/s/catatan/1", "catatan", route=NOTE),
    replace(english("/tidak-ada", VISITOR, "404", route="/"), answer=404),
)  # fmt: skip
PUBLIC_PLACES = (*OUTSIDE, *FLOW, *RECEIPTS, *BEHIND_THE_CODE, *RECORD, *IN_ENGLISH)
