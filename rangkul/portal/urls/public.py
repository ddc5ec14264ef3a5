from django.urls import path

from rangkul.portal.views import public

app_name = "portal"
urlpatterns = [
    path("", public.landing, name="landing"),
    path("jam", public.leave, name="leave"),
    path("keluar", public.leave_by_old_address, name="leave_by_old_address"),
    path("aman/", public.safe_use, name="safe_use"),
    path("aturan/", public.rules, name="rules"),
    path("aturan/<slug:slug>/", public.rule_family, name="rule_family"),
    path("sehat", public.health, name="health"),
    path("galeri/", public.gallery, name="gallery"),
    path("galeri/petugas/", public.staff_gallery, name="staff_gallery"),
]
