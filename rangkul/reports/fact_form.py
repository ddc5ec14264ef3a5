"""The fact form: every question of the rule book with ya, tidak, belum tahu."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from rangkul.common import clock
from rangkul.common.plain_form import speak_plainly
from rangkul.policy.facts import FACTS, GROUPS, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports.forms.fields import PlainForm

_TRI = [(Tri.YES, _("Ya")), (Tri.NO, _("Tidak")), (Tri.UNKNOWN, _("Belum tahu"))]
_REPORTER = [
    (ReporterKind.SURVIVOR, _("Korban sendiri")),
    (ReporterKind.PROFESSIONAL, _("Tenaga kesehatan, psikolog, psikiater, atau pekerja sosial")),
    (ReporterKind.THIRD_PERSON, _("Orang lain: keluarga, tetangga, guru, atau tanpa nama")),
    (ReporterKind.UNKNOWN, _("Belum tahu")),
]
# No living person's case is older; the first days of the calendar have no UTC at all.
_OLDEST = date(1900, 1, 1)


def _hour(said: time) -> str:
    """An incident without an hour is kept as the day's first moment: shown as not said."""
    return f"{said:%H.%M}" if said != time() else ""


class FactForm(PlainForm):
    """One field a question, named by its code; and who told, when it happened, how old."""

    reporter = forms.ChoiceField(
        label=_("Siapa yang melapor?"), choices=_REPORTER, widget=forms.RadioSelect
    )
    incident_on = forms.DateField(
        label=_("Tanggal kejadian terakhir"),
        help_text=_("Kosongkan bila belum tahu."),
        required=False,
        validators=[MinValueValidator(_OLDEST, _("Periksa tahunnya"))],
        error_messages={"invalid": _("Tulis tanggal seperti 23/11/2026")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    incident_time = forms.TimeField(
        label=_("Jam kejadian"),
        help_text=_("Kosongkan bila belum tahu: batas waktu dihitung dari awal hari itu."),
        required=False,
        error_messages={"invalid": _("Tulis jam seperti 21.40")},
        input_formats=["%H:%M", "%H.%M"],
    )
    child_age = forms.IntegerField(
        label=_("Umur korban bila anak (tahun)"),
        help_text=_("Kosongkan bila dewasa atau belum tahu."),
        min_value=0,
        max_value=17,
        required=False,
        error_messages={
            "invalid": _("Tulis umur dengan angka, 0 sampai 17"),
            "min_value": _("Tulis umur dengan angka, 0 sampai 17"),
            "max_value": _("Tulis umur dengan angka, 0 sampai 17"),
        },
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, received_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received_at = received_at
        for item in FACTS.values():
            self.fields[item.code] = forms.ChoiceField(
                label=item.question_id, choices=_TRI, widget=forms.RadioSelect, required=False
            )
            speak_plainly(self.fields[item.code])

    @classmethod
    def showing(cls, number: int, facts: CaseFacts) -> "FactForm":
        """The form as it stands before the officer changes it."""
        initial: dict[str, Any] = {code: facts.get(code) for code in FACTS}
        initial |= {"reporter": facts.reporter, "child_age": facts.child_age, "based_on": number}
        if facts.incident_at is not None:
            local = clock.local(facts.incident_at)
            initial |= {"incident_on": f"{local:%d/%m/%Y}", "incident_time": _hour(local.time())}
        return cls(initial=initial, received_at=facts.received_at)

    def accept_newer(self, number: int) -> None:
        """Let the next press save over the newer sheet, after the officer has been told."""
        newer = self.data.copy()  # type: ignore[attr-defined]
        newer["based_on"] = str(number)
        self.data = newer

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The questions by group, in the order of the rule book."""
        for group in GROUPS:
            yield group, [self[item.code] for item in FACTS.values() if item.group == group]

    @staticmethod
    def parts() -> list[str]:
        """The anchors of the groups on the page."""
        return [f"bagian-{number}" for number in range(1, len(GROUPS) + 1)]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for an incident in the future."""
        values = dict(self.cleaned_data)
        values["incident_at"] = self._incident_at(values)
        if values["incident_at"] is not None and values["incident_at"] > clock.now():
            raise ValidationError(
                {"incident_on": _("Tanggal dan jam kejadian tidak boleh di masa depan")}
            )
        return values

    def _incident_at(self, values: dict[str, Any]) -> datetime | None:
        day = values.get("incident_on")
        if day is None:
            return None
        # Without an hour the clocks start with the day: the earliest deadline is the safe one.
        return datetime.combine(day, values.get("incident_time") or time(), clock.JAKARTA)

    def facts(self) -> CaseFacts:
        """The saved facts, as the rule book takes them."""
        values = self.cleaned_data
        return CaseFacts(
            saved=True,
            answers={code: Tri(values.get(code) or Tri.UNKNOWN) for code in FACTS},
            reporter=ReporterKind(values["reporter"]),
            received_at=self.received_at,
            incident_at=values["incident_at"],
            child_age=values.get("child_age"),
        )
