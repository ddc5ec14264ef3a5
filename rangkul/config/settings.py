"""All settings, one typed file. What a city decides lives in its database, not here."""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from rangkul.common.secret_files import read_or_make

BASE_DIR: Final = Path(__file__).resolve().parent.parent


def _folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, str(default))).resolve()


DATA_DIR: Final = _folder("DATA_DIR", BASE_DIR.parent / "var")
# Outside the database and its backups: pepper, host signing key, Django's own key.
SECRET_DIR: Final = _folder("SECRET_DIR", DATA_DIR / "secret")
# The head of the audit chain, written outside the database; best on another disk.
ANCHOR_DIR: Final = _folder("ANCHOR_DIR", DATA_DIR / "anchor")
# Sealed files (attachments): ciphertext only; belongs into the same backup as the database.
FILES_DIR: Final = _folder("FILES_DIR", DATA_DIR / "files")
# In a real city this file belongs to root and the web user can only read it (operations.md).
ROOT_FINGERPRINT_FILE: Final = _folder("ROOT_FINGERPRINT_FILE", DATA_DIR / "root-fingerprint")

PORT: Final = int(os.environ.get("PORT", "8000"))
ORIGIN: Final = os.environ.get("ORIGIN", f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS: Final = ORIGIN.startswith("https://")
_host = urlsplit(ORIGIN).hostname or "127.0.0.1"
_loopback: Final = _host in {"127.0.0.1", "localhost"}
OWN_ORIGINS: Final = frozenset(
    {ORIGIN, f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"} if _loopback else {ORIGIN}
)

SECRET_KEY = read_or_make(SECRET_DIR / "django-key", 32).hex()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"] if _loopback else [_host]
CSRF_TRUSTED_ORIGINS = sorted(OWN_ORIGINS)
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "rangkul.portal.views.public.form_refused"

INSTALLED_APPS = [
    "rangkul.common",
    "rangkul.jobs",
    "rangkul.areas",
    "rangkul.audit",
    "rangkul.vault",
    "rangkul.accounts",
    "rangkul.reports",
    "rangkul.portal",
    "rangkul.config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "rangkul.config.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rangkul.config.middleware.CompressCookieless",
    # Before whatever may fail: an error page, too, speaks the language of its address.
    "django.middleware.locale.LocaleMiddleware",
    "rangkul.config.middleware.StorageFailures",
    "rangkul.config.middleware.WordsForWrongMethods",
    "rangkul.config.middleware.ReadOnlyGets",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rangkul.accounts.middleware.SignedIn",
]

ROOT_URLCONF = "rangkul.config.urls"
WSGI_APPLICATION = "rangkul.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": ["rangkul.config.context.house"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(DATA_DIR / "rangkul.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL: sqlite:///FILE atau postgresql://USER:PASS@HOST/NAMA")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Parameters travel apart from the statement, so that an error in the server's log
        # quotes no value.
        "OPTIONS": {
            "server_side_binding": True,
            "connect_timeout": 5,
            # As long as SQLite waits: behind an operator's lock a visitor is told, not kept.
            "options": "-c lock_timeout=20s",
        },
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # TRUNCATE, not WAL: SQLite below 3.51.3 can lose commits with two WAL writers
            # (docs/adr/0003). secure_delete: what is wiped is overwritten.
            "init_command": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL;"
            " PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["rangkul.accounts.backend.KeyBackend"]
PASSWORD_HASHERS = ["rangkul.accounts.hasher.SodiumArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/masuk/"

SESSION_COOKIE_NAME = "sesi"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
UNLOCK_COOKIE = "kunci"
# The prefix keeps other hosts of the city's domain from setting it (RFC 6265bis 4.1.3.2).
VISIT_COOKIE = "__Host-sid" if HTTPS else "sid"

PUBLIC_IDLE_MINUTES = 30
STAFF_IDLE_MINUTES = 10
# Open stays above which a new one costs a derivation: some 14 a second instead of thousands.
CROWD = 2000
# How long a request may wait for the one derivation slot before it is told to try again.
SLOT_WAIT_SECONDS = 25

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A report is text: a form above this size is refused before it is read (413).
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# Views that take files say so themselves (vault.uploads.receiving_files): at most so many in a
# request, of at most so many bytes, while so much of the disk stays free. A report in words must
# always still fit.
FILE_UPLOAD_HANDLERS = ["rangkul.common.uploads.NoFiles"]
PUBLIC_FILES = 5
PUBLIC_FILE_BYTES = 10 * 1024**2
# What is longer is refused unread (413); up to here she is told kindly which file was too big.
FILES_BODY_BYTES = 256 * 1024**2
FREE_DISK_FLOOR = int(os.environ.get("FREE_DISK_FLOOR", str(1024**3)))

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # TLS and HSTS: by the proxy, doctor

# Terse on purpose: no request, no address, no parameter, no exception message (vault.md).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"terse": {"()": "rangkul.config.logs.TerseFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "terse"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "rangkul": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
