from dataclasses import dataclass

import pytest

from rangkul.jobs import registry
from rangkul.jobs.payloads import BadPayload, NoPayload, from_json, to_json
from rangkul.jobs.registry import UnknownKind, every, job, kind_of


@dataclass(frozen=True)
class Look:
    ref: str
    times: int
    urgent: bool


@dataclass(frozen=True)
class Nested:
    inner: dict[str, str]


def look(payload: Look) -> None:
    """Does nothing; only its signature matters."""


def test_a_kind_learns_its_payload_from_the_handler() -> None:
    assert job("test.look", max_attempts=3)(look) is look
    assert kind_of("test.look").payload is Look
    assert kind_of("test.look").max_attempts == 3


def test_the_list_is_closed() -> None:
    with pytest.raises(UnknownKind):
        kind_of("test.look")


@pytest.mark.parametrize("name", ["", "Look", "test look", "a.b.c", "9", "x" * 41, "test."])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a kind's name"):
        job(name)(look)


def test_a_name_is_declared_once() -> None:
    job("test.look")(look)
    with pytest.raises(ValueError, match="declared twice"):
        job("test.look")(look)


def test_a_payload_must_be_flat() -> None:
    def nested(payload: Nested) -> None: ...

    with pytest.raises(TypeError, match="inner must be str, int or bool"):
        job("test.nested")(nested)


def test_a_payload_must_be_a_dataclass() -> None:
    def loose(payload: dict[str, str]) -> None: ...

    with pytest.raises(TypeError):
        job("test.loose")(loose)


def test_a_handler_takes_one_typed_parameter() -> None:
    def untyped(payload) -> None: ...  # type: ignore[no-untyped-def]

    with pytest.raises(TypeError, match="one parameter"):
        job("test.untyped")(untyped)


def test_recurring_work_is_declared_and_has_no_payload() -> None:
    def tidy(payload: NoPayload) -> None: ...

    every(60)(job("test.tidy")(tidy))
    assert registry.recurring() == {"test.tidy": 60}
    for bad in (look, job("test.look")(look)):
        with pytest.raises(ValueError, match="@every needs"):
            every(60)(bad)


def test_recurring_work_has_a_period() -> None:
    def tidy(payload: NoPayload) -> None: ...

    with pytest.raises(ValueError, match="@every needs"):
        every(0)(job("test.tidy")(tidy))


def test_payloads_survive_the_row() -> None:
    payload = Look("0123456789abcdef", 3, True)
    assert from_json(Look, to_json(Look, payload)) == payload


@pytest.mark.parametrize(
    "payload",
    [
        Look("Suami memukul", 1, True),  # a sentence
        Look("Melati\n", 1, True),
        Look("é", 1, True),
        Look("x" * 121, 1, True),
        Look("ok", "1", True),  # type: ignore[arg-type]
        Look("ok", True, True),  # a yes where a number belongs
        Look("ok", 1, None),  # type: ignore[arg-type]
        NoPayload(),
    ],
)
def test_only_codes_and_references_get_in(payload: object) -> None:
    with pytest.raises(BadPayload) as refusal:
        to_json(Look, payload)
    assert "memukul" not in str(refusal.value)


@pytest.mark.parametrize(
    "row", [{}, {"ref": "a", "times": 1}, {"ref": "a", "times": 1, "urgent": True, "new": 1}]
)
def test_a_row_of_another_version_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(BadPayload, match="other fields"):
        from_json(Look, row)
