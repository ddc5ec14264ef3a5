from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "rangkul.config"

    def ready(self) -> None:
        from rangkul.common.events import subscribe
        from rangkul.config.subscribers import note_dead_job
        from rangkul.jobs.actions import JobDied

        subscribe(JobDied, note_dead_job)
