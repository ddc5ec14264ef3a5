from django.urls import path

from rangkul.reports.urls import converters  # noqa: F401  declares <ref:ref>
from rangkul.reports.views import desk, desk_contact, desk_files, desk_more, desk_spam

app_name = "desk"
urlpatterns = [
    path("piket/", desk.queue, name="queue"),
    path("piket/<ref:ref>/", desk.report, name="report"),
    path("piket/<ref:ref>/ambil", desk.take, name="take"),
    path("piket/<ref:ref>/fakta", desk.facts, name="facts"),
    path("piket/<ref:ref>/jawab", desk.answer, name="answer"),
    path("piket/<ref:ref>/kode", desk_more.code, name="code"),
    path("piket/<ref:ref>/bahaya", desk_more.alarm, name="alarm"),
    path("piket/<ref:ref>/nomor", desk_contact.reveal, name="reveal"),
    path("piket/<ref:ref>/tanda", desk_spam.mark, name="mark"),
    path("piket/<ref:ref>/berkas/<ref:file>/siapkan", desk_files.ask_copy, name="ask_copy"),
    path("piket/<ref:ref>/berkas/<ref:file>/salinan", desk_files.copy, name="file_copy"),
    path("piket/<ref:ref>/berkas/<ref:file>/asli", desk_files.original, name="file_original"),
]
