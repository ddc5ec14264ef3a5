"""Every address of the house, and what it answers to whom. A new address needs a row here."""

from tests.furnished import in_english, listed, without_language

# 200 shown, 302 sent on (a visitor to the sign-in, a lost stay to the neutral page, an act done),
# 401 too late (words kept sealed), 403 another role's function, 404 not hers or not there,
# 405 wrong method, 409 somebody else's or an old form, 422 something is missing.
# POST sends an empty form without a token; tokens have tests of their own below.
#
# Columns as EVERYBODY: visitor, writer, piket, piket2, piketlain, kepala, admin, luar, idle; first
# for GET, then for POST. What is public answers the same under /en/: those rows are added below.
TABLE = """
/                                      200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/keluar                                302 302 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/jam                                   200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/mulai                                 405 405 405 405 405 405 405 405 405  302 302 302 302 302 302 302 302 302
/aman/                                 200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/aturan/                               200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/aturan/{family}/                      200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/sehat                                 200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/galeri/                               200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/galeri/petugas/                       200 200 200 200 200 200 200 200 200  405 405 405 405 405 405 405 405 405
/l/                                    302 200 302 302 302 302 302 302 302  302 302 302 302 302 302 302 302 302
/l/{step}                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/l/2d                                  302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/l/lanjut                              405 405 405 405 405 405 405 405 405  302 302 302 302 302 302 302 302 302
/l/periksa                             302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/l/selesai                             302 302 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/l/hapus                               405 405 405 405 405 405 405 405 405  302 302 302 302 302 302 302 302 302
/l/berkas                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/l/berkas/hapus                        405 405 405 405 405 405 405 405 405  302 302 302 302 302 302 302 302 302
/k/                                    302 200 302 302 302 302 302 302 302  422 422 422 422 422 422 422 422 422
/k/pesan                               302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/berkas                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/dibuka                              302 200 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/k/gabung                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/kata                                302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/kode                                302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/kode/baru                           302 302 302 302 302 302 302 302 302  302 302 302 302 302 302 302 302 302
/k/kode/mati                           302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/kontak                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/surat                               302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/k/tarik                               302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/s/                                    302 200 302 302 302 302 302 302 302  302 302 302 302 302 302 302 302 302
/s/buka                                302 200 302 302 302 302 302 302 302  422 422 422 422 422 422 422 422 422
/s/cap                                 302 200 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/s/catatan                             302 200 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/s/catatan/{note}                      302 200 302 302 302 302 302 302 302  405 405 405 405 405 405 405 405 405
/s/catatan/{note}/hapus                405 405 405 405 405 405 405 405 405  302 302 302 302 302 302 302 302 302
/s/hapus                               302 200 302 302 302 302 302 302 302  302 302 302 302 302 302 302 302 302
/s/kirim                               302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/s/kode                                302 200 302 302 302 302 302 302 302  302 302 302 302 302 302 302 302 302
/s/tambah                              302 200 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/s/tulis                               302 302 302 302 302 302 302 302 302  302 409 302 302 302 302 302 302 302
/piket/                                302 302 200 200 200 403 403 403 302  302 302 405 405 405 405 405 405 401
/piket/{report}/                       302 302 200 200 404 403 403 403 302  302 302 405 405 405 405 405 405 401
/piket/{report}/ambil                  302 302 405 405 405 405 405 405 302  302 302 302 409 404 403 403 403 401
/piket/{taken}/fakta                   302 302 200 409 404 403 403 403 302  302 302 422 409 404 403 403 403 401
/piket/{taken}/jawab                   302 302 405 405 405 405 405 405 302  302 302 422 422 404 403 403 403 401
/piket/{taken}/bahaya                  302 302 200 409 404 403 403 403 302  302 302 422 409 404 403 403 403 401
/piket/{taken}/berkas/{file}/asli      302 302 405 405 405 405 405 405 302  302 302 302 302 404 403 403 403 401
/piket/{taken}/berkas/{file}/salinan   302 302 200 302 404 403 403 403 302  302 302 405 405 405 405 405 405 401
/piket/{taken}/berkas/{file}/siapkan   302 302 405 405 405 405 405 405 302  302 302 302 302 404 403 403 403 401
/piket/{taken}/kode                    302 302 200 409 404 403 403 403 302  302 302 422 409 404 403 403 403 401
/piket/{taken}/nomor                   302 302 405 405 405 405 405 405 302  302 302 302 409 404 403 403 403 401
/piket/{taken}/tanda                   302 302 405 405 405 405 405 405 302  302 302 302 302 404 403 403 403 401
/masuk/                                200 200 302 302 302 302 302 302 200  422 422 422 422 422 422 422 422 422
/masuk/keluar/                         302 302 405 405 405 405 405 405 302  302 302 302 302 302 302 302 302 401
/masuk/sandi/                          302 302 200 200 200 200 200 200 302  302 302 422 422 422 422 422 422 401
/masuk/tulisan/                        302 302 200 200 200 200 200 200 302  302 302 405 405 405 405 405 405 401
/masuk/tulisan/{draft}/hapus/          302 302 405 405 405 405 405 405 302  302 302 302 404 404 404 404 404 401
/undangan/{token}                      200 200 200 200 200 200 200 200 200  422 422 422 422 422 422 422 422 422
/pengaturan/sesi/                      302 302 200 200 200 200 200 200 302  302 302 405 405 405 405 405 405 401
/pengaturan/sesi/lain/akhiri/          302 302 405 405 405 405 405 405 302  302 302 302 302 302 302 302 302 401
/pengaturan/sesi/{session}/akhiri/     302 302 405 405 405 405 405 405 302  302 302 302 404 404 404 404 404 401
/pengaturan/orang/                     302 302 403 403 403 403 200 403 302  302 302 405 405 405 405 405 405 401
/pengaturan/orang/undang/              302 302 403 403 403 403 200 403 302  302 302 403 403 403 403 422 403 401
/pengaturan/orang/lembaga/             302 302 403 403 403 403 200 403 302  302 302 403 403 403 403 422 403 401
/pengaturan/orang/{keyless}/tautan/    302 302 405 405 405 405 405 405 302  302 302 403 403 403 403 200 403 401
/pengaturan/orang/{keyless}/batal/     302 302 405 405 405 405 405 405 302  302 302 403 403 403 403 302 403 401
/pengaturan/tim/                       302 302 200 200 200 200 200 200 302  302 302 405 405 405 405 405 405 401
/pengaturan/tim/bentuk/                302 302 403 403 403 200 403 403 302  302 302 403 403 403 422 403 403 401
/pengaturan/tim/{team}/terima/{waiting}/ 302 302 200 200 404 404 403 404 302  302 302 422 422 404 404 403 404 401
/pengaturan/kota/                      302 302 403 403 403 200 403 403 302  302 302 405 405 405 405 405 405 401
/pengaturan/kota/nomor/{help}/         302 302 403 403 403 200 403 403 302  302 302 403 403 403 422 403 403 401
/pengaturan/kota/nomor/{help}/benar    302 302 405 405 405 405 405 405 302  302 302 403 403 403 409 403 403 401
/pengaturan/kota/jam/                  302 302 403 403 403 200 403 403 302  302 302 403 403 403 409 403 403 401
/pengaturan/kota/kalimat/              302 302 403 403 403 200 403 403 302  302 302 403 403 403 409 403 403 401
"""  # noqa: E501 - one line an address
ROWS = {
    line.split()[0]: [int(code) for code in line.split()[1:]] for line in TABLE.strip().splitlines()
}
# The patterns whose variable part the table names after what it stands for.
PLACES = {
    "/aturan/<slug:slug>/": "/aturan/{family}/",
    "/l/<slug:slug>": "/l/{step}",
    "/s/catatan/<note:number>": "/s/catatan/{note}",
    "/s/catatan/<note:number>/hapus": "/s/catatan/{note}/hapus",
    "/piket/<ref:ref>/": "/piket/{report}/",
    "/piket/<ref:ref>/kode": "/piket/{taken}/kode",
    "/piket/<ref:ref>/bahaya": "/piket/{taken}/bahaya",
    "/piket/<ref:ref>/nomor": "/piket/{taken}/nomor",
    "/piket/<ref:ref>/tanda": "/piket/{taken}/tanda",
    "/piket/<ref:ref>/berkas/<ref:file>/siapkan": "/piket/{taken}/berkas/{file}/siapkan",
    "/piket/<ref:ref>/berkas/<ref:file>/salinan": "/piket/{taken}/berkas/{file}/salinan",
    "/piket/<ref:ref>/berkas/<ref:file>/asli": "/piket/{taken}/berkas/{file}/asli",
    "/piket/<ref:ref>/ambil": "/piket/{report}/ambil",
    "/piket/<ref:ref>/fakta": "/piket/{taken}/fakta",
    "/piket/<ref:ref>/jawab": "/piket/{taken}/jawab",
    "/masuk/tulisan/<str:ref>/hapus/": "/masuk/tulisan/{draft}/hapus/",
    "/undangan/<str:token>": "/undangan/{token}",
    "/pengaturan/sesi/<str:ref>/akhiri/": "/pengaturan/sesi/{session}/akhiri/",
    "/pengaturan/orang/<str:ref>/tautan/": "/pengaturan/orang/{keyless}/tautan/",
    "/pengaturan/orang/<str:ref>/batal/": "/pengaturan/orang/{keyless}/batal/",
    "/pengaturan/kota/nomor/<slug:code>/": "/pengaturan/kota/nomor/{help}/",
    "/pengaturan/kota/nomor/<slug:code>/benar": "/pengaturan/kota/nomor/{help}/benar",
    "/pengaturan/tim/<str:team>/terima/<str:person>/": "/pengaturan/tim/{team}/terima/{waiting}/",
}
# Open without sign-in; a view that is not named here and is marked public fails.
PUBLIC = listed(
    "/ /mulai /jam /keluar /aman/ /aturan/ /aturan/{family}/ /sehat /galeri/ /galeri/petugas/"
    " /l/ /l/{step} /l/2d /l/lanjut /l/periksa /l/selesai /l/hapus /l/berkas /l/berkas/hapus"
    " /k/ /k/pesan /k/berkas /k/dibuka /k/gabung /k/kata /k/kode /k/kode/baru /k/kode/mati"
    " /k/kontak /k/surat /k/tarik"
    " /s/ /s/buka /s/cap /s/catatan /s/catatan/{note} /s/catatan/{note}/hapus /s/hapus /s/kirim"
    " /s/kode /s/tambah /s/tulis /masuk/ /undangan/{token}"
)
# Open to everybody, but not in English: staff read Indonesian.
ONE_LANGUAGE = frozenset({"/masuk/", "/undangan/{token}"})
ROWS |= {in_english(place): ROWS[place] for place in PUBLIC - ONE_LANGUAGE}
PUBLIC |= {in_english(place) for place in PUBLIC - ONE_LANGUAGE}
# Public by address, but pages of staff: their words and their style are the desk's.
FOR_STAFF = frozenset({"/galeri/petugas/", "/en/galeri/petugas/", *ONE_LANGUAGE})
CHANGES_BY_GET = frozenset({"/jam", "/en/jam"})


def place_of(route: str) -> str:
    plain = without_language(route)
    place = PLACES.get(plain, plain)
    return place if plain == route else in_english(place)
