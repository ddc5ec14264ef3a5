from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "rangkul.reports"

    def ready(self) -> None:
        from rangkul.accounts.authority import object_rule
        from rangkul.accounts.enums import Permission
        from rangkul.common.exits import on_leave
        from rangkul.reports import clocks, queries, visit  # noqa: F401  clocks declares its job
        from rangkul.reports.actions import record
        from rangkul.vault.records import on_record_gone

        on_leave(visit.leave)
        on_record_gone(record.forget_notes)
        object_rule(Permission.READ_REPORTS, queries.may_open)
