from django.urls import path

from rangkul.portal.views import city

app_name = "city"
urlpatterns = [
    path("pengaturan/kota/", city.city, name="city"),
    path("pengaturan/kota/nomor/<slug:code>/", city.number, name="number"),
    path("pengaturan/kota/nomor/<slug:code>/benar", city.confirm, name="confirm"),
    path("pengaturan/kota/jam/", city.hours, name="hours"),
    path("pengaturan/kota/kalimat/", city.words, name="words"),
]
