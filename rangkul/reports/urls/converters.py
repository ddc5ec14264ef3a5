"""The parts of an address that this room understands."""

from django.urls import register_converter


class Ref:
    """A random reference (common.refs)."""

    regex = "[0-9a-hjkmnp-tv-z]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NoteNumber:
    """The number of a note in a private record."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Ref, "ref")
register_converter(NoteNumber, "note")
