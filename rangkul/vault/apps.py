from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "rangkul.vault"

    def ready(self) -> None:
        from rangkul.vault import jobs  # noqa: F401  declares its kinds of work
