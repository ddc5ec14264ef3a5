"""Every page of the house in every state, and how somebody comes to it.

The addresses come from the URL resolver: one that shows something and has no place here fails.
"""

from tests.e2e.public_places import PUBLIC_PLACES
from tests.e2e.staff_places import STAFF_PLACES

PLACES = (*PUBLIC_PLACES, *STAFF_PLACES)
# These answer a GET with no page of their own: only forms are sent there, "ok" goes to a machine,
# a copy of a file is the file alone.
WITHOUT_A_PAGE = {
    "/sehat",
    "/keluar",
    "/mulai",
    "/l/lanjut",
    "/l/hapus",
    "/l/berkas/hapus",
    "/s/catatan/<note:number>/hapus",
    "/piket/<ref:ref>/ambil",
    "/piket/<ref:ref>/jawab",
    "/piket/<ref:ref>/nomor",
    "/piket/<ref:ref>/tanda",
    "/piket/<ref:ref>/berkas/<ref:file>/siapkan",
    "/piket/<ref:ref>/berkas/<ref:file>/salinan",
    "/piket/<ref:ref>/berkas/<ref:file>/asli",
    "/masuk/keluar/",
    "/masuk/tulisan/<str:ref>/hapus/",
    "/pengaturan/sesi/lain/akhiri/",
    "/pengaturan/sesi/<str:ref>/akhiri/",
    "/pengaturan/orang/<str:ref>/tautan/",
    "/pengaturan/orang/<str:ref>/batal/",
    "/pengaturan/kota/nomor/<slug:code>/benar",
}
