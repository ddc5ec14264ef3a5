"""The addresses of the house (design contract: they stay put).

The public face stands in Indonesian at its own addresses and in English under /en/, so that no
cookie has to remember a language; the desks have one language and one address.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(
        path("", include("rangkul.portal.urls.public")),
        path("", include("rangkul.reports.urls.public")),
        prefix_default_language=False,
    ),
    path("", include("rangkul.portal.urls.desk")),
    path("", include("rangkul.reports.urls.desk")),
    path("", include("rangkul.accounts.urls")),
]

handler400 = "rangkul.portal.views.public.bad_request"
handler403 = "rangkul.portal.views.public.forbidden"
handler404 = "rangkul.portal.views.public.not_found"
handler500 = "rangkul.config.middleware.server_error"
