"""Every page in every state: axe, one heading, landmarks, targets, nothing wider than the phone."""

import pytest

from tests.e2e import eyes
from tests.e2e.places import PLACES, WITHOUT_A_PAGE, OpenDay, Place
from tests.furnished import routes

LONG = pytest.mark.long


def test_every_address_that_shows_something_has_a_place() -> None:
    assert {place.route for place in PLACES} == set(routes()) - WITHOUT_A_PAGE


@pytest.mark.parametrize(
    "width", [320, pytest.param(eyes.PHONE, marks=LONG), pytest.param(eyes.DESK, marks=LONG)]
)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_a_page_can_be_used_by_everybody(day: OpenDay, place: Place, width: int) -> None:
    page = day.page(place.who, width=width)
    place.go(day, page)
    assert eyes.skeleton(page) == eyes.WHOLE
    assert eyes.sideways(page) == 0
    assert eyes.small_targets(page) == []
    assert eyes.axe_violations(page) == []
    if width == eyes.DESK:
        page.emulate_media(color_scheme="dark")
        assert eyes.axe_violations(page) == []
        page.emulate_media(color_scheme="light")
    if place.public:
        assert eyes.telltale_inputs(page) == []
        assert eyes.exit_is_in_reach(page)
    assert day.browsers.offences == []
