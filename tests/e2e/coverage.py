"""Several hundred invented articles, the same at every call: material for runs that are killed."""

import json
import random
from pathlib import Path

_SPEAKERS = (
    ("Harbour minister", "Ada Lindqvist"),
    ("Treasury secretary", "Oren Castellan"),
    ("Police spokesman", "Tomas Reyl"),
    ("Opposition leader", "Mirela Dunav"),
    ("Central bank governor", "Henrik Aasgard"),
)
_TOPICS = ("the northern bridge", "the ferry contract", "the grain reserve", "the tram budget", "the water tariff")
_CLAIMS = (
    "{topic} was sold without a vote",
    "{topic} will be finished before the winter",
    "nobody in the ministry had seen the report on {topic}",
    "the costs of {topic} have doubled since spring",
)
_CUES = ("said", "claimed", "denied that", "warned that")


def write_coverage(folder: Path, count: int, seed: int) -> None:
    """A folder of ``count`` articles with a manifest: new ones, copies in other outlets, and second versions."""
    rng = random.Random(seed)
    items: list[dict[str, str]] = []
    texts: list[str] = []
    for number in range(count):
        text = rng.choice(texts) if texts and rng.random() < 0.15 else make_article(rng)
        texts.append(text)
        url = f"https://outlet-{number % 7}.example/news/{number}"
        if items and rng.random() < 0.05:
            url = rng.choice(items)["url"]  # a second version
        (folder / f"{number:04}.txt").write_text(text, "utf-8")
        minute = f"2024-03-{1 + number // 60 % 28:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"
        items.append({"file": f"{number:04}.txt", "url": url, "outlet": f"Outlet {number % 7}", "collected_at": minute})
    (folder / "manifest.yaml").write_text(json.dumps({"items": items}), "utf-8")


def make_article(rng: random.Random) -> str:
    """About a hundred words: a headline, and three people who say two things each."""
    topic = rng.choice(_TOPICS)
    paragraphs = [f"Questions about {topic} occupied the assembly on day {rng.randrange(1000)} of its session."]
    for title, name in rng.sample(_SPEAKERS, 3):
        claim = rng.choice(_CLAIMS).format(topic=topic)
        paragraphs.append(f"{title} {name} {rng.choice(_CUES)} {claim}, in answer number {rng.randrange(1000)}.")
        paragraphs.append(f'"We have looked at {topic} for {rng.randrange(2, 90)} days," {name.split()[-1]} said.')
    return f"Dispute over {topic} goes on\n\n" + "\n\n".join(paragraphs) + "\n"
