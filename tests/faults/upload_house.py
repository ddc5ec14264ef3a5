"""A house with one more door, for test_files.py: the real settings, middleware and web server, and
a view that takes files. `gunicorn tests.faults.upload_house:application`.
"""

import django
from django.apps import apps
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

if not apps.ready:
    django.setup()

from django.core.wsgi import get_wsgi_application

from rangkul.common.http import origin_protected, public
from rangkul.common.transactions import writing
from rangkul.vault import files
from rangkul.vault.uploads import receiving_files
from tests.attachments import uploads


@receiving_files
@public
@origin_protected
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Hold every file that was not refused; say what came."""
    words = request.POST.get("q3", "")
    with writing():
        refs = [files.hold(one).ref for one in uploads(request) if one.held]
    refused = [one.refused for one in uploads(request) if one.refused]
    return JsonResponse({"words": words, "refs": refs, "refused": refused})


@public
@origin_protected
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Drop held files."""
    with writing():
        files.drop(request.POST.getlist("ref"))
    return HttpResponse()


urlpatterns = [path("ambil", take), path("lupa", forget)]
application = get_wsgi_application()
