"""Run as a process of its own: files whose names and contents tell everything, on every way that a
file can take. Reads what to tell from standard input (JSON), under the real settings and logging.
"""

import json
import resource
import sys

import django

django.setup()

from django.http import HttpRequest  # noqa: E402

from rangkul.common.transactions import writing  # noqa: E402
from rangkul.reports.models import Report  # noqa: E402
from rangkul.vault import attended, copies, drafts, files  # noqa: E402
from rangkul.vault.enums import CopyState, Refusal  # noqa: E402
from rangkul.vault.models import ViewCopy  # noqa: E402
from tests.attachments import (  # noqa: E402
    compartment_of,
    held,
    kept,
    letter,
    photo,
    post,
    receive,
    uploads,
    word_document,
)


def refused(names: list[str], story: str) -> None:
    """Not on the list, too big, one too many."""
    page = f"<html>{story}</html>".encode() * 200
    (unknown,) = receive((f"{names[0]}.html", page))
    assert unknown.refused == Refusal.UNKNOWN_KIND
    (big,) = receive((f"{names[1]}.jpg", photo(story) + story.encode() * 60_000))
    assert big.refused == Refusal.TOO_BIG
    many = receive(*[(f"{name}.jpg", photo(story)) for name in names[:6]])
    assert many[-1].refused == Refusal.TOO_MANY


def failed(name: str, story: str) -> None:
    """A disk that takes nothing more; a view that wants no file."""

    def view(request: HttpRequest) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        (one,) = uploads(request)
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert one.refused == Refusal.NOT_STORED

    post([(f"{name}.jpg", photo(story) + story.encode() * 5000)], view, {"q3": story})
    post([(f"{name}.jpg", photo(story))], uploads, {"q3": story})


def kept_and_copied(names: list[str], story: str) -> None:
    """In a draft, then with a report; a photo and a letter are copied for view."""
    report = Report.objects.filter(team=Report.objects.earliest("received_at").team)[0].ref
    compartment = compartment_of(report)
    attended.beat()
    for name, content in (
        (f"{names[0]}.jpg", photo(story)),
        (f"{names[1]}.png", photo(story, kind="PNG")),
        (f"{names[2]}.pdf", letter(story)),
        (f"{names[3]}.docx", word_document(story)),
        (f"{names[4]}.jpg", photo(story)[:600]),
    ):
        one = held(name, content)
        with writing():
            drafts.save(drafts.new_key(), {"files": [one.as_dict()]})
        opened = files.opened(kept(one, report, compartment), compartment)
        with writing():
            copies.ask(opened, compartment, by="piket")
    asked = ViewCopy.objects.filter(asked_by="piket")
    for ref in asked.values_list("ref", flat=True):
        copies.make(ref)
    made = sorted(asked.values_list("state", flat=True))
    assert made == [CopyState.FAILED, *[CopyState.READY] * 3]
    held(f"{names[5]}.jpg", photo(story))  # never sent


def main() -> None:
    """All of it."""
    told = json.load(sys.stdin)
    names, story = told["names"], told["story"]
    refused(names[:6], story)
    failed(names[6], story)
    kept_and_copied(names, story)


if __name__ == "__main__":
    main()
