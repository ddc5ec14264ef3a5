"""The whole way with next to nothing: no script, no style, no picture, no font, or keys alone."""

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import hands, walker
from tests.e2e.eyes import Browsers
from tests.house import Server

INLINED = re.compile(r"<(style|script)\b.*?</\1>|<link rel=\"stylesheet\"[^>]*>", re.DOTALL)


def strip(page: Page) -> None:
    """Let documents through without their style and script, and nothing else at all.

    By the protocol itself: Playwright's routes do not see where a form's redirect leads.
    """
    session = page.context.new_cdp_session(page)

    def paused(event: dict[str, Any]) -> None:
        held = {"requestId": event["requestId"]}
        status = event.get("responseStatusCode", 0)
        if event["resourceType"] != "Document":
            session.send("Fetch.failRequest", {**held, "errorReason": "BlockedByClient"})
        elif 300 <= status < 400:
            session.send("Fetch.continueRequest", held)
        else:
            shown = session.send("Fetch.getResponseBody", held)
            body = base64.b64decode(shown["body"]) if shown["base64Encoded"] else shown["body"]
            text = body.decode() if isinstance(body, bytes) else body
            session.send("Fetch.fulfillRequest", {**held, **stripped(event, text)})

    session.on("Fetch.requestPaused", paused)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})


def stripped(event: dict[str, Any], text: str) -> dict[str, Any]:
    """The same answer without style and script."""
    packed = {"content-encoding", "content-length"}
    return {
        "responseCode": event["responseStatusCode"],
        "responseHeaders": [
            one for one in event["responseHeaders"] if one["name"].lower() not in packed
        ],
        "body": base64.b64encode(INLINED.sub("", text).encode()).decode(),
    }


def opens(page: Page, code: str) -> None:
    """The code that she was given leads to her own, stored report."""
    hands.open_with(page, code)
    assert hands.heading(page) == "Pesan"


@pytest.mark.parametrize("js", [True, False])
def test_the_whole_way_without_style_picture_and_font(
    house: Server, browsers: Browsers, js: bool
) -> None:
    page = browsers.phone(house, js=js)
    strip(page)
    walk = walker.Walk()
    for _heading in walker.steps(page, walk):
        assert page.locator("style, script, link[rel=stylesheet]").count() == 0
        assert page.locator("main img, main svg").count() == 0
    assert len(walk.headings) > 5
    opens(page, hands.code_on(page))


def test_the_whole_way_without_script(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house, js=False)
    walker.whole(page)
    opens(page, hands.code_on(page))


def test_the_whole_way_with_keys_only(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    walker.whole(page, body=walker.Keys())
    assert len(hands.code_on(page)) == 16
