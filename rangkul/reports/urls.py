from django.urls import path, register_converter

from rangkul.reports.views import desk, flow, inbox


class StepNumber:
    """Only the numbers of existing steps are addresses."""

    regex = "[1-4]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Ref:
    """A random reference (common.refs)."""

    regex = "[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepNumber, "step")
register_converter(Ref, "ref")

app_name = "reports"
urlpatterns = [
    path("l/", flow.before, name="before"),
    path("l/<step:number>", flow.question, name="step"),
    path("l/periksa", flow.check, name="check"),
    path("l/selesai", flow.receipt, name="receipt"),
    path("l/hapus", flow.erase, name="erase"),
    path("k/", inbox.enter, name="enter"),
    path("k/pesan", inbox.inbox, name="inbox"),
    path("piket/", desk.queue, name="desk"),
    path("piket/<ref:ref>/", desk.report, name="desk_report"),
    path("piket/<ref:ref>/ambil", desk.take, name="desk_take"),
    path("piket/<ref:ref>/fakta", desk.facts, name="desk_facts"),
    path("piket/<ref:ref>/jawab", desk.answer, name="desk_answer"),
]
