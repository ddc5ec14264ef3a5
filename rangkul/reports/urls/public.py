from django.urls import path

from rangkul.reports.urls import converters  # noqa: F401  declares <note:number>
from rangkul.reports.views import alarm, codes, files, flow, inbox, options, record, record_inside

app_name = "reports"
urlpatterns = [
    path("mulai", flow.arrive, name="arrive"),
    path("l/", flow.before, name="before"),
    path("l/2d", alarm.alarm, name="alarm"),
    path("l/periksa", flow.check, name="check"),
    path("l/selesai", flow.receipt, name="receipt"),
    path("l/lanjut", alarm.go_on, name="go_on"),
    path("l/hapus", flow.erase, name="erase"),
    path("l/berkas", files.held, name="files"),
    path("l/berkas/hapus", files.let_go, name="let_go"),
    path("l/<slug:slug>", flow.question, name="step"),
    path("k/", inbox.enter, name="enter"),
    path("k/pesan", inbox.inbox, name="inbox"),
    path("k/kontak", options.contact, name="contact"),
    path("k/kode", codes.code, name="code"),
    path("k/kode/baru", codes.new_code, name="new_code"),
    path("k/kode/mati", codes.kill, name="kill_code"),
    path("k/kata", codes.word, name="word"),
    path("k/gabung", options.join, name="join"),
    path("k/surat", options.letter, name="letter"),
    path("k/dibuka", options.opened_by, name="opened_by"),
    path("k/tarik", options.withdraw, name="withdraw"),
    path("k/berkas", files.later, name="later_files"),
    path("s/", record.start, name="record"),
    path("s/tulis", record.write, name="record_write"),
    path("s/kode", record.code, name="record_code"),
    path("s/buka", record.enter, name="record_enter"),
    path("s/cap", record.stamp, name="record_stamp"),
    path("s/catatan", record_inside.notes, name="record_list"),
    path("s/catatan/<note:number>", record_inside.note, name="record_note"),
    path("s/catatan/<note:number>/hapus", record_inside.delete_note, name="record_note_delete"),
    path("s/tambah", record_inside.add, name="record_add"),
    path("s/kirim", record_inside.send, name="record_send"),
    path("s/hapus", record_inside.delete, name="record_delete"),
]
