"""Ways to make up facts, and the two case files for which a mediation does open."""

import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from rangkul.policy.facts import FACTS, WIB, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri

RECEIVED = datetime(2026, 3, 2, 9, 0, tzinfo=WIB)
TRI = st.sampled_from(Tri)
MOMENTS = st.datetimes(
    min_value=datetime(2022, 6, 1),  # noqa: DTZ001  Hypothesis adds the zone itself
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)

# `make test-all` looks twenty times as long; the exhaustive products never lean on luck.
_LONGER = int(os.environ.get("RANGKUL_THOROUGH", "1"))
FEW = settings(max_examples=6 * _LONGER, deadline=None)
"""Whole conclusions are slow to make up."""
MANY = settings(max_examples=12 * _LONGER, deadline=None)

GATE = (
    "request_by_adult_survivor_herself",
    "signed_mediation_consent",
    "companion_assessed",
    "psychologist_assessed",
)
OPEN_CIVIL: Mapping[str, Tri] = (
    dict.fromkeys(FACTS, Tri.NO) | dict.fromkeys(GATE, Tri.YES) | {"civil_dispute_only": Tri.YES}
)
OPEN_SPOUSES: Mapping[str, Tri] = (
    dict.fromkeys(FACTS, Tri.NO)
    | dict.fromkeys(GATE, Tri.YES)
    | dict.fromkeys(
        (
            "violence_alleged",
            "physical_violence",
            "spouses_now",
            "whitelisted_complaint_offence",
            "refuses_legal_process",
        ),
        Tri.YES,
    )
)
OPEN_CASES = (OPEN_CIVIL, OPEN_SPOUSES)


def case(
    answers: Mapping[str, Tri],
    *,
    saved: bool = True,
    reporter: ReporterKind = ReporterKind.SURVIVOR,
    received_at: datetime = RECEIVED,
    incident_at: datetime | None = None,
    child_age: int | None = None,
    confirmed_at: datetime | None = None,
) -> CaseFacts:
    """Facts with the usual surroundings: saved, told by the survivor on one fixed morning."""
    return CaseFacts(saved, answers, reporter, received_at, incident_at, child_age, confirmed_at)


def some_answers(without: Collection[str] = ()) -> st.SearchStrategy[dict[str, Tri]]:
    """Answers to any few questions, except those left out."""
    codes = [code for code in FACTS if code not in without]
    return st.dictionaries(st.sampled_from(codes), TRI, max_size=14)


ANSWERS = some_answers()
BACKGROUND = st.sampled_from(({}, OPEN_CIVIL, OPEN_SPOUSES))
HOURS_AGO = st.none() | st.integers(-5, 400).map(lambda hours: timedelta(hours=hours))
HOURS_LATER = st.none() | st.integers(0, 100).map(lambda hours: timedelta(hours=hours))


def _case(
    *,
    background: Mapping[str, Tri],
    answers: Mapping[str, Tri],
    received_at: datetime,
    ago: timedelta | None,
    later: timedelta | None,
    saved: bool,
    reporter: ReporterKind,
    child_age: int | None,
) -> CaseFacts:
    return case(
        {**background, **answers},
        saved=saved,
        reporter=reporter,
        received_at=received_at,
        incident_at=None if ago is None else received_at - ago,
        child_age=child_age,
        confirmed_at=None if later is None else received_at + later,
    )


CASES = st.builds(
    _case,
    background=BACKGROUND,
    answers=ANSWERS,
    received_at=MOMENTS,
    ago=HOURS_AGO,
    later=HOURS_LATER,
    saved=st.booleans(),
    reporter=st.sampled_from(ReporterKind),
    child_age=st.none() | st.integers(0, 17),
)
"""Any report: any answers over any background, any reporter, any time."""
