from django.urls import path

from rangkul.accounts.views import drafts, invitations, people, sessions, sign_in, teams

app_name = "accounts"
urlpatterns = [
    path("masuk/", sign_in.sign_in, name="sign_in"),
    path("masuk/keluar/", sign_in.sign_out, name="sign_out"),
    path("masuk/sandi/", sessions.password, name="password"),
    path("masuk/tulisan/", drafts.kept, name="kept"),
    path("masuk/tulisan/<str:ref>/hapus/", drafts.delete, name="delete_kept"),
    path("undangan/<str:token>", invitations.accept, name="accept"),
    path("pengaturan/sesi/", sessions.own, name="sessions"),
    path("pengaturan/sesi/lain/akhiri/", sessions.end_others, name="end_others"),
    path("pengaturan/sesi/<str:ref>/akhiri/", sessions.end, name="end_session"),
    path("pengaturan/orang/", people.people, name="people"),
    path("pengaturan/orang/undang/", people.invite, name="invite"),
    path("pengaturan/orang/lembaga/", people.add_agency, name="add_agency"),
    path("pengaturan/orang/<str:ref>/tautan/", people.reissue, name="reissue"),
    path("pengaturan/orang/<str:ref>/batal/", people.withdraw, name="withdraw"),
    path("pengaturan/tim/", teams.teams, name="teams"),
    path("pengaturan/tim/bentuk/", teams.found, name="found_team"),
    path("pengaturan/tim/<str:team>/terima/<str:person>/", teams.admit, name="admit"),
]
