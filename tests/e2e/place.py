"""A page in one state, who looks at it, and how the page comes into that state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from playwright.sync_api import Page

from tests.cast import STAFF
from tests.e2e.eyes import Browsers
from tests.furnished import IDLE, VISITOR, Furnished
from tests.house import Server

Act = Callable[[Page], object]
PUBLIC = "public"  # one browser for all visitors: a visitor is no more than a cookie


@dataclass(frozen=True)
class OpenDay:
    """The furnished city, the server that shows it, and everybody's browser, opened once."""

    furnished: Furnished
    server: Server
    browsers: Browsers
    _pages: dict[tuple[str, int, bool], Page] = field(default_factory=dict)

    def page(self, who: str, *, width: int, js: bool = True) -> Page:
        """The browser of a member of staff, or the visitors' one with this visitor's cookie."""
        whose = who if who in {*STAFF, IDLE} else PUBLIC
        if (whose, width, js) not in self._pages:
            self._pages[whose, width, js] = page = self.browsers.phone(
                self.server, width=width, js=js
            )
            page.context.add_cookies(self._cookies(who))
        page = self._pages[whose, width, js]
        if whose == PUBLIC:
            page.context.clear_cookies()
            page.context.add_cookies(self._cookies(who))
        return page

    def _cookies(self, who: str) -> list[Any]:
        held = self.furnished.cookies.get(who, SimpleCookie())
        return [
            {"name": name, "value": one.value, "domain": "127.0.0.1", "path": one["path"]}
            for name, one in held.items()
            if one.value
        ]


@dataclass(frozen=True)
class Place:
    """A page in one state: what the resolver calls it, who looks, and what is done there."""

    route: str
    who: str = VISITOR
    state: str = ""
    address: str = ""  # where it differs from the route
    act: Act | None = None
    public: bool = False  # a page of the public face, with an exit
    answer: int = 200  # to the first look; 302 shows where it leads

    @property
    def id(self) -> str:
        return f"{self.who} {self.address or self.route} {self.state}".strip()

    def go(self, day: OpenDay, page: Page) -> None:
        """Open it and bring it into its state. The page must be that of `day.page(self.who)`."""
        address = day.furnished.address(self.address or self.route)
        shown = page.goto(address)
        assert shown is not None
        came = 302 if shown.request.redirected_from else shown.status
        assert came == self.answer, (came, shown.url)
        if self.act is not None:
            self.act(page)
