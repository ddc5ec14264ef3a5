"""What a telephone of September 2017 (Chrome and WebView 61) understands.

An allow-list, read from a parser's tree: what is not named here was not there in 2017 or has not
been looked up, and the test fails until somebody has. Versions are those of the compatibility
tables of MDN. What an old browser skips without harm stands in HARMLESS_*, with the reason.
"""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import esprima
import tinycss2

from tests.furnished import listed

# --- CSS ---------------------------------------------------------------------------------------

AT_RULES = listed("media page supports keyframes font-face")
MEDIA = listed("""
    all and color hover max-height max-width min-height min-width monochrome none not only or
    orientation landscape portrait pointer coarse fine print screen speech
    """)
PSEUDO_CLASSES = listed("""
    active checked default disabled empty enabled first-child first-of-type focus focus-within hover
    in-range indeterminate invalid lang last-child last-of-type link not nth-child nth-last-child
    nth-last-of-type nth-of-type only-child only-of-type optional out-of-range placeholder-shown
    read-only read-write required root target valid visited
    """)
PSEUDO_ELEMENTS = listed("""
    after before first-letter first-line placeholder selection -webkit-details-marker
    -webkit-file-upload-button
    """)
PROPERTIES = listed("""
    -webkit-appearance -webkit-hyphens -webkit-text-size-adjust align-content align-items align-self
    animation animation-delay animation-duration animation-name background background-color
    background-image background-position background-repeat background-size border border-bottom
    border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color border-left-style
    border-left-width border-radius border-right border-right-color border-right-style
    border-right-width border-spacing border-style border-top border-top-color
    border-top-left-radius border-top-right-radius border-top-style border-top-width border-width
    bottom box-shadow box-sizing caption-side caret-color clear clip clip-path color column-count
    column-gap column-width columns content counter-increment counter-reset cursor direction display
    empty-cells fill filter flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap
    float font font-family font-feature-settings font-size font-style font-variant
    font-variant-numeric font-weight grid grid-area grid-auto-columns grid-auto-flow grid-auto-rows
    grid-column grid-column-end grid-column-gap grid-column-start grid-gap grid-row grid-row-end
    grid-row-gap grid-row-start grid-template grid-template-areas grid-template-columns
    grid-template-rows height hyphens justify-content justify-items justify-self left letter-spacing
    line-height list-style list-style-position list-style-type margin margin-bottom margin-left
    margin-right margin-top max-height max-width min-height min-width object-fit object-position
    opacity order orphans outline outline-color outline-offset outline-style outline-width overflow
    overflow-wrap overflow-x overflow-y padding padding-bottom padding-left padding-right
    padding-top page-break-after page-break-before page-break-inside place-content place-items
    place-self pointer-events position quotes resize right size src stroke tab-size table-layout
    text-align text-decoration text-decoration-color text-decoration-line text-decoration-style
    text-indent text-overflow text-shadow text-transform top touch-action transform transform-origin
    transition transition-duration transition-property unicode-bidi user-select vertical-align
    visibility white-space widows width will-change word-break word-spacing word-wrap z-index
    """)
HARMLESS_PROPERTIES = {
    "accent-color": "radio buttons keep the browser's own colour",
    "appearance": "the prefixed name stands beside it where it matters",
    "break-inside": "page-break-inside, or a block cut by the edge of the paper",
    "color-scheme": "the browser's own parts stay light",
    "gap": "only beside grid-gap or where margins do the work; looked at below",
    "scroll-margin-top": "the sticky bar lies over the target until she scrolls",
    "scroll-padding": "the same",
    "scroll-padding-top": "the same",
    "text-decoration-thickness": "a thinner line",
    "text-size-adjust": "the prefixed name stands beside it",
    "text-underline-offset": "the line stands closer",
}
HARMLESS_MEDIA = {
    "prefers-color-scheme": "never true: the light colours",
    "prefers-reduced-motion": "never true, and nothing moves without it",
    "prefers-contrast": "never true",
    "forced-colors": "never true",
    "dark": "a value of prefers-color-scheme",
    "light": "a value of prefers-color-scheme",
    "reduce": "a value of prefers-reduced-motion",
    "no-preference": "a value of the preferences",
    "more": "a value of prefers-contrast",
    "active": "a value of forced-colors",
}
FUNCTIONS = listed("""
    attr calc counter counters cubic-bezier fit-content format hsl hsla linear-gradient local matrix
    minmax radial-gradient rect repeat repeating-linear-gradient rgb rgba rotate scale scalex scaley
    skew skewx skewy steps translate translatex translatey translatez url var
    """)
UNITS = listed("ch cm deg dpi dppx em ex fr grad in mm ms pc pt px rad rem s turn vh vmax vmin vw")
TOO_NEW_WORDS = {
    "": listed("revert revert-layer stretch"),
    "display": listed("contents math ruby"),
    "overflow": listed("clip"),
    "overflow-wrap": listed("anywhere"),
    "white-space": listed("break-spaces"),
    "word-break": listed("break-word auto-phrase"),
    "text-decoration": listed("from-font"),
    "align-items": listed("self-start self-end first last"),
    "justify-content": listed("left right normal"),
    "position": listed("anchor"),
    "resize": listed("block inline"),
}
HASH_DIGITS = {3, 6}  # with an alpha digit only from Chrome 62


def css_faults(sheet: str) -> list[str]:
    """What Chrome 61 would trip over in a style sheet, in its order."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return list(_rule_faults(rules))


def _rule_faults(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _selector_faults(rule.prelude)
            yield from _block_faults(rule.content)
        elif rule.type == "at-rule":
            yield from _at_rule_faults(rule)
        else:
            yield f"{rule.type}: {rule.message}"


def _at_rule_faults(rule: Any) -> Iterator[str]:
    name = rule.lower_at_keyword
    if name not in AT_RULES:
        yield f"@{name}"
    elif name in {"media", "supports"}:
        yield from _query_faults(rule.prelude) if name == "media" else ()
        yield from _rule_faults(tinycss2.parse_rule_list(rule.content, True, True))
    elif name == "keyframes":
        for step in tinycss2.parse_rule_list(rule.content, True, True):
            yield from _block_faults(step.content)
    else:
        yield from _block_faults(rule.content)


def _query_faults(prelude: Iterable[Any]) -> Iterator[str]:
    for token in _deep(prelude):
        if token.type == "ident" and token.lower_value not in MEDIA | HARMLESS_MEDIA.keys():
            yield f"@media {token.value}"
        elif token.type == "literal" and token.value not in {":", ","}:
            yield f"@media {token.value}"  # ranges (width >= 40em) came in 2022


def _selector_faults(prelude: list[Any]) -> Iterator[str]:
    for at, token in enumerate(prelude):
        if token.type == "literal" and token.value == ":":
            element = at > 0 and _is(prelude[at - 1], ":")
            yield from _pseudo_faults(prelude[at + 1], element=element)
        elif token.type == "literal" and token.value not in {">", "+", "~", ",", ".", "*", ":"}:
            yield f"selector {token.value}"
        elif token.type == "[] block":
            yield from _attribute_faults(token.content)


def _attribute_faults(content: list[Any]) -> Iterator[str]:
    words = [token.lower_value for token in content if token.type == "ident"]
    if len(words) > 1 and words[-1] == "s":
        yield "[attribute s]"


def _pseudo_faults(token: Any, *, element: bool) -> Iterator[str]:
    if token.type == "literal":
        return  # the first of two colons
    name = token.lower_name if token.type == "function" else token.lower_value
    if name not in (PSEUDO_ELEMENTS if element else PSEUDO_CLASSES):
        yield f"{'::' if element else ':'}{name}"
    elif name == "not":
        # A list, or more than one simple selector, came with Chrome 88: the whole rule would fall.
        if any(one.type == "whitespace" or _is(one, ",") for one in token.arguments):
            yield ":not(list)"
        yield from _selector_faults(token.arguments)


def _is(token: Any, sign: str) -> bool:
    return token.type == "literal" and bool(token.value == sign)


def _block_faults(content: list[Any]) -> Iterator[str]:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    names = {one.lower_name for one in found if one.type == "declaration"}
    for one in found:
        if one.type != "declaration":
            yield f"nested {tinycss2.serialize([one])[:40]}"
        elif not one.lower_name.startswith("--"):
            yield from _declaration_faults(one, names)


def _declaration_faults(one: Any, names: set[str]) -> Iterator[str]:
    name = one.lower_name
    if name not in PROPERTIES | HARMLESS_PROPERTIES.keys():
        yield name
    if name == "gap" and "grid-gap" not in names:
        yield "gap without grid-gap"
    if name == "appearance" and "-webkit-appearance" not in names:
        yield "appearance without -webkit-appearance"
    if name not in HARMLESS_PROPERTIES:
        yield from (f"{name}: {fault}" for fault in _value_faults(name, one.value))


def _value_faults(name: str, value: Iterable[Any]) -> Iterator[str]:
    too_new = TOO_NEW_WORDS[""] | TOO_NEW_WORDS.get(name, frozenset())
    for token in _deep(value):
        if token.type == "function" and token.lower_name not in FUNCTIONS:
            yield f"{token.name}()"
        elif token.type == "function" and token.lower_name[:3] in {"rgb", "hsl"}:
            if not any(_is(one, ",") for one in token.arguments):
                yield f"{token.name}() without commas"
        elif token.type == "dimension" and token.lower_unit not in UNITS:
            yield f"unit {token.unit}"
        elif token.type == "hash" and len(token.value) not in HASH_DIGITS:
            yield f"#{token.value}"
        elif token.type == "ident" and token.lower_value in too_new:
            yield token.value


def _deep(tokens: Iterable[Any]) -> Iterator[Any]:
    """Every token, those inside brackets and functions too."""
    for token in tokens:
        yield token
        yield from _deep(getattr(token, "arguments", None) or getattr(token, "content", None) or [])


# --- JavaScript --------------------------------------------------------------------------------

# Syntax up to ES2016; esprima itself refuses what came after ES2017.
TOO_NEW_NODES = listed("AwaitExpression Import ImportDeclaration ExportNamedDeclaration")
GLOBALS = listed("""
    Array Boolean Date Error JSON Math Number Object RegExp String document isNaN parseFloat
    parseInt setTimeout clearTimeout setInterval clearInterval undefined window
    """)
MEMBERS = listed("""
    activeElement addEventListener appendChild apply body bind blur call charAt checked childNodes
    children className classList click closest concat contains cookie createElement createTextNode
    data disabled display document documentElement each elements fill filter firstChild focus lang
    forEach form forms getAttribute getElementById getElementsByTagName getTime hasAttribute hash
    hidden href id indexOf innerHeight innerText insertBefore join key keyCode lastChild length
    location map match name nextSibling nodeName now observe onchange onclick oninput onkeydown
    onkeyup onload onpagehide onpageshow onsubmit options origin parentNode pathname persisted pop
    preventDefault previousSibling protocol push querySelector querySelectorAll random reload
    remove removeAttribute removeChild removeEventListener replace returnValue reverse search
    select selectedIndex setAttribute shift slice some sort splice split stopPropagation style
    submit substr substring tagName target test textContent title toLowerCase toString
    toUpperCase toggle trim type unshift value which
    """)


def script_faults(source: str) -> list[str]:
    """What Chrome 61 would trip over in a script: syntax, globals, members."""
    try:
        tree = esprima.parseScript(source)
    except esprima.Error as error:
        return [f"syntax: {error}"]
    nodes = list(_nodes(tree))
    return [*_syntax_faults(nodes), *_name_faults(nodes)]


def _nodes(node: Any) -> Iterator[Any]:
    """The tree's nodes, outermost first."""
    if isinstance(node, list):
        for one in node:
            yield from _nodes(one)
    elif isinstance(node, esprima.nodes.Node):
        yield node
        for value in vars(node).values():
            yield from _nodes(value)


def _syntax_faults(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if node.type in TOO_NEW_NODES or getattr(node, "isAsync", False):
            yield node.type
        elif node.type == "ObjectExpression":
            yield from ("{...}" for one in node.properties if one.type == "SpreadElement")
        elif node.type == "Literal" and getattr(node, "regex", None):
            yield from _pattern_faults(node.regex.pattern, node.regex.flags)


def _pattern_faults(pattern: str, flags: str) -> Iterator[str]:
    """Look-behind, dotAll, named groups and \\p came with Chrome 62 and 64."""
    if "(?<" in pattern or "\\p{" in pattern or set(flags) - set("gimuy"):
        yield f"/{pattern}/{flags}"


def _name_faults(nodes: list[Any]) -> Iterator[str]:
    members = [n.property for n in nodes if n.type == "MemberExpression" and not n.computed]
    keys = [n.key for n in nodes if n.type == "Property" and not n.computed]
    own = {id(one) for one in [*members, *keys]}
    declared = set(_declared(nodes))
    yield from (f".{one.name}" for one in members if one.name not in MEMBERS)
    for node in nodes:
        if node.type == "Identifier" and id(node) not in own:
            yield from () if node.name in declared | GLOBALS else (node.name,)


def _declared(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if node.type == "VariableDeclarator":
            yield node.id.name
        if "Function" in node.type:
            yield from (one.name for one in node.params)
            if getattr(node, "id", None):
                yield node.id.name


# --- HTML --------------------------------------------------------------------------------------

ELEMENTS = listed("""
    a abbr article aside audio b bdi blockquote body br button caption code col colgroup dd details
    div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 head header hr html i img input
    kbd label legend li link main mark meta nav ol optgroup option output p pre script section
    select small source span strong style summary table tbody td textarea tfoot th thead time title
    tr ul wbr
    """)
ATTRIBUTES = listed("""
    abbr accept action alt aria-atomic aria-controls aria-current aria-describedby aria-expanded
    aria-hidden aria-invalid aria-label aria-labelledby aria-live aria-required autocapitalize
    autocomplete charset checked class cols colspan content controls datetime defer dir disabled
    download enctype for headers height hidden href hreflang http-equiv id label lang list max
    maxlength media method min multiple name novalidate open placeholder preload readonly rel
    reversed role rows rowspan scope selected size span spellcheck src start step tabindex title
    type value width
    """)
HARMLESS_ATTRIBUTES = {
    "autocorrect": "Safari's own; others skip it",
    "autofocus": "on a div from Chrome 79: without it the alert is still spoken and comes first",
    "enterkeyhint": "the Enter key keeps its usual picture",
    "inputmode": "from Chrome 66: without it the keyboard begins with letters",
}
INPUTS = listed("checkbox file hidden password radio submit text")
RELATIONS = listed("alternate canonical icon nofollow noopener noreferrer stylesheet next prev")


class Reader(HTMLParser):
    """Elements, attributes and input types that Chrome 61 does not know; scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.faults += [] if tag in ELEMENTS else [f"<{tag}>"]
        self.faults += [f"<{tag} {name}>" for name, _ in attrs if not _known(name)]
        given = dict(attrs)
        if tag == "input" and given.get("type", "text") not in INPUTS:
            self.faults.append(f"<input type={given.get('type')}>")
        if tag == "script" and given.get("type", "text/javascript") != "text/javascript":
            self.faults.append(f"<script type={given.get('type')}>")
        relations = set((given.get("rel") or "").split()) - RELATIONS
        self.faults += [f"<{tag} rel={one}>" for one in sorted(relations)]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in self.texts:
            self.texts[self._inside].append(data)


def _known(name: str) -> bool:
    return name in ATTRIBUTES or name in HARMLESS_ATTRIBUTES or name.startswith("data-")


def html_faults(html: str) -> list[str]:
    """What Chrome 61 does not know in a page, its inlined style and script included."""
    page = Reader(html)
    inlined = [css_faults(one) for one in page.texts["style"]]
    inlined += [script_faults(one) for one in page.texts["script"]]
    return [*page.faults, *(fault for faults in inlined for fault in faults)]
