from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "rangkul.portal"
