from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "rangkul.reports"

    def ready(self) -> None:
        from rangkul.accounts.authority import object_rule
        from rangkul.accounts.enums import Permission
        from rangkul.common.exits import on_leave
        from rangkul.reports import clocks, queries, visit  # noqa: F401  clocks declares its job

        on_leave(visit.leave)
        object_rule(Permission.READ_REPORTS, queries.may_open)
