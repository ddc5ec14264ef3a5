from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "rangkul.jobs"

    def ready(self) -> None:
        """Declare the room's own recurring work."""
        from rangkul.jobs import sweep  # noqa: F401
