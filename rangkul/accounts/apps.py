from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rangkul.accounts"

    def ready(self) -> None:
        from rangkul.accounts import sweeps  # noqa: F401  declares its job
