"""The pages of the portal as they are written: frame, size, neutral words, refusals."""

import base64
import hashlib
import re
from http import HTTPStatus

import brotli
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

from rangkul.common import clock
from rangkul.portal.errors import WORDINGS, error_page, not_sent
from rangkul.portal.forms import SampleForm
from rangkul.portal.queries import FOR_WHOM, LandingWords, known_numbers
from rangkul.portal.rulebook import FamilyPage, family_pages
from rangkul.portal.samples import components
from rangkul.portal.views import public as views

GIVEAWAYS = re.compile("kekerasan|korban|lapor|ppa|kdrt|seksual", re.IGNORECASE)
WITHOUT_TROUBLE = [status for status, wording in WORDINGS.items() if not wording.unsent]


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def landing(request: HttpRequest, *, ready: bool, quiet: str = "") -> str:
    context = {"intake_ready": ready, "words": LandingWords(str(FOR_WHOM), quiet)}
    return render_to_string("portal/landing.html", context, request)


def title_of(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html)
    assert found is not None
    return found.group(1)


def pages(request: HttpRequest) -> dict[str, str]:
    sample = {"form": SampleForm({}), **components()}
    return {
        "landing": landing(request, ready=True),
        "safe": render_to_string("portal/safe_use.html", {}, request),
        "rules": render_to_string("portal/rules.html", {"pages": family_pages()}, request),
        "gallery": render_to_string("portal/gallery.html", sample, request),
        "staff": render_to_string("portal/staff_gallery.html", sample, request),
        "neutral": render_to_string("netral.html", {}, request),
        "missing": error_page(request, HTTPStatus.NOT_FOUND).content.decode(),
        "broken": error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR).content.decode(),
    }


def test_the_landing_fits_one_window_of_tcp(request_: HttpRequest) -> None:
    assert len(brotli.compress(landing(request_, ready=True).encode(), quality=5)) <= 14_336


def test_the_landing_loads_nothing_else(request_: HttpRequest) -> None:
    html = landing(request_, ready=True)
    assert re.findall(r'<script src|<link rel="stylesheet"|<img|url\(', html) == []


def test_other_pages_are_small(request_: HttpRequest) -> None:
    for name in ("safe", "missing", "rules"):
        assert len(brotli.compress(pages(request_)[name].encode(), quality=5)) <= 5_120


@pytest.mark.parametrize("page", family_pages(), ids=lambda page: page.slug)
def test_a_family_of_rules_is_small_and_cites_its_law(
    request_: HttpRequest, page: FamilyPage
) -> None:
    response = views.rule_family(request_, page.slug)
    html = response.content.decode()
    assert len(brotli.compress(response.content, quality=5)) <= 5_120
    assert GIVEAWAYS.search(title_of(html)) is None
    assert page.rows
    for rule in page.rows:
        assert f'<section id="{rule.id}">' in html
        assert rule.articles
        assert escape(rule.articles[0]) in html


def test_a_family_that_does_not_exist_is_not_there(request_: HttpRequest) -> None:
    with pytest.raises(Http404):
        views.rule_family(request_, "xyz")


def test_the_rule_book_speaks_the_readers_language() -> None:
    with translation.override("en"):
        english = family_pages()
    assert [page.title for page in english] != [page.title for page in family_pages()]
    assert english[0].title == "Risk"


def test_a_rule_does_not_say_its_title_twice() -> None:
    rows = [row for page in family_pages() for row in page.rows]
    assert [row.id for row in rows if row.title in row.sentences] == []


def test_until_both_teams_hold_a_key_there_are_only_numbers(request_: HttpRequest) -> None:
    html = landing(request_, ready=False)
    assert "<form" not in html
    assert "<button" not in html
    assert 'href="tel:110"' in html
    assert 'href="tel:129"' in html


@pytest.mark.parametrize("ready", [True, False])
def test_keeping_first_is_offered_only_when_it_can_be_sent_later(
    request_: HttpRequest, ready: bool
) -> None:
    assert ("Simpan dulu, lapor nanti" in landing(request_, ready=ready)) is ready


def test_the_chat_warns_that_it_stays(request_: HttpRequest) -> None:
    assert "Percakapan tersimpan di HP." in landing(request_, ready=True)


def test_the_quiet_line_is_the_citys_choice(request_: HttpRequest) -> None:
    line = "Bercerita itu berani."
    assert line in landing(request_, ready=True, quiet=line)
    assert "berani" not in landing(request_, ready=True)


def test_every_page_has_one_heading_a_language_and_its_landmarks(request_: HttpRequest) -> None:
    for name, html in pages(request_).items():
        assert html.count("<h1") == 1, name
        assert '<html lang="id">' in html, name
        for landmark in ("<header class", "<main", "<footer"):
            assert html.count(landmark) == 1, (name, landmark)


def test_titles_differ_and_give_nothing_away(request_: HttpRequest) -> None:
    titles = [title_of(html) for html in pages(request_).values()]
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if GIVEAWAYS.search(title)] == []
    assert [title for title in titles if "Layanan Warga" not in title] == []


def test_addresses_give_nothing_away(request_: HttpRequest) -> None:
    found = [
        address
        for html in pages(request_).values()
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', html)
        if GIVEAWAYS.search(address)
    ]
    assert found == []


def test_a_form_with_faults_says_so_in_the_title(request_: HttpRequest) -> None:
    assert title_of(pages(request_)["gallery"]).startswith("Perlu diperiksa – ")


def test_no_page_carries_style_attributes_or_handlers(request_: HttpRequest) -> None:
    for name, html in pages(request_).items():
        assert re.findall(r'<[^>]* (?:style|on[a-z]+)="', html) == [], name


def test_the_exit_comes_right_after_the_skip_link(request_: HttpRequest) -> None:
    for name in ("landing", "safe", "rules", "gallery", "missing", "broken"):
        addresses = re.findall(r'<a [^>]*href="([^"]*)"', pages(request_)[name])
        assert addresses[:4] == ["#isi", "/jam", "/", "/jam"], name


@pytest.mark.parametrize(("name", "kind"), [("publik.css", "style"), ("keluar.js", "script")])
def test_what_is_inlined_is_allowed_by_its_very_bytes(
    request_: HttpRequest, name: str, kind: str
) -> None:
    html = landing(request_, ready=True)
    (inside,) = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    assert getattr(request_, f"csp_{kind}_hashes") == [digest], name


def test_leaving_clears_the_visit_and_tells_nothing(request_: HttpRequest) -> None:
    response = views.leave(request_)
    assert response.status_code == HTTPStatus.OK
    assert response["Clear-Site-Data"] == '"storage"'
    assert response["Cache-Control"] == "no-store"
    assert response.cookies["sid"]["max-age"] == 0
    html = response.content.decode()
    assert title_of(html) == "Layanan Warga"
    assert GIVEAWAYS.search(html.split("</style>")[1]) is None
    assert "kode" not in html.split("</style>")[1]


@pytest.mark.parametrize("method", ["post", "put", "delete", "head"])
def test_only_a_plain_visit_leaves(method: str) -> None:
    response = views.leave(getattr(RequestFactory(), method)("/jam"))
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_neutral_page_shows_the_citys_date(request_: HttpRequest) -> None:
    late = clock.now().replace(year=2026, month=3, day=1, hour=20)  # already the 2nd in WIB
    with clock.frozen(late):
        assert "Senin, 2 Maret 2026" in render_to_string("netral.html", {}, request_)


@pytest.mark.parametrize("status", list(WORDINGS))
def test_a_refusal_needs_no_context(status: HTTPStatus) -> None:
    request = RequestFactory().post("/l/1", {"q3": "kata rahasia"})
    response = error_page(request, status)
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert "kata rahasia" not in response.content.decode()
    assert str(WORDINGS[status].title) in response.content.decode()


@pytest.mark.parametrize("status", WITHOUT_TROUBLE)
def test_a_refusal_offers_the_way_home(request_: HttpRequest, status: HTTPStatus) -> None:
    assert '<a class="quiet" href="/">' in error_page(request_, status).content.decode()


def test_what_did_not_arrive_says_so_with_the_numbers(request_: HttpRequest) -> None:
    for response in (not_sent(request_), error_page(request_, HTTPStatus.INTERNAL_SERVER_ERROR)):
        html = response.content.decode()
        assert "muat ulang halaman untuk mengirim lagi" in html.lower()
        assert html.count('class="button call"') == 2


def test_what_is_hidden_looks_like_what_is_not_there() -> None:
    one = views.not_found(RequestFactory().get("/kasus/A"), LookupError("A ada"))
    other = views.not_found(RequestFactory().get("/kasus/B"))
    assert one.content == other.content


def test_a_refused_function_says_who_holds_it(request_: HttpRequest) -> None:
    reason = PermissionDenied("Halaman ini untuk petugas piket.")
    assert "petugas piket" in views.forbidden(request_, reason).content.decode()


def test_a_refused_form_hides_the_reason(request_: HttpRequest) -> None:
    html = views.form_refused(request_, reason="CSRF cookie not set.").content.decode()
    assert "CSRF" not in html


def test_what_cannot_be_read_is_a_plain_400(request_: HttpRequest) -> None:
    assert views.bad_request(request_, ValueError("x")).status_code == HTTPStatus.BAD_REQUEST


def test_numbers_stand_in_one_order_and_name_their_source() -> None:
    numbers = list(known_numbers())
    assert [number.url for number in numbers] == [
        "tel:110",
        "tel:129",
        "https://wa.me/628111129129",
    ]
    assert all(number.source for number in numbers)
    assert [number.is_call for number in numbers] == [True, True, False]
