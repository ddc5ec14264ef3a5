"""The pages of staff in every state: who stands there, and what is done."""

from tests.e2e import acts
from tests.e2e.acts import choosing, filling, older_form, pressing, unfolding
from tests.e2e.place import Place
from tests.furnished import IDLE, VISITOR

REPORT = "/piket/<ref:ref>/"
FACTS = "/piket/<ref:ref>/fakta"
CODE = "/piket/<ref:ref>/kode"
ALARM = "/piket/<ref:ref>/bahaya"
NUMBER = "/pengaturan/kota/nomor/<slug:code>/"


STAFF_PLACES = (
    Place("/jam", VISITOR),
    Place("/en/jam", VISITOR),
    Place("/galeri/petugas/", VISITOR),
    Place("/galeri/petugas/", VISITOR, "salah", address="/galeri/petugas/?salah=1"),
    Place("/masuk/", VISITOR),
    Place("/masuk/", VISITOR, "kosong", act=pressing("Masuk")),
    Place("/masuk/", VISITOR, "salah", act=acts.wrong_password),
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
    Place("/piket/", "piket", "bukan laporan", address="/piket/?tanda=bukan"),
    Place("/piket/", "piketlain"),
    Place("/piket/", "admin", "403", answer=403),
    Place("/piket/", IDLE, "terkunci", act=acts.late_form, answer=302),
    Place("/piket/", "piket", "tertutup", act=acts.hide),
    Place(REPORT, "piket", "belum diambil", address="/piket/{report}/"),
    Place(REPORT, "piket", "diambil", address="/piket/{taken}/"),
    Place(REPORT, "piket", "jawaban kosong", "/piket/{taken}/", pressing("Kirim jawaban")),
    Place(REPORT, "piket2", "milik rekan", address="/piket/{taken}/"),
    Place(REPORT, "piketlain", "404", address="/piket/{taken}/", answer=404),
    Place(REPORT, "piket", "lengkap", address="/piket/{told}/"),
    Place(REPORT, "piket", "nomor tanpa alasan", "/piket/{told}/", unfolding(
        "Tetap lihat: darurat", pressing("Tetap lihat nomor")
    )),
    Place(REPORT, "piket", "nomor", "/piket/{told}/", unfolding(
        "Tetap lihat: darurat", choosing("Nyawa terancam sekarang", "Tetap lihat nomor")
    )),
    Place(REPORT, "piket", "mesin salinan berhenti", "/piket/{told}/?mesin=tunggu"),
    Place(REPORT, "piket", "berkas asli tanpa alasan", "/piket/{told}/?alasan=pilih"),
    Place(REPORT, "piket", "salinan diminta", "/piket/{told}/", pressing("Siapkan salinan baca")),
    Place(REPORT, "piket", "tanda bahaya", address="/piket/{alarm}/"),
    Place(REPORT, "piket", "dipaksa", address="/piket/{forced}/"),
    Place(REPORT, "piket", "ditarik", address="/piket/{withdrawn}/"),
    Place(REPORT, "piket", "tanpa kode", address="/piket/{silenced}/"),
    Place(REPORT, "piket", "catatan pribadi", address="/piket/{noted}/"),
    Place(REPORT, "piket", "diusulkan bukan laporan", address="/piket/{doubted}/"),
    Place(REPORT, "piket2", "diusulkan rekan", address="/piket/{doubted}/"),
    Place(CODE, "piket", address="/piket/{asking}/kode"),
    Place(CODE, "piket", "kosong", "/piket/{asking}/kode", pressing("Buat kode baru")),
    Place(CODE, "piket", "kode baru", "/piket/{asking}/kode", choosing(
        "Bertemu langsung, sudah dikenal petugas", "Buat kode baru"
    )),
    Place(CODE, "piket", "mati", address="/piket/{silenced}/kode"),
    Place(CODE, "piket2", "milik rekan", address="/piket/{asking}/kode", answer=409),
    Place(ALARM, "piket", address="/piket/{alarm}/bahaya"),
    Place(ALARM, "piket", "kosong", "/piket/{alarm}/bahaya", pressing("Simpan")),
    Place(ALARM, "piket", "tidak ada", address="/piket/{taken}/bahaya"),
    Place(FACTS, "piket", address="/piket/{taken}/fakta"),
    Place(FACTS, "piket", "salah", "/piket/{taken}/fakta", filling(
        "Tanggal kejadian terakhir", "kemarin", "Simpan lembar fakta"
    )),
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
    Place("/pengaturan/orang/undang/", "admin", "tautan", act=acts.invite_somebody),
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
    Place("/pengaturan/kota/", "kepala"),
    Place("/pengaturan/kota/", "piket", "403", answer=403),
    Place(NUMBER, "kepala", address="/pengaturan/kota/nomor/{help}/"),
    Place(NUMBER, "kepala", "chat", address="/pengaturan/kota/nomor/city_whatsapp/"),
    Place(
        NUMBER,
        "kepala",
        "salah",
        "/pengaturan/kota/nomor/{help}/",
        filling("Nomor", "seratus", "Simpan nomor"),
    ),
    Place(
        NUMBER,
        "kepala",
        "diubah orang lain",
        "/pengaturan/kota/nomor/{help}/",
        older_form("Nomor", "112", "Simpan nomor"),
    ),
    Place("/pengaturan/kota/jam/", "kepala"),
    Place("/pengaturan/kota/jam/", "kepala", "salah", act=filling("Senin", "pagi", "Simpan jam")),
    Place(
        "/pengaturan/kota/jam/",
        "kepala",
        "diubah orang lain",
        act=older_form("Senin", "08.00–16.00", "Simpan jam"),
    ),
    Place("/pengaturan/kota/kalimat/", "kepala"),
    Place(
        "/pengaturan/kota/kalimat/",
        "kepala",
        "diubah orang lain",
        act=older_form("Kalimat di kaki halaman depan", "Anda berharga.", "Simpan kalimat"),
    ),
)  # fmt: skip
