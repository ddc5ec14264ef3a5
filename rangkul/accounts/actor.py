"""Who acts: a signed-in person with her keys, as other rooms' actions take it in `by=`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from rangkul.accounts.authority import authorize
from rangkul.accounts.enums import Permission
from rangkul.accounts.models import Person
from rangkul.accounts.queries import principals
from rangkul.vault.persons import PersonKeys

__all__ = ["Actor", "Person", "acting"]


@dataclass(frozen=True)
class Actor:
    """A person with her keys in hand, for the length of one request or command."""

    person: Person
    keys: PersonKeys

    @property
    def ref(self) -> str:
        """The person's reference, as the trail names her."""
        return self.person.ref

    @cached_property
    def principals(self) -> list[str]:
        """In whose name she may read: her teams by the chain, and herself."""
        return principals(self.person)

    def require(self, permission: Permission, obj: Any = None) -> None:
        """Raises Forbidden or Http404, as authorize()."""
        authorize(self.person, permission, obj)


def acting(request: HttpRequest) -> Actor:
    """Who is behind a request to a view that needs sign-in."""
    person, keys = getattr(request, "person", None), getattr(request, "keys", None)
    if person is None or keys is None:
        raise RuntimeError("acting() in a view that is marked public")
    return Actor(person, keys)
