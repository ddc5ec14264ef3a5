"""authorize(): the one question "may this person do this, to this?"."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from rangkul.accounts.enums import Permission
from rangkul.accounts.models import Person
from rangkul.accounts.queries import principals
from rangkul.accounts.roles import holders, role_of

ObjectRule = Callable[[Person, Any], bool]
_rules: dict[Permission, ObjectRule] = {}


class Forbidden(PermissionDenied):
    """A function of another role: the 403 page says which role holds it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        names = " atau ".join(holders(permission))
        super().__init__(f"Untuk {permission.label} diperlukan peran: {names}.")


def object_rule(permission: Permission, rule: ObjectRule) -> None:
    """Let a room say whose object it is: the twin of its list filter `visible_to`.

    Call it from AppConfig.ready(); the rule gets the person and the object.
    """
    _rules[permission] = rule


def may(person: Person, permission: Permission, obj: Any = None) -> bool:
    """Whether authorize() would let this pass (for menus and buttons)."""
    try:
        authorize(person, permission, obj)
    except (Forbidden, Http404):
        return False
    return True


def authorize(person: Person, permission: Permission, obj: Any = None) -> None:
    """Raises Forbidden when the role lacks the permission, Http404 when the object is outside
    the person's rights: what is not hers looks like what does not exist."""
    if not person.is_active or permission not in role_of(person.role).permissions:
        raise Forbidden(permission)
    rule = _rules.get(permission)
    if obj is not None and (rule is None or not rule(person, obj)):
        raise Http404


def _own_team(person: Person, team: Any) -> bool:
    return team.ref in principals(person)


object_rule(Permission.ADMIT, _own_team)
