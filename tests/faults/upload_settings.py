"""The real settings, with the urls of upload_house.py."""

from rangkul.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.upload_house"
