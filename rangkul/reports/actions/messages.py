"""Adding to the thread between reporter and desk."""

from rangkul.audit.actions import append
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.reports import content
from rangkul.reports.enums import Author
from rangkul.reports.models import Message, Report
from rangkul.vault.envelope import OpenCompartment


def add_message(
    report: Report,
    text: str,
    thread: OpenCompartment,
    *,
    form_key: str,
    author: Author,
    staff: str = "",
    asks: bool = False,
) -> Message | None:
    """Seal and store the next message, inside the caller's writing(); None when this form was
    already sent."""
    if report.messages.filter(form_key=form_key).exists():
        return None
    ref = new_ref()
    return Message.objects.create(
        ref=ref,
        report=report,
        number=report.messages.count() + 1,
        author=author,
        staff=staff,
        body=content.seal_message(text, thread, message=ref, author=author),
        asks=asks,
        at=clock.now(),
        form_key=form_key,
    )


def append_message(code: EventCode, message: Message, *, by: str) -> None:
    """Put a new message into the trail, with the digest of its sealed body."""
    append(
        code,
        by=by,
        object_ref=message.ref,
        digest=digest_of(bytes(message.body)),
        report=message.report_id,
    )
