"""A text of a book's length costs memory and time in step with its length."""

import itertools
import subprocess
import sys
import time
from datetime import date

from quotewire.analysis.encoder.attribution import Attribution, NamedSpan, Reading
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements

# In a process of its own: the peak of a process never falls, and other tests have peaks of their own.
READ = """
import pathlib, sys
from quotewire.analysis.encoder.reader import EncoderReader

reader, parts = EncoderReader.load(), sys.stdin.read().split("\\n\\n")

def read(count):
    found = reader.read("\\n\\n".join(parts[:count]))
    status = pathlib.Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))  # getrusage would tell the parent's too
    return len(found.attributions), int(peak) / 1024

read(40)
print(*read(100), *read(500))
"""


def paragraphs(count: int) -> list[tuple[str, str]]:
    """Paragraphs of about 40 words, each with its speaker's name; hundreds of different people speak."""
    given, family = (
        "Ann Boris Clara Dmitri Elif Farid Greta".split(),
        "Lindqvist Okafor Marten Sato Novak Reyes".split(),
    )
    people = itertools.cycle(f"{one} {other}{mark}" for mark in "abcdefghij" for one in given for other in family)
    return [(paragraph(number, name), name) for number, name in zip(range(count), people, strict=False)]


def paragraph(number: int, name: str) -> str:
    return (
        f'"The bridge at mile {number} is not safe," {name} said on day {number}. He denied that the Ministry of Works '
        f'{number} knew. The spokesman added that it "will stay closed" until spring, according to her office.'
    )


def test_reading_a_longer_text_takes_hardly_more_memory() -> None:
    text = "\n\n".join(part for part, _ in paragraphs(500))
    ended = subprocess.run([sys.executable, "-c", READ], input=text, check=True, stdout=subprocess.PIPE, text=True)
    fewer, low, more, high = map(float, ended.stdout.split())
    assert more > 4 * fewer > 400
    assert high - low < 20


def seconds_to_name(count: int) -> float:
    """CPU seconds from a reading of so many paragraphs to its statements."""
    text, names, attributions = "", [], []
    for part, name in paragraphs(count):
        start, speaker, denied = len(text), len(text) + part.index(name), len(text) + part.index("He denied")
        names.append(NamedSpan(speaker, speaker + len(name), "person", 0.9))
        ministry = start + part.index("Ministry")
        names.append(NamedSpan(ministry, start + part.index(" knew"), "organisation", 0.9))
        attributions.append(Attribution((), (speaker, speaker + len(name)), ((start, speaker - 1),), 0.9))
        attributions.append(Attribution((), (denied, denied + 2), ((denied + 10, start + part.index(" The sp")),), 0.9))
        text += part + "\n\n"
    began = time.process_time()
    registry, day = Registry.build([]), date(2024, 3, 1)
    reading = Reading(tuple(attributions), tuple(names))
    mentions = link_mentions(text, reading.names, registry, day)
    assert len(read_statements("202403-a", text, 0, reading, mentions, registry, day)) == 2 * count
    return time.process_time() - began


def test_naming_the_speakers_of_a_longer_text_takes_longer_in_step() -> None:
    seconds_to_name(20)
    shorter = seconds_to_name(200)
    assert seconds_to_name(800) < 8 * shorter  # four times the length; to look at every pair would be sixteen
