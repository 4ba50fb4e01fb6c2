"""The Dockerfile's steps, run in a clean folder: the image that they make has everything that the services need.

There is no container engine here, so the last stage's user is checked by its words, and the rest by running it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest
from tests.compose import ROOT, Step, read_compose, read_containers, read_steps, read_variables

from quotewire import __version__, sample

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGE = Path(sample.__path__[0]) / "pages" / "meridian-wire" / "kremlin-drones-first-report.txt"
NOT_OF_THE_BUILD = "PIP_NO_CACHE_DIR"  # keeps the image small; here it would fetch everything again at each run


class Build:
    """One stage's file system in a folder; absolute paths of the image lie in it."""

    def __init__(self, folder: Path, stage: int) -> None:
        self.folder = folder
        self._place = folder
        (folder / "bin").mkdir()
        (folder / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
        given = {name: value for name, value in read_variables(stage).items() if name != NOT_OF_THE_BUILD}
        passed = {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP", "HOME"))
        }
        self._environment = {**passed, **given, "PATH": f"{folder / 'bin'}:/usr/bin:/bin"}

    def run(self, step: Step) -> None:
        steps = {"WORKDIR": self._workdir, "COPY": self._copy, "RUN": self._run}
        if step.name in steps:
            steps[step.name](step.words)

    def _workdir(self, words: str) -> None:
        self._place = Path(self._here(words))
        self._place.mkdir(parents=True)

    def _copy(self, words: str) -> None:
        *sources, target = words.split()
        for source in sources:
            assert is_sent(source), f"COPY {source}: .dockerignore keeps it from the engine"
            given, made = ROOT / source, self._place / target / ("" if len(sources) > 1 else Path(source).name)
            if given.is_dir():
                shutil.copytree(given, self._place / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(given, made)

    def _run(self, words: str) -> None:
        command = ["/bin/sh", "-c", self._here(words)]
        done = subprocess.run(
            command, cwd=self._place, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"RUN {words}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"

    def _here(self, words: str) -> str:
        return re.sub(r"(?<![\w.])/(opt|build)\b", rf"{self.folder}/\1", words)


def is_sent(name: str) -> bool:
    """Whether the engine gets a file of the repository; the last line that fits decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").split():
        if fnmatch(name, line.removeprefix("!")):
            sent = line.startswith("!")
    return sent


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the image's /opt/quotewire lies."""
    build = Build(tmp_path_factory.mktemp("image"), 0)
    for step in read_steps():
        if step.stage == 0:
            build.run(step)
    return build.folder / "opt" / "quotewire"


def call(image: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The image's entry point, where nothing of the checkout is in reach."""
    variables: Mapping[str, str] = {
        **read_variables(1),
        "QUOTEWIRE_DATA": str(folder),
        "PATH": f"{image / 'bin'}:/usr/bin:/bin",
    }
    command = [str(image / "bin" / "quotewire"), *arguments]
    return subprocess.run(
        command, cwd=folder, env=dict(variables), capture_output=True, text=True, timeout=300, check=False
    )


def test_it_is_this_version(image: Path, tmp_path: Path) -> None:
    told = call(image, tmp_path, "--version")
    assert told.stdout.strip() == f"quotewire {__version__}", told.stderr


def test_it_holds_every_file_of_the_package(image: Path) -> None:
    """Weights, seed, sample and migrations too."""
    library = image / "lib" / f"python3.{sys.version_info.minor}" / "site-packages" / "quotewire"
    assert files_below(ROOT / "services" / "quotewire") == files_below(library)


def files_below(folder: Path) -> set[Path]:
    return {
        file.relative_to(folder) for file in folder.rglob("*") if file.is_file() and file.parent.name != "__pycache__"
    }


def test_it_reads_an_article_with_its_own_models(image: Path, tmp_path: Path) -> None:
    page = shutil.copy(PAGE, tmp_path / "page.txt")
    told = call(image, tmp_path, "analyze", str(page))
    assert told.returncode == 0, told.stderr
    assert "Peskov" in told.stdout


def test_it_has_what_the_streaming_services_import(image: Path, tmp_path: Path) -> None:
    command = [
        str(image / "bin" / "python"),
        "-c",
        "import quotewire.runtime.streaming.services, quotewire.runtime.streaming.kibana",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


def test_the_user_is_the_one_that_the_image_makes() -> None:
    (made,) = [step.words for step in read_steps() if step.stage == 1 and step.name == "RUN"]
    (user,) = [step.words for step in read_steps() if step.name == "USER"]
    found = re.search(r"--gid (\d+) quotewire && useradd --uid (\d+) --gid (\d+)", made)
    assert found
    assert user == f"{found[2]}:{found[1]}" == f"{found[2]}:{found[3]}"
    services = read_compose()["services"]
    assert {services[name]["user"] for name in read_containers()} == {user}


def test_the_version_is_one_everywhere() -> None:
    tags = {
        services["image"]
        for services in read_compose()["services"].values()
        if services["image"].startswith("quotewire:")
    }
    assert tags == {f"quotewire:{__version__}"}
    assert f"-t quotewire:{__version__} " in (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
