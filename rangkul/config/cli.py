"""The command `rangkul`: our commands with dashes, and Django's own."""

import os
import resource
import sys

from rangkul.config.children import close_memory

# Django's bare `migrate` would drop the triggers that a table remake loses: ours takes its name.
_OURS = {"migrate": "migrate_city"}
# These write source files, which everybody who may read the checkout must be able to read.
_FOR_DEVELOPERS = (["makemigrations"], ["policy-docs"], ["makemessages"], ["compilemessages"])


def main() -> None:
    """Run the command that stands in sys.argv."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkul.config.settings")
    if sys.argv[1:2] not in _FOR_DEVELOPERS:
        _keep_private()
    from django.core.management import execute_from_command_line

    execute_from_command_line(translated(sys.argv))


def translated(argv: list[str]) -> list[str]:
    """The arguments with the command's name as Django knows it: `verify-audit` > `verify_audit`.

    In `help COMMAND` the name that follows is translated as well; options are left alone.
    """
    places = (1, 2) if argv[1:2] == ["help"] else (1,)
    return [_known(word) if place in places else word for place, word in enumerate(argv)]


def _known(word: str) -> str:
    return word if word.startswith("-") else _OURS.get(word, word.replace("-", "_"))


def _keep_private() -> None:
    """What we write is for our own user alone, what we hold in memory for nobody, and no crash
    leaves the keys in a core file."""
    close_memory()
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
