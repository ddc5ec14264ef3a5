"""A language is complete and compiled, or named with its fault. Runs GNU gettext itself."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rangkul.config.management.commands.check_translations import faults_of

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
COMPLETE = 'msgid "Mulai"\nmsgstr "Start"\n\nmsgid "Keluar"\nmsgstr "Leave"\n'


@pytest.fixture
def package(tmp_path: Path) -> Callable[[str], Path]:
    """A package with one view and one template, and an English catalogue of these entries."""

    def make(entries: str) -> Path:
        package = tmp_path / "paket"
        catalogue = package / "locale" / "en" / "LC_MESSAGES" / "django.po"
        catalogue.parent.mkdir(parents=True)
        (package / "halaman.html").write_text('{% load i18n %}{% translate "Keluar" %}', "utf-8")
        (package / "views.py").write_text(
            'from django.utils.translation import gettext\nTITLE = gettext("Mulai")\n', "utf-8"
        )
        catalogue.write_text(HEADER + entries, "utf-8")
        subprocess.run(
            ["msgfmt", catalogue, "-o", catalogue.with_suffix(".mo")],
            check=False,
            capture_output=True,
        )
        return package

    return make


def test_a_complete_language_has_no_fault(package: Callable[[str], Path]) -> None:
    assert faults_of("en", package(COMPLETE)) == []


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    assert faults_of("en", tmp_path / "paket") == [
        "en: paket/locale/en/LC_MESSAGES/django.po tidak ada"
    ]


@pytest.mark.parametrize(
    "entries",
    [
        'msgid "Mulai"\nmsgstr "Start"\n',  # a text of the template is not in the catalogue
        COMPLETE.replace('"Leave"', '""'),
        COMPLETE.replace('msgid "Keluar"', '#, fuzzy\nmsgid "Keluar"'),
    ],
)
def test_a_text_without_a_translation_is_named(
    package: Callable[[str], Path], entries: str
) -> None:
    assert faults_of("en", package(entries)) == ['en: belum diterjemahkan: "Keluar"']


def test_a_catalogue_that_was_not_compiled_again_is_named(package: Callable[[str], Path]) -> None:
    made = package(COMPLETE)
    catalogue = made / "locale" / "en" / "LC_MESSAGES" / "django.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("Leave", "Exit"), "utf-8")
    assert faults_of("en", made) == ["en: django.mo belum dikompilasi (rangkul compilemessages)"]


def test_a_broken_catalogue_is_named(package: Callable[[str], Path]) -> None:
    assert faults_of("en", package('msgid "Mulai"\nmsgstr "Start\n')) == [
        "en: django.po tidak sah (msgfmt --check)"
    ]


def test_nothing_is_changed(package: Callable[[str], Path]) -> None:
    made = package('msgid "Mulai"\nmsgstr ""\n')
    catalogue = made / "locale" / "en" / "LC_MESSAGES" / "django.po"
    before = catalogue.read_bytes()
    faults_of("en", made)
    assert catalogue.read_bytes() == before
