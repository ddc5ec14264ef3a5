"""Style and script as a telephone of 2017 reads them; tests/e2e reads the pages themselves."""

from pathlib import Path

import pytest

import rangkul
from tests.chrome61 import (
    HARMLESS_ATTRIBUTES,
    HARMLESS_MEDIA,
    HARMLESS_PROPERTIES,
    css_faults,
    html_faults,
    script_faults,
)

STATIC = Path(rangkul.__file__).parent / "static"


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("**/*.css")), ids=lambda path: path.name)
def test_an_old_telephone_knows_the_style(sheet: Path) -> None:
    assert css_faults(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize("script", sorted(STATIC.glob("**/*.js")), ids=lambda path: path.name)
def test_an_old_telephone_runs_the_script(script: Path) -> None:
    assert script_faults(script.read_text("utf-8")) == []


def test_what_is_newer_and_harmless_says_why() -> None:
    for table in (HARMLESS_PROPERTIES, HARMLESS_MEDIA, HARMLESS_ATTRIBUTES):
        assert [name for name, reason in table.items() if not reason] == []


@pytest.mark.parametrize(
    "sheet",
    [
        "@container (width > 1px) { a { color: red } }",
        "@layer x { a { color: red } }",
        "@media (width >= 40em) { a { color: red } }",
        "a { aspect-ratio: 1 }",
        "a { color: #ffff }",
        "a { color: oklch(1 1 1) }",
        "a { color: rgb(0 0 0 / 50%) }",
        "a { display: contents }",
        "a { gap: 1em }",
        "a { height: 100dvh }",
        "a { inset: 0 }",
        "a { & b { color: red } }",
        "a { b { color: red } }",
        "a { width: min(1px, 2px) }",
        "a { width: calc(1px + max(1px, 2px)) }",
        "@media (min-width: 1em) { a { appearance: none } }",
        "a:focus-visible { color: red }",
        "a:has(b) { color: red }",
        "a:is(b, c) { color: red }",
        "a:not(b, c) { color: red }",
        "a:not(:has(b)) { color: red }",
        "a::marker { color: red }",
    ],
)
def test_a_newer_style_is_refused(sheet: str) -> None:
    assert css_faults(sheet) != []


@pytest.mark.parametrize(
    "script",
    [
        "a?.b",
        "a ?? b",
        "async function f() {}",
        "document.body.replaceChildren()",
        "'x'.padStart(2)",
        "fetch('/')",
        "import('/x.js')",
        "navigator.sendBeacon('/x')",
        "localStorage.length",
        "var a = {...document}",
        "var a = /(?<=b)c/",
        "var a = /b/s",
        "new IntersectionObserver(function () {})",
    ],
)
def test_a_newer_script_is_refused(script: str) -> None:
    assert script_faults(script) != []


@pytest.mark.parametrize(
    "html",
    [
        "<dialog>x</dialog>",
        "<svg></svg>",
        "<p inert>x</p>",
        "<p popover>x</p>",
        "<p onclick='x()'>x</p>",
        "<img loading=lazy src=x>",
        "<input type=date>",
        "<input type=email>",
        "<script type=module>x</script>",
        "<script>fetch('/')</script>",
        "<style>a { inset: 0 }</style>",
        "<link rel=modulepreload href=x>",
        "<search>x</search>",
    ],
)
def test_a_newer_page_is_refused(html: str) -> None:
    assert html_faults(html) != []
