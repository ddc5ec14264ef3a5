"""The verifier in Django's form, and one derivation for both."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from rangkul.accounts.backend import KeyBackend
from rangkul.accounts.hasher import SodiumArgon2Hasher, encoded, parse
from rangkul.accounts.models import Person
from rangkul.vault import cost
from rangkul.vault.models import KeyWrap
from rangkul.vault.persons import from_password
from tests.house import PASSWORD, City


def test_django_knows_it() -> None:
    stored = make_password("jambu air")
    assert isinstance(identify_hasher(stored), SodiumArgon2Hasher)
    assert check_password("jambu air", stored)
    assert not check_password("jambu batu", stored)


def test_what_is_stored_reads_back() -> None:
    derived = from_password("jambu air")
    stored = parse(encoded(derived))
    assert stored is not None
    assert (stored.cost, stored.salt, stored.verifier) == (
        derived.cost,
        derived.salt,
        derived.verifier,
    )
    assert len(encoded(derived)) <= 128


def test_the_verifier_tells_nothing_of_the_wrapping_key() -> None:
    derived = from_password("jambu air")
    assert derived.wrapping.hex() not in encoded(derived)


@pytest.mark.parametrize(
    "stored", ["", "!", "md5$x$y", "rangkul_argon2$a$2$00$00", "rangkul_argon2$8$1$zz$00"]
)
def test_what_is_not_ours_is_no_password(stored: str) -> None:
    assert parse(stored) is None
    assert not SodiumArgon2Hasher().verify("x", stored)
    with pytest.raises(ValueError, match="rangkul_argon2"):
        SodiumArgon2Hasher().decode(stored)


def test_a_summary_shows_no_secret() -> None:
    summary = SodiumArgon2Hasher().safe_summary(make_password("jambu air"))
    assert set(summary) == {"algorithm", "memory_cost", "time_cost"}


def test_one_derivation_gives_person_and_keys(city: City) -> None:
    before = cost.STAFF.derivations
    person = KeyBackend().authenticate(None, username="piket", password=PASSWORD)
    assert cost.STAFF.derivations == before + 1
    assert person is not None
    assert person.keys is not None
    assert person.keys.owner == person.ref


def test_a_verifier_that_a_writer_swapped_opens_no_keys(city: City) -> None:
    """Whoever writes to the database can let himself in as her, but not into her keys."""
    Person.objects.filter(username="piket").update(password=make_password("tebakan penyusup"))
    before = KeyWrap.objects.count()
    assert KeyBackend().authenticate(None, username="piket", password="tebakan penyusup") is None
    assert KeyWrap.objects.count() == before


def test_djangos_own_way_to_set_a_password_is_shut(city: City) -> None:
    with pytest.raises(NotImplementedError):
        Person.objects.get(username="piket").set_password("baru")
