"""Every page in every state: axe, one heading, landmarks, targets, nothing wider than the phone."""

import pytest

from tests.e2e import eyes
from tests.e2e.place import OpenDay, Place
from tests.e2e.places import PLACES, WITHOUT_A_PAGE
from tests.furnished import routes, without_language

LONG = pytest.mark.long
NARROW = 320


def test_every_address_that_shows_something_has_a_place() -> None:
    """In Indonesian; of the English addresses only the spelling is looked at here."""
    addresses = {without_language(route) for route in routes()}
    assert {without_language(place.route) for place in PLACES} == addresses - WITHOUT_A_PAGE
    assert {place.route for place in PLACES} <= set(routes())


ONCE = {"salinan diminta"}  # a copy that was asked for once cannot be asked for again
# Of the desks; tests/e2e/test_public_pages.py sees to the public ones at every width.
SEEN = [
    pytest.param(place, width, id=f"{place.id} {width}", marks=LONG if width > NARROW else ())
    for place in PLACES
    for width in (NARROW, eyes.PHONE, eyes.DESK)
    if not place.public and (width == NARROW or place.state not in ONCE)
]


@pytest.mark.parametrize(("place", "width"), SEEN)
def test_a_page_can_be_used_by_everybody(day: OpenDay, place: Place, width: int) -> None:
    page = day.page(place.who, width=width)
    place.go(day, page)
    assert eyes.skeleton(page) == eyes.whole(page)
    assert eyes.sideways(page) == 0
    assert eyes.small_targets(page) == []
    assert eyes.axe_violations(page) == []
    if width == eyes.DESK:
        page.emulate_media(color_scheme="dark")
        assert eyes.axe_violations(page) == []
        page.emulate_media(color_scheme="light")
    assert day.browsers.offences == []
