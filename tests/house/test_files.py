"""Rules that hold for every tracked file."""

import ast
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT, text, tracked, tree

LONGEST = 400
"""Lines of a source file at most; about 300 is what to aim for."""

LARGEST = 2 * 2**20
"""Bytes of a tracked file at most."""

CODE = ("*.py", "*.ts", "*.tsx", "*.mjs", "*.css", "*.sh", "Makefile", ".ci/run")
GENERATED = {Path("web/src/protocol.ts")}

# Put together from pieces, so that this file is none of those it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("registry-1", "docker", "io"),
    )
]
MIGRATION = re.compile(
    r'^revision = "(?P<own>\d+)"\ndown_revision = "?(?P<before>\w+)"?$', re.MULTILINE
)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE = re.compile(r"(?<![\w.])/(work|root)/" + r"\w")


def matches(found: re.Pattern[str]) -> list[str]:
    """Return `file:line: text` wherever a tracked text file matches."""
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate((text(path) or "").splitlines(), 1)
        if found.search(line)
    ]


def test_migrations_are_one_line() -> None:
    """Each follows the one before it, also where two were written at the same time."""
    found = sorted(one for one in tracked() if one.match("migrations/versions/*.py"))
    links = [
        (match["own"], match["before"])
        for one in found
        if (match := MIGRATION.search(text(one) or ""))
    ]
    assert len(links) == len(found) > 10
    assert [before for _, before in links[1:]] == [own for own, _ in links[:-1]]


def test_no_package_registry_is_named() -> None:
    assert matches(re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE)) == []


def test_nothing_is_left_unfinished() -> None:
    assert matches(UNFINISHED) == []


def test_no_path_of_a_developers_machine() -> None:
    assert matches(MACHINE) == []


def test_files_stay_short() -> None:
    lengths = {path: (text(path) or "").count("\n") for path in tracked(*CODE)}
    assert {p: n for p, n in lengths.items() if n > LONGEST and p not in GENERATED} == {}


def test_files_stay_small() -> None:
    assert [str(p) for p in tracked() if (ROOT / p).stat().st_size > LARGEST] == []


def test_texts_end_with_a_newline_and_have_no_tabs_or_carriage_returns() -> None:
    bad = []
    for path in tracked(*CODE, "*.md", "*.toml", "*.json"):
        content = text(path) or "\n"
        if not content.endswith("\n") or "\r" in content:
            bad.append(str(path))
        if path.suffix == ".py" and "\t" in content:
            bad.append(f"{path}: tab")
    assert bad == []


def test_only_the_command_line_prints() -> None:
    """Ruff forbids `print`; nobody but the command line may be excused."""
    excused = matches(re.compile(r"noqa:.*\bT20"))
    assert [line for line in excused if not line.startswith(("signaling/cli", "tests/"))] == []


def test_queues_between_tasks_are_bounded() -> None:
    """A queue without a bound is a delay without a bound.

    `SimpleQueue`, which hands over in half the time, has none: a worker of the decoders counts
    before it puts, and tests/video/test_decoder.py holds it to that.
    """
    unbounded = []
    for path in tracked("mcu/*.py", "signaling/*.py"):
        if path == Path("mcu/video/decoder.py"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and not node.args and not node.keywords:
                name = ast.unparse(node.func).split(".")[-1]
                if name in {"Queue", "LifoQueue", "PriorityQueue", "SimpleQueue"}:
                    unbounded.append(f"{path}:{node.lineno}")
    assert unbounded == []


def test_the_wall_clock_stays_out_of_the_media_plane() -> None:
    """Media time is monotonic; only records carry the time of day.

    The kernel stamps datagrams by the wall clock: how long ago that was is all that is read of it.
    """
    files = [
        p for p in tracked("mcu/*.py") if p.parts[1] != "record" and p != Path("mcu/rtc/arrival.py")
    ]
    calls = [
        f"{path}:{node.lineno}"
        for path in files
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"time.time", "time.time_ns", "datetime.now"}
    ]
    assert calls == []


def test_what_is_not_python_is_packaged_too() -> None:
    """Fonts, documents and templates of the packages are in the wheel as well."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = settings["tool"]["setuptools"]["package-data"]
    for path in tracked("mcu", "signaling"):
        package, inside = path.parts[0], str(Path(*path.parts[1:]))
        assert path.suffix == ".py" or any(fnmatch(inside, one) for one in patterns[package]), path


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_are_of_this_project(name: str) -> None:
    """What pyproject.toml asks for is locked, in a version that it allows."""
    pins = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    if "dev" in name:
        wanted += [one for extra in project["optional-dependencies"].values() for one in extra]
    for line in wanted:
        asked = Requirement(line)
        pin = pins.get(canonicalize_name(asked.name))
        assert pin is not None, f"{asked.name} is not in {name}: run `make lock`"
        assert asked.specifier.contains(pin), f"{line}, but {name} has {pin}: run `make lock`"


def test_locks_name_no_place() -> None:
    for name in tracked("*.lock", "*package-lock.json"):
        content = text(name) or ""
        assert "--index-url" not in content
        assert "--find-links" not in content
        assert '"resolved"' not in content


def test_documented_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in tracked("*.md"):
        named = re.findall(r"(?:^ {4}|`)make ([a-z]+)", text(document) or "", re.MULTILINE)
        assert set(named) <= targets, document


def test_links_between_documents_lead_somewhere() -> None:
    link = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
    broken = [
        f"{document} → {target}"
        for document in tracked("*.md")
        for target in link.findall(text(document) or "")
        if not (ROOT / document.parent / target).exists()
    ]
    assert broken == []
