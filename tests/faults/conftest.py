"""The city in the middle of a day, as the contract tests know it."""

from tests.contracts.conftest import day, furnished_template

__all__ = ["day", "furnished_template"]
