"""Every stored decision replays, from its own facts and day, to what was stored."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkul.audit.models import Decision
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.policy.book import replay
from rangkul.policy.facts import FACTS, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports import queries
from rangkul.reports.actions import desk as actions
from rangkul.reports.enums import AllegedOffice, SafeNow, Who
from rangkul.reports.models import Report
from tests.cast import send_alarm, send_report
from tests.house import City


class _Undo(Exception):
    """Ends an example: its rows are rolled back."""


def _replays(decision: Decision) -> bool:
    again = replay(decision.facts, date.fromisoformat(decision.outcome["on"]))
    return bool(again.to_codes() == decision.outcome)


def test_the_first_decision_of_every_kind_of_report_replays(city: City) -> None:
    whos, safes, offices = list(Who), list(SafeNow), ["", *AllegedOffice]
    for number, office in enumerate(offices):
        if office == AllegedOffice.UNKNOWN:  # only older reports say so
            continue
        if office == AllegedOffice.SEVERAL:  # only the tick beside the alarm says so
            send_alarm(ours=True)
            continue
        send_report(
            who=whos[number % len(whos)], safe=safes[number % len(safes)], office=str(office)
        )
    stored = Decision.objects.all()
    assert {row.object_ref for row in stored} == set(Report.objects.values_list("ref", flat=True))
    assert all(_replays(row) for row in stored)


def test_the_decision_on_any_fact_sheet_replays_and_sets_the_risk(city: City) -> None:
    send_report()
    ref, by = Report.objects.get().ref, actor("piket")
    actions.take(ref, by=by)
    answers = st.dictionaries(st.sampled_from(sorted(FACTS)), st.sampled_from(list(Tri)))

    @given(answers, st.sampled_from(list(ReporterKind)), st.none() | st.integers(0, 17))
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def with_any_facts(known: dict[str, Tri], reporter: ReporterKind, age: int | None) -> None:
        received = Report.objects.get().received_at
        facts = CaseFacts(
            saved=True, answers=known, reporter=reporter, received_at=received, child_age=age
        )
        try:
            with writing():
                actions.save_facts(ref, facts, based_on=0, by=by)
                report = Report.objects.get()
                ruling = queries.ruling_of(report)
                assert ruling.current
                assert ruling.conclusion.risk.value == report.risk
                raise _Undo
        except _Undo:
            return

    with_any_facts()
