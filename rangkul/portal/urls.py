from django.urls import path

from rangkul.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("keluar", views.leave, name="leave"),
    path("aman/", views.safe_use, name="safe_use"),
    path("aturan/", views.rules, name="rules"),
    path("aturan/<slug:slug>/", views.rule_family, name="rule_family"),
    path("sehat", views.health, name="health"),
    path("galeri/", views.gallery, name="gallery"),
    path("galeri/petugas/", views.staff_gallery, name="staff_gallery"),
]
