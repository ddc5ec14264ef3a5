"""What a desk lists, what a person may open and what her keys open are the same set."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rangkul.accounts.actor import Actor
from rangkul.accounts.authority import may
from rangkul.accounts.enums import Permission
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.reports import queries
from rangkul.reports.models import Report
from rangkul.vault import queries as vault
from rangkul.vault import trust
from rangkul.vault.enums import CompartmentCode, Ground
from rangkul.vault.models import Access
from tests.cast import STAFF, send_report
from tests.house import City

START = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = 9  # principals to draw from: the teams, the people, and somebody who is nobody


class _Undo(Exception):
    """Ends an example: its rows are rolled back."""


@st.composite
def worlds(draw: st.DrawFn) -> list[tuple[str, int, bool, set[int]]]:
    """Reports, each with danger, minutes, whether someone waits, and who has it in her lists."""
    one = st.tuples(
        st.sampled_from(["tinggi", "sedang", "rendah"]),
        st.integers(0, 3),
        st.booleans(),
        st.sets(st.integers(0, PLACES - 1), max_size=4),
    )
    return draw(st.lists(one, max_size=8))


def _principals(people: list[Actor]) -> list[str]:
    teams = list(trust.current().teams)
    return [*teams, *(one.ref for one in people), "0" * 16][:PLACES]


def _make(number: int, risk: str, minutes: int, waits: bool, principals: list[str]) -> None:
    at = START + timedelta(minutes=minutes)
    report = Report.objects.create(
        ref=f"{number:016d}",
        channel="web",
        received_at=at,
        team=principals[0] if principals else "",
        who="self",
        safe_now="safe",
        risk=risk,
        first_contact_due=at,
        reporter_waits_since=at if waits else None,
    )
    for principal in principals:
        Access.objects.create(
            principal=principal,
            object=report.ref,
            sort_key=queries.sort_key(report),
            ground=Ground.REPORT,
            ground_ref=report.ref,
        )


def _listed(by: Actor) -> list[str]:
    """Every page of the queue, one after the other."""
    seen, after = [], ""
    while True:
        page = queries.queue(by, after=after)
        seen += [report.ref for report in page.reports]
        if not page.next_key:
            return seen
        after = page.next_key


def test_the_queue_shows_what_may_be_opened_and_nothing_else(city: City) -> None:
    people = [actor(name) for name in STAFF]
    principals = _principals(people)
    page, queries.PAGE = queries.PAGE, 3  # many pages from few reports

    @given(worlds())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def in_every_world(world: list[tuple[str, int, bool, set[int]]]) -> None:
        try:
            with writing():
                for number, (risk, minutes, waits, places) in enumerate(world):
                    chosen = [principals[place] for place in places]
                    _make(number, risk, minutes, waits, chosen)
                for by in people:
                    _check(by)
                raise _Undo
        except _Undo:
            return

    def _check(by: Actor) -> None:
        listed = _listed(by)
        reports = list(Report.objects.all())
        allowed = {one.ref for one in reports if queries.may_open(by.person, one)}
        assert len(listed) == len(set(listed))
        assert set(listed) == allowed
        assert set(queries.visible_to(by.principals).values_list("ref", flat=True)) == allowed
        if may(by.person, Permission.READ_REPORTS):
            authorized = {
                one.ref for one in reports if may(by.person, Permission.READ_REPORTS, one)
            }
            assert authorized == allowed

    try:
        in_every_world()
    finally:
        queries.PAGE = page


def _opened(by: Actor, ref: str) -> bool:
    try:
        vault.open_for_person(ref, CompartmentCode.REPORT, by.keys)
    except LookupError:
        return False
    return True


def test_the_lists_agree_with_the_keys(city: City) -> None:
    """The list is a keyless twin: for reports as they are sent, keys and lists say the same."""
    for office in ("", "none", "police", "unit"):
        send_report(office=office)
    for name in STAFF:
        by = actor(name)
        for report in Report.objects.all():
            assert _opened(by, report.ref) == queries.may_open(by.person, report), name
