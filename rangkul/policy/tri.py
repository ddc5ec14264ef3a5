"""Three answers and their logic: a question may be answered yes, no, or not yet known.

Kleene's strong three-valued logic: "and" is as weak as its weakest part, "or" as strong as its
strongest, and "not known" stays not known unless the other answers settle the matter.
"""

from enum import StrEnum
from typing import NoReturn


class Tri(StrEnum):
    """An answer. It has no truth value of its own: write ``answer is Tri.YES``."""

    YES = "ya"
    NO = "tidak"
    UNKNOWN = "belum_tahu"

    @classmethod
    def of(cls, known: bool) -> "Tri":
        """The answer for something that is known to be so or not so."""
        return cls.YES if known else cls.NO

    def __bool__(self) -> NoReturn:
        """Refuse: "belum tahu" is neither true nor false, and every string would be true."""
        raise TypeError("A Tri has no truth value; compare it with Tri.YES, Tri.NO or Tri.UNKNOWN.")


def all_of(*answers: Tri) -> Tri:
    """Kleene "and": NO if any is NO, YES if all are YES, otherwise UNKNOWN."""
    if Tri.NO in answers:
        return Tri.NO
    return Tri.UNKNOWN if Tri.UNKNOWN in answers else Tri.YES


def any_of(*answers: Tri) -> Tri:
    """Kleene "or": YES if any is YES, NO if all are NO, otherwise UNKNOWN."""
    if Tri.YES in answers:
        return Tri.YES
    return Tri.UNKNOWN if Tri.UNKNOWN in answers else Tri.NO


def negate(answer: Tri) -> Tri:
    """Kleene "not": swaps YES and NO and leaves UNKNOWN."""
    return {Tri.YES: Tri.NO, Tri.NO: Tri.YES, Tri.UNKNOWN: Tri.UNKNOWN}[answer]


def not_no(answer: Tri) -> Tri:
    """YES unless the answer is a plain NO: how a softening circumstance has to be known."""
    return Tri.of(answer is not Tri.NO)


def known_yes(answer: Tri) -> Tri:
    """YES only for a plain YES: how an offence has to be known."""
    return Tri.of(answer is Tri.YES)
