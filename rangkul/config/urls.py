"""The addresses of the house (design contract: they stay put)."""

from django.urls import include, path

urlpatterns = [
    path("", include("rangkul.portal.urls")),
    path("", include("rangkul.reports.urls")),
    path("", include("rangkul.accounts.urls")),
]

handler400 = "rangkul.portal.views.bad_request"
handler403 = "rangkul.portal.views.forbidden"
handler404 = "rangkul.portal.views.not_found"
handler500 = "rangkul.config.middleware.server_error"
