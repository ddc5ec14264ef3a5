"""The front without the house behind it: own context, no database."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from tests.unit.portal.invented_city import city_context


@pytest.fixture(autouse=True)
def _invented_city() -> Iterator[None]:
    templates = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": settings.TEMPLATES[0]["DIRS"],
            "OPTIONS": {"context_processors": [f"{city_context.__module__}.city_context"]},
        }
    ]
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(TEMPLATES=templates, STORAGES=storages):
        yield
