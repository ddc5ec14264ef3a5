"""What a component writes: ids that tie label, hint, error and summary together; neutral inputs."""

import re
from html.parser import HTMLParser

import pytest
from django.forms import BoundField
from django.template.loader import render_to_string

from rangkul.portal.forms import SampleForm
from rangkul.portal.samples import components

KINDS = {
    "q1": "radio",
    "q2": "checkboxes",
    "q3": "textarea",
    "q4": "text",
    "q5": "select",
    "q6": "tick",
    "q7": "tri",
}


class Elements(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.all if tag in tags]

    def ids(self) -> list[str | None]:
        return [attrs["id"] for _, attrs in self.all if "id" in attrs]


def rendered(field: BoundField, **more: object) -> str:
    return render_to_string(f"komponen/{KINDS[field.name]}.html", {"field": field, **more})


def whole(form: SampleForm) -> str:
    return render_to_string("komponen/error_summary.html", {"form": form}) + "".join(
        rendered(form[name]) for name in KINDS
    )


@pytest.mark.parametrize("name", KINDS)
def test_a_question_without_a_fault_shows_none(name: str) -> None:
    html = rendered(SampleForm()[name])
    assert "⚠" not in html
    assert "aria-invalid" not in html
    assert 'class="error"' not in html


@pytest.mark.parametrize("name", KINDS)
def test_a_fault_stands_at_its_question(name: str) -> None:
    form = SampleForm({})
    html = rendered(form[name])
    assert str(form.errors[name][0]) in html
    assert f'id="{name}-salah"' in html
    assert "bad" in html


@pytest.mark.parametrize("form", [SampleForm(), SampleForm({})], ids=["empty", "wrong"])
def test_every_description_and_label_points_at_something(form: SampleForm) -> None:
    page = Elements(whole(form))
    ids = page.ids()
    assert len(ids) == len(set(ids))
    pointed = [attrs["for"] for attrs in page.named("label")]
    for _, attrs in page.all:
        pointed += (attrs.get("aria-describedby") or "").split()
    assert set(pointed) <= set(ids)


def test_the_summary_names_each_fault_and_leads_to_it() -> None:
    form = SampleForm({})
    page = Elements(whole(form))
    targets = [(attrs["href"] or "")[1:] for attrs in page.named("a")]
    assert targets == ["q1-0", "q2-0", "q3", "q4", "q5", "q6", "q7-0"]
    assert set(targets) <= set(page.ids())
    summary = render_to_string("komponen/error_summary.html", {"form": form})
    assert "Periksa lagi" in summary
    assert 'role="alert" tabindex="-1" autofocus' in summary


def test_a_form_in_order_has_no_summary() -> None:
    assert render_to_string("komponen/error_summary.html", {"form": SampleForm()}).strip() == ""


def test_inputs_are_neutral_and_leave_nothing_in_the_browser() -> None:
    for attrs in Elements(whole(SampleForm())).named("input", "textarea", "select"):
        assert attrs["autocomplete"] == "off"
        assert re.fullmatch(r"q\d", attrs["name"] or "")
        assert "required" not in attrs
        assert "style" not in attrs


@pytest.mark.parametrize("name", ["q3", "q4"])
def test_typed_text_is_neither_corrected_nor_sent_to_a_speller(name: str) -> None:
    (attrs,) = Elements(rendered(SampleForm()[name])).named("input", "textarea")
    assert attrs["autocorrect"] == attrs["autocapitalize"] == "off"
    assert attrs["spellcheck"] == "false"


def test_what_was_given_is_kept() -> None:
    given = {
        "q1": "child",
        "q2": ["place", "doctor"],
        "q3": "satu\ndua",
        "q5": "197101",
        "q6": "on",
    }
    html = whole(SampleForm(given))
    chosen = [
        attrs["id"]
        for attrs in Elements(html).named("input", "option")
        if "checked" in attrs and "id" in attrs
    ]
    assert chosen == ["q1-1", "q2-1", "q2-2", "q6"]
    assert "\nsatu\ndua</textarea>" in html
    assert 'value="197101" selected' in html


def test_typed_markup_is_shown_as_text() -> None:
    html = rendered(SampleForm({"q3": "</textarea><script>x</script>"})["q3"])
    assert "<script>" not in html


def test_a_password_never_comes_back() -> None:
    html = rendered(SampleForm({"q4": "rahasia-sekali"})["q4"], type="password")
    assert "rahasia-sekali" not in html


@pytest.mark.parametrize("name", ["q1", "q2", "q3", "q4"])
def test_a_question_can_be_the_heading(name: str) -> None:
    html = rendered(SampleForm()[name], as_heading=True)
    assert html.count("<h1>") == 1
    assert "<h1" not in rendered(SampleForm()[name])


def test_a_risk_has_a_word_and_a_shape() -> None:
    tags = {
        risk: render_to_string("komponen/risk_tag.html", {"risk": risk})
        for risk in ("tinggi", "sedang", "rendah")
    }
    assert [
        (shape, risk.upper() in tags[risk]) for risk, shape in zip(tags, "▲◆●", strict=True)
    ] == [
        ("▲", True),
        ("◆", True),
        ("●", True),
    ]
    assert all(shape in tags[risk] for risk, shape in zip(tags, "▲◆●", strict=True))


def test_a_table_says_on_a_card_what_its_columns_are() -> None:
    table = components()["table"]
    page = Elements(render_to_string("komponen/table.html", table))
    headers = [str(header) for header in table["headers"]]
    labels = [attrs["data-label"] for attrs in page.named("td")]
    assert labels == headers * len(table["rows"])


@pytest.mark.parametrize(
    ("context", "shown"),
    [({}, False), ({"next_url": "?sesudah=a"}, True), ({"first_url": "?"}, True)],
)
def test_a_list_that_fits_has_no_pages(context: dict[str, str], shown: bool) -> None:
    assert ("<nav" in render_to_string("komponen/pagination.html", context)) is shown
