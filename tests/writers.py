"""Who writes: answers to every page that they meet, as people give them.

The field names are those of rangkul.reports.forms.flow; a page that does not ask for an answer
here never gets it.
"""

from typing import Any, Final

Answers = dict[str, Any]

_REACHED: Final[Answers] = {
    "q6": "whatsapp",
    "q6b": "0812 3456 7890",
    "q6c": "adik",
    "q6e": ["morning", "evening"],
    "q6f": "workdays",
    "q6g": "melati",
    "q6h": "besok saja",
    "q6i": "ibu saya",
}
_NEEDS: Final[Answers] = {
    "q6j": ["company", "shelter"],
    "q6k": ["plain"],
    "q6l": "Melayu Bangka",
    "q6m": "kakak saya",
    "q6n": ["psychologist"],
    "q6p": "mawar merah",
}
_TOLD: Final[Answers] = {
    "q3": ["body", "threat"],
    "q3b": "Dia memukul saya lagi tadi malam.",
    "q4": "spouse",
    "q4b": "none",
    "q4c": "Bang J",
    "q4d": "yes",
    "q4e": "no",
    "q5": "19.71.01",
    "q5b": "today",
}

ADULT: Final[Answers] = {"q1": "self", "q2": "safe", **_TOLD}
AFRAID: Final[Answers] = {
    **ADULT,
    "q2": "afraid",
    "q2b": ["strangled", "child_saw", "suicidal"],
    "q3": ["sexual"],
    **_REACHED,
    **_NEEDS,
}
IN_DANGER: Final[Answers] = {**ADULT, "q2": "danger"}
TEEN: Final[Answers] = {
    "q1": "young",
    "q1b": "12_17",
    "q2": "afraid",
    "q3": ["sexual", "threat"],
    "q3b": "Aku takut pulang.",
    "q6": "phone",
    "q6b": "0812 3456 7890",
    "q6c": "mama",
    "q6e": ["noon"],
    "q6f": "any",
}
UNDER_12: Final[Answers] = {
    "q1": "young",
    "q1b": "u12",
    "q2": "unknown",
    "q3": ["body"],
    "q3b": "Aku dipukul.",
}
WITNESS_OF_CHILD: Final[Answers] = {
    "q1": "child",
    "q1c": "no",
    "q2": "unknown",
    **_TOLD,
    "q3": ["sexual"],
    "q3b": "Anak tetangga sering menangis.",
    "q6n": ["police"],
    "q6o": "yes",
}
WITNESS_OF_ADULT: Final[Answers] = {
    "q1": "adult",
    "q1c": "yes",
    "q2": "afraid",
    "q2b": ["weapon"],
    **_TOLD,
    **_REACHED,
    "q6": "sms",
    "q6d": "parcel",
}
UNSURE: Final[Answers] = {"q1": "unsure", "q2": "unknown", "q3b": "tolong"}

WRITERS: Final[dict[str, Answers]] = {
    "adult": ADULT,
    "afraid": AFRAID,
    "in danger": IN_DANGER,
    "teen": TEEN,
    "under 12": UNDER_12,
    "witness of a child": WITNESS_OF_CHILD,
    "witness of an adult": WITNESS_OF_ADULT,
    "unsure": UNSURE,
}
CHILDREN: Final = ("teen", "under 12")
