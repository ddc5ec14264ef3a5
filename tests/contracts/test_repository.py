"""What must hold for the repository as a whole: sizes, reasons, locks, words that never enter."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in [
            ("pypi", ".org"),
            ("files.python", "hosted.org"),
            ("npm", "js.org"),
            ("npmjs", ".com"),
            ("crates", ".io"),
            ("proxy.golang", ".org"),
            ("--index", "-url"),
            ("--extra-index", "-url"),
            ("--find", "-links"),
        ]
    )
)
# Options of `make lock` that keep the address out name it: they are not an address.
KEEPS_OUT = re.compile(r"--no-emit-[a-z-]+")
MACHINE_PATH = re.compile(r"(?<![\w./$}-])/(?:work|root|home|Users|tmp/w)/[\w.]")
# Names by which Django finds a template, rather than our code.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
THIRD_PARTY = re.compile(r"""(?:https?:|["'(=]\s*)//[\w-]+\.[\w.-]+""")
SVG_NAMESPACE = "http://www.w3.org/"


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are, or would be, in the repository."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode != 0:  # an unpacked archive: no git, so walk
        found = (path for path in ROOT.rglob("*") if not NOT_OURS & set(path.parts))
    else:
        found = (ROOT / name for name in asked.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def with_suffix(*suffixes: str) -> list[Path]:
    return [path for path in tracked() if path.suffix in suffixes]


def text_of(path: Path) -> str:
    """The file's text; empty for what is not text (compiled translations)."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text("utf-8")


def our_python() -> list[Path]:
    return [path for path in with_suffix(".py") if "migrations" not in path.parts]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def test_no_registry_address_and_no_machine_path() -> None:
    found = [
        f"{named(path)}:{number}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if REGISTRIES.search(KEEPS_OUT.sub("", line)) or MACHINE_PATH.search(line)
    ]
    assert found == []


def test_no_secret_or_database_is_tracked() -> None:
    suffixes = (".sqlite3", ".pem", ".key", ".env")
    assert [named(path) for path in tracked() if path.name.endswith(suffixes)] == []


def test_no_file_is_long() -> None:
    long = {named(path): len(text_of(path).splitlines()) for path in our_python()}
    assert {name: lines for name, lines in long.items() if lines > 450} == {}


def test_no_function_is_long() -> None:
    found = {
        f"{named(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in our_python()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    assert {name: lines for name, lines in found.items() if lines > 50} == {}


def test_every_dependency_has_its_reason() -> None:
    entries = re.findall(r'^ +"[A-Za-z][\w.\[\]-]*[<>=].*$', pyproject(), re.MULTILINE)
    project = tomllib.loads(pyproject())["project"]
    assert len(entries) == len(declared(project, "dev"))
    assert [line for line in entries if not re.search(r'",\s*# \S+ \S+', line)] == []


def declared(project: dict[str, object], *extras: str) -> list[str]:
    """The dependencies as pyproject names them, with those of these extras."""
    optional = project["optional-dependencies"]
    base = project["dependencies"]
    assert isinstance(optional, dict)
    assert isinstance(base, list)
    return [*base, *(entry for extra in extras for entry in optional[extra])]


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ()), (LOCKS[1], ("dev",))])
def test_a_lock_holds_what_pyproject_asks(lock: str, extras: tuple[str, ...]) -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text("utf-8"), re.M))
    for entry in map(Requirement, declared(tomllib.loads(pyproject())["project"], *extras)):
        assert pinned[entry.name.lower()] in entry.specifier, entry.name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_each_version_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block[:40] for block in blocks if not re.match(r"[\w.-]+==[\w.]+ \\\n", block)] == []
    assert [block[:40] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_what_runs_is_the_same_where_it_is_tested() -> None:
    runs, tests = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.M)) for lock in LOCKS)
    assert runs <= tests


def test_transactions_begin_in_one_place() -> None:
    found = [
        named(path)
        for path in our_python()
        if path.is_relative_to(ROOT / "rangkul")
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == "atomic")
        or (isinstance(node, ast.alias) and node.name == "atomic")
    ]
    assert set(found) <= {"rangkul/common/transactions.py"}


def test_django_admin_is_not_installed() -> None:
    admin = "django.contrib" + ".admin"
    assert [named(path) for path in with_suffix(".py", ".html") if admin in text_of(path)] == []


def test_no_third_party_in_what_the_browser_loads() -> None:
    found = [
        f"{named(path)}: {match.group()}"
        for path in with_suffix(".css", ".js", ".html", ".svg")
        if path.is_relative_to(ROOT / "rangkul")
        for match in THIRD_PARTY.finditer(text_of(path).replace(SVG_NAMESPACE, ""))
    ]
    assert found == []


def template_names() -> dict[str, Path]:
    """Each template by the name under which code asks for it."""
    found = {}
    for path in with_suffix(".html", ".txt"):
        if "templates" in path.parts and path.is_relative_to(ROOT / "rangkul"):
            last = len(path.parts) - 1 - path.parts[::-1].index("templates")
            found["/".join(path.parts[last + 1 :])] = path
    return found


def test_every_template_is_used() -> None:
    sources = [path for path in with_suffix(".py", ".html", ".txt") if "tests" not in path.parts]
    unused = [
        name
        for name, own in template_names().items()
        if name not in FOUND_BY_NAME
        and not name.startswith("django/")
        and not any(name in text_of(path) for path in sources if path != own)
    ]
    assert unused == []


def test_versions_are_in_step() -> None:
    version = tomllib.loads(pyproject())["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == version


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_bytes()
    assert len(text) == 34_523
    assert text.lstrip().startswith(b"GNU AFFERO GENERAL PUBLIC LICENSE")
    assert tomllib.loads(pyproject())["project"]["license"] == {"text": "AGPL-3.0-or-later"}
