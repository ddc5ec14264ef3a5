"""Every act that writes stores what the rule book concluded, or stands here with a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import rangkul

HOUSE = Path(rangkul.__file__).parent
STORES = {"decide", "store_decision"}  # audit.actions.decide; what leads there in other modules

# A write without a decision, and why the rule book has nothing to say about it.
WITHOUT = {
    "accounts.actions.drafts.delete_kept_words": "her own words, only she can see them",
    "accounts.actions.drafts.keep_late_words": "sealed to their writer, nothing was done",
    "accounts.actions.invitations.invite": "who may invite is a role's permission",
    "accounts.actions.invitations.prolong": "as invite",
    "accounts.actions.invitations.prolong_at_console": "as invite",
    "accounts.actions.invitations.reissue": "as invite",
    "accounts.actions.invitations.withdraw": "as invite",
    "accounts.actions.passwords.change_password": "one's own access",
    "accounts.actions.sessions._note_refusal": "a line in the trail",
    "accounts.actions.sessions.end_other_sessions": "one's own access",
    "accounts.actions.sessions.end_session": "one's own access",
    "accounts.actions.sessions.sign_in": "one's own access",
    "accounts.actions.sessions.sign_out": "one's own access",
    "accounts.actions.teams.add_agency": "a register without consequences for a report",
    "accounts.actions.teams.admit": "members decide; the signed statement is the record",
    "accounts.actions.teams.found_team": "the founder decides; the signed statement is the record",
    "accounts.middleware._note_minute": "last-seen minute",
    "accounts.throttle.note_try": "counting tries",
    "accounts.views.invitations._enter": "a person's own key; the signed statement is the record",
    "areas.actions.import_areas": "official names of places",
    "config.management.commands.jobs._note": "a line in the trail",
    "config.management.commands.migrate_city.handle": "triggers of the database",
    "config.middleware._commit_pending": "what was opened stands in the trail",
    "config.set_up.make_city": "before anything can be reported",
    "jobs.leases.fail": "bookkeeping of the queue",
    "jobs.leases.take": "bookkeeping of the queue",
    "jobs.schedule.plan": "bookkeeping of the queue",
    "jobs.worker._perform": "the handler's own acts decide for themselves",
    "portal.actions.change_number": "a register without consequences for a report",
    "portal.actions.confirm_number": "as change_number",
    "portal.actions.set_hours": "as change_number; clocks of reports do not follow the desk",
    "portal.actions.set_words": "as change_number",
    "reports.actions.alarm._tell": "what her receipt page says",
    "reports.actions.alarm.apart": "the visitor's own draft",
    "reports.actions.codes.agree_on_word": "the reporter's own access",
    "reports.actions.codes.change_code": "the reporter's own access",
    "reports.actions.codes.kill_code": "the reporter's own access",
    "reports.actions.desk_contact.reveal_number": "her own hours decide; the look is in the trail",
    "reports.actions.spam.unmark_spam": "who is heard again loses nothing by it",
    "reports.actions.desk.answer": "an officer's own words; no rule allows or forbids an answer",
    "reports.actions.desk.take": "anybody at the desk may take; the rule book's conclusion stays",
    "reports.actions.desk.take_if_free": "as take",
    "reports.actions.desk_files.ask_copy": "reading what an officer may read anyway",
    "reports.actions.desk_files.note_viewed": "a line in the chain of custody",
    "reports.actions.desk_files.take_original": "reading, for a reason that is noted",
    "reports.actions.desk_more.handle_alarm": "an officer says how the cry for help ended",
    "reports.actions.desk_more.relink": "the reporter's way back; how she was known is noted",
    "reports.actions.files.attach": "the reporter's own files; an officer draws facts from them",
    "reports.actions.files.hold": "the visitor's own draft",
    "reports.actions.files.let_go": "the visitor's own draft",
    "reports.actions.inbox.join": "two of the reporter's own; each keeps its own facts",
    "reports.actions.inbox.resume": "the duties never ended; the desk is told",
    "reports.actions.inbox.say_safe": "the risk stays what it was until an officer asks her",
    "reports.actions.inbox.under_duress": "above every risk in the list until an officer looks",
    "reports.actions.inbox.withdraw": "what law demands goes on; the desk is told",
    "reports.actions.inbox.write_back": "the reporter's own words",
    "reports.actions.notes.note_refused_code": "a line in the trail",
    "reports.actions.record.add": "her own words, nobody else's to decide about",
    "reports.actions.record.begin": "as add",
    "reports.actions.record.choose": "the visitor's own draft; the report goes through send",
    "reports.actions.record.delete": "her own words, hers to delete",
    "reports.actions.record.delete_note": "as delete",
    "reports.actions.record.note_code": "the visitor's own draft",
    "reports.demo._send": "the demo's own draft; the report goes through send",
    "reports.visit._added": "the visitor's own draft",
    "reports.visit._begun": "the visitor's own draft",
    "reports.visit.go_on": "the visitor's own draft",
    "reports.visit.leave": "the visitor's own draft",
    "reports.visit.merge": "the visitor's own draft",
    "reports.visit.noted": "the visitor's own draft",
    "reports.visit.open_inbox": "the visitor's own draft",
    "reports.visit.open_record": "the visitor's own draft",
    "reports.visit.refuse": "the visitor's own draft",
    "vault.actions.report_tampering": "a line in the trail",
    "vault.attended.beat": "a worker's own public key",
    "vault.attended.end": "as beat",
    "vault.copies._end": "the bookkeeping of a copy; the custody chain is the record",
    "vault.files.sweep": "what nobody sent is forgotten",
}
# These conclude and store; the web tests read the stored rows.
WITH = {
    "reports.actions.desk.save_facts",
    "reports.actions.inbox.change_contact",
    "reports.actions.inbox.say_danger",
    "reports.actions.send.complete",
    "reports.actions.spam.confirm_spam",
    "reports.actions.spam.propose_spam",
    "reports.actions.send.send",
}


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def calls(function: ast.FunctionDef) -> Iterator[str]:
    """The last name of everything that a function calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def opens_writing(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call)
        and isinstance(item.context_expr.func, ast.Name)
        and item.context_expr.func.id == "writing"
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        for item in node.items
    )


def stores_decision(name: str, known: dict[str, ast.FunctionDef], seen: frozenset[str]) -> bool:
    """Whether a function, or one of its module that it calls, stores a decision."""
    for called in calls(known[name]):
        if called in STORES:
            return True
        if (
            called in known
            and called not in seen
            and stores_decision(called, known, seen | {called})
        ):
            return True
    return False


def test_what_stores_a_decision_leads_to_the_table_of_decisions() -> None:
    """The names by which other modules store one are functions that end in `decide` itself."""
    ways = {
        name: set(calls(function))
        for path in HOUSE.rglob("*.py")
        for name, function in functions(ast.parse(path.read_text("utf-8"))).items()
        if name in STORES
    }
    assert ways.keys() == STORES
    assert "decide" in ways["store_decision"]


def writers() -> dict[str, bool]:
    """Every function of the house that opens writing(), and whether it stores a decision."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        known = functions(ast.parse(path.read_text("utf-8")))
        for name, function in known.items():
            if opens_writing(function):
                found[f"{module}.{name}"] = stores_decision(name, known, frozenset({name}))
    return found


def test_every_act_stores_a_decision_or_says_why_not() -> None:
    silent = {name for name, stores in writers().items() if not stores}
    assert sorted(silent - WITHOUT.keys()) == []


def test_these_acts_store_what_the_rule_book_concluded() -> None:
    assert {name for name, stores in writers().items() if stores} == WITH


def test_no_reason_is_kept_for_an_act_that_is_gone_or_decides() -> None:
    silent = {name for name, stores in writers().items() if not stores}
    assert sorted(WITHOUT.keys() - silent) == []
