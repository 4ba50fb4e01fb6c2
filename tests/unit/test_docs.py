"""What the manuals tell a stranger to type exists: commands, options, services, make targets, settings, files."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.compose import ROOT, read_compose
from typer.main import get_command

from quotewire.cli.app import app
from quotewire.settings import Settings
from quotewire.topics import TOPICS

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
OPERATIONS = ROOT / "docs" / "operations.md"
ANY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
SPEAKERS = ("docker compose", "kubectl", "make", "quotewire")
"""Programs whose words are checked."""


def fenced(page: Path) -> Iterator[str]:
    """Lines to type; what stands beside one after two spaces or a # is explanation."""
    for block in re.findall(r"^```\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        yield from (re.split(r"\s{2,}|\s#\s", line)[0] for line in block.splitlines() if not line.startswith(" "))


def inline(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", text)]


def commands(page: Path) -> list[str]:
    """Everything that may be typed, several on a line apart."""
    lines = [one for line in (*fenced(page), *inline(page)) for one in line.split(", ")]
    return [line for line in lines if line.startswith(tuple(f"{speaker} " for speaker in SPEAKERS))]


def resolve(words: list[str]) -> tuple[Any, list[str]]:
    """The innermost command, and what is left for it."""
    command: Any = get_command(app)
    while words and words[0] in getattr(command, "commands", ()):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def check_quotewire(words: list[str]) -> None:
    command, rest = resolve(words)
    assert not hasattr(command, "commands") or not rest or rest[0].startswith("-"), f"no command {' '.join(words)}"
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    options = {word.partition("=")[0] for word in rest if word.startswith("-")}
    assert options <= known, f"{' '.join(words)}: {options - known}"


def check_compose(words: list[str]) -> None:
    services = read_compose()["services"].keys()
    kind, *rest = words
    named = [word for word in rest if not word.startswith("-")]
    if kind in ("exec", "run"):
        assert named[0] in services, words
        if named[1:2] == ["quotewire"]:
            check_quotewire(rest[rest.index("quotewire") + 1 :])
    else:
        assert kind in ("build", "logs", "ps", "restart", "stop", "up"), words
        assert set(named) <= services, words


def check_kubectl(words: list[str]) -> None:
    for path in (word for word in words if word.startswith("deploy/") and "." not in word):
        assert (ROOT / path).exists() or path.removeprefix("deploy/") in read_compose()["services"], words


def check_make(words: list[str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert words[0] in targets, words


CHECKS = {
    "quotewire": check_quotewire,
    "docker": lambda words: check_compose(words[1:]),
    "kubectl": check_kubectl,
    "make": check_make,
}


@ANY_PAGE
def test_what_is_to_be_typed_exists(page: Path) -> None:
    for line in commands(page):
        program, *words = shlex.split(re.split(r" [<|>] ", line)[0].replace("…", ""))
        CHECKS[program](words)


@pytest.mark.parametrize(
    "slip", ["quotewire dlq lst", "quotewire status --jsn", "docker compose restart colect", "make tset"]
)
def test_a_slip_is_noticed(slip: str) -> None:
    program, *words = shlex.split(slip)
    with pytest.raises(AssertionError):
        CHECKS[program](words)


def test_commands_of_the_manual_take_their_arguments() -> None:
    """As the shell function of the manual sends them: with the configuration at the end."""
    lines = [line for line in fenced(OPERATIONS) if line.startswith("quotewire ")]
    assert len(lines) > 8
    for line in lines:
        command, rest = resolve(shlex.split(line)[1:])
        command.make_context(line, [*rest, "--config", "quotewire.yaml"])


@ANY_PAGE
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


@ANY_PAGE
def test_settings_that_are_named_are_known(page: Path) -> None:
    for code in inline(page):
        if re.fullmatch(r"streaming(\.\w+)+", code):
            model: Any = Settings
            for part in code.split("."):
                assert part in model.model_fields, code
                model = model.model_fields[part].annotation


def test_files_that_are_named_are_there() -> None:
    for code in inline(OPERATIONS):
        if re.fullmatch(r"(deploy|docs|schemas)/[\w/.-]+", code):
            assert (ROOT / code).exists(), code


def test_partitions_are_those_of_the_topics() -> None:
    rows = dict(re.findall(r"^\| `(\w+\.\w+)` \| (\d+) \|", OPERATIONS.read_text("utf-8"), re.MULTILINE))
    assert len(rows) == 3
    assert {name: int(count) for name, count in rows.items()} == {name: TOPICS[name].partitions for name in rows}


def test_memory_is_that_of_the_limits() -> None:
    units = {"m": 1 / 1024, "g": 1.0}
    always = [one for one in read_compose()["services"].values() if one["restart"] != "no" and "profiles" not in one]
    limits = [one["mem_limit"] for one in always]
    total = sum(float(limit[:-1]) * units[limit[-1]] for limit in limits)
    assert f"add up to {total:.1f} GB" in OPERATIONS.read_text("utf-8")


def test_the_page_of_settings_is_what_its_script_writes() -> None:
    page = ROOT / "docs" / "settings.md"
    assert page.read_text("utf-8") == runpy.run_path(str(page.with_suffix(".py")))["write"]()
