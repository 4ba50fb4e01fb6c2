# ruff: noqa: INP001 - a script, run by make
"""What 100,000 watches and 100,000 aliases cost one worker: with the index, and asking every watch of every article.

    python benchmarks/matching.py [--watches N] [--aliases N] [--articles N]

Articles, names and words are invented (a seeded generator with a Zipf-like vocabulary), so the run is the same anywhere.
What the rest of the pipeline costs is measured in the same run on the sample coverage that ships with quotewire, and
taken for an article of as many words; its reading, linking, recording and encoding for the topics count.
"""

import argparse
import itertools
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.analysis.entities.registry import Registry
from quotewire.bootstrap import load_analyser, open_scratch_state
from quotewire.codec import encode
from quotewire.evaluation.figures import Figure, lines_of
from quotewire.matching.clause import view_article
from quotewire.matching.matcher import Matcher, match_each, read_watch
from quotewire.model.article import Article, CollectedArticle
from quotewire.model.claim import Novelty
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RecordedStatement
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.model.span import Span
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement
from quotewire.model.watch import SaidBy, Watch
from quotewire.processor.record import record
from quotewire.seed import seed_entities

START = datetime(2023, 5, 3, tzinfo=UTC)
VOCABULARY = 30_000
WORDS = 600  # of an article
STATEMENTS = 10  # of an article
NAIVE_ARTICLES = 3
ALIASES_OF_ONE = 4
SYLLABLES = tuple("".join(pair) for pair in itertools.product("bcdfgklmnprstvz", "aeiou"))

SAMPLE = Path(__file__).parent.parent / "services" / "quotewire" / "sample" / "pages"

console = Console()

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """An invented language and its people, drawn from one seeded generator."""

    chance: random.Random
    words: Sequence[str]
    weights: Sequence[float]
    people: Sequence[Entity]

    def draw(self, count: int) -> list[str]:
        """Words as often as in a language: the n-th most frequent 1/n as often as the first."""
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def topic_words(self, count: int) -> list[str]:
        """Words one would watch for: not among the 1,000 most frequent, so that one is in one to six articles of 100."""
        return [self.words[int(1000 * (len(self.words) / 1000) ** self.chance.random())] for _ in range(count)]

    def person(self) -> Entity:
        return self.chance.choice(self.people)


def build_world(aliases: int) -> World:
    chance = random.Random(7)  # noqa: S311 - the same articles in every run, nothing secret
    words = [_word(chance, 3 + number % 3) for number in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    people = [_person(chance, number) for number in range(aliases // ALIASES_OF_ONE)]
    return World(chance, words, weights, people)


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(SYLLABLES, k=syllables))


def _person(chance: random.Random, number: int) -> Entity:
    names = [f"{_word(chance, 2).title()} {_word(chance, 3).title()}" for _ in range(ALIASES_OF_ONE)]
    return Entity(f"p{number}", EntityKind.PERSON, names[0], tuple(names[1:]), names[0].split()[-1])


def build_watches(world: World, count: int) -> Iterator[Watch]:
    shapes = (_topic, _speaker_and_topic, _speaker_and_stance, _mention_and_topic, _phrase)
    for number in range(count):
        yield shapes[number % len(shapes)](world, f"w{number}")


def _topic(world: World, watch_id: str) -> Watch:
    one, two, three, four = world.topic_words(4)
    return Watch(watch_id, about=f"({one} OR {two[:6]}*) AND {three} NOT {four}")


def _speaker_and_topic(world: World, watch_id: str) -> Watch:
    one, two = world.topic_words(2)
    people = tuple(SaidBy(name=world.chance.choice((of.name, *of.aliases))) for of in (world.person(), world.person()))
    return Watch(watch_id, people, about=f"{one} OR {two}")


def _speaker_and_stance(world: World, watch_id: str) -> Watch:
    return Watch(watch_id, (SaidBy(name=world.person().name),), stance=(Stance.DENIES, Stance.ALLEGES))


def _mention_and_topic(world: World, watch_id: str) -> Watch:
    return Watch(watch_id, mentions=(world.person().name,), about=world.topic_words(1)[0])


def _phrase(world: World, watch_id: str) -> Watch:
    one, two, three = world.topic_words(3)
    return Watch(watch_id, about=f'"{one} {two}"~5 {three}')


def build_article(world: World, number: int) -> RecordedArticle:
    words = world.draw(WORDS)
    speakers = [world.person() for _ in range(STATEMENTS)]
    for at, speaker in enumerate(speakers):
        words[at * WORDS // STATEMENTS] = speaker.name
    article = Article(f"202305-{number}", f"202305-{number}.1", f"https://example.org/{number}", "example", START,
                      " ".join(world.draw(8)), " ".join(words), "en")  # fmt: skip
    statements = tuple(_statement(world, article, speaker) for speaker in speakers)
    mentions = tuple(
        Mention(said.statement.speaker.mention or Span(0, 0), speaker.name, EntityKind.PERSON, 1.0, speaker.id)
        for said, speaker in zip(statements, speakers, strict=True)
    )
    return RecordedArticle(
        article, 1, Outcome(article.version_id, article.id, OutcomeKind.INDEXED, START), mentions, statements
    )


def _statement(world: World, article: Article, who: Entity) -> RecordedStatement:
    start = article.text.index(who.name)
    mention = Span(start, start + len(who.name))
    span = Span(mention.end, min(mention.end + 150, len(article.text)))
    speaker = Speaker(who.id, who.name, EntityKind.PERSON, mention, Resolution.FULL_NAME, who.id)
    stance = world.chance.choice(tuple(Stance))
    statement = Statement(f"{article.id}-{start}", speaker, (span,), span.of(article.text), Form.INDIRECT, stance, 0.9)
    return RecordedStatement(statement, f"202305-c{start}", 1.0, f"202305-u{start}", Novelty.NEW, ("Example",))


def seconds(action: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of this process, so that a busy machine does not count."""
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="What many watches and aliases cost one worker.")
    parser.add_argument("--watches", type=int, default=100_000)
    parser.add_argument("--aliases", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    world = build_world(options.aliases)
    articles = [build_article(world, number) for number in range(options.articles)]
    watches = list(build_watches(world, options.watches))
    measure(world, articles, watches)


def measure(world: World, articles: Sequence[RecordedArticle], watches: Sequence[Watch]) -> None:
    """Every figure of one run, printed as it is known."""
    split = f"{len(watches):,} watches, {len(world.people) * ALIASES_OF_ONE:,} aliases"
    before = megabytes()
    registry_cost, registry = seconds(lambda: Registry.build(world.people))
    names_memory = megabytes()
    build_cost, matcher = seconds(lambda: Matcher.build(watches, registry))
    after = megabytes()
    console.print(
        f"{len(world.people) * ALIASES_OF_ONE:,} aliases: read in {registry_cost:.1f} s, {names_memory - before:.0f} MB"
    )
    console.print(f"{len(watches):,} watches: read in {build_cost:.1f} s, {after - names_memory:.0f} MB")

    pipeline = pipeline_cost(WORDS + 8)
    console.print(f"pipeline without names and watches: {pipeline * 1000:.0f} ms an article of as many words")
    find_cost, _ = seconds(lambda: [registry.find(of.article.text) for of in articles])
    prepare_cost, _ = seconds(lambda: [view_article(of, registry) for of in articles])
    match_cost, found = seconds(lambda: [matcher.match(of) for of in articles])
    report("names found in the text", find_cost, len(articles))
    report("article made ready (part of the next)", prepare_cost, len(articles))
    report("watches matched, with the index", match_cost, len(articles))

    few = articles[:NAIVE_ARTICLES]
    every = [read_watch(watch, registry) for watch in watches]
    naive_cost, naive = seconds(lambda: [match_each(every, view_article(of, registry)) for of in few])
    report("watches matched, asking every one", naive_cost, len(few))
    if naive != found[: len(few)]:
        raise SystemExit("the index and asking every watch differ")
    console.print(
        f"{sum(map(len, found)) / len(articles):,.0f} matches an article; the same either way in the first {len(few)}"
    )
    ratio = (naive_cost / len(few)) / (match_cost / len(articles))
    console.print(f"the index is {ratio:,.0f} times faster")

    further = Watch("further", (SaidBy(name=world.people[0].name),), about="(drone* OR UAV) AND Kremlin")
    add_cost, _ = seconds(lambda: matcher.add(further))
    total, few_cost = (find_cost + match_cost) / len(articles), cost_of_few(articles)
    followed, whole = add_to_state(watches, further)
    figures = [
        Figure("names and watches, % of the pipeline's cost", split, "-", 10, 10, 100 * total / pipeline, less=True),
        Figure(
            "the same, what grows with their number", split, "-", 10, 10, 100 * (total - few_cost) / pipeline, less=True
        ),
        Figure("memory of names and watches, MB", split, "-", 500, 500, after - before, less=True),
        Figure("one watch more, in the matcher, seconds", split, "-", 1, 1, add_cost, f"{add_cost:.4f}", less=True),
        Figure("one watch more, in a worker from the state", split, "-", 1, 1, followed, f"{followed:.4f}", less=True),
    ]
    console.print(f"a worker that starts reads all watches from the state in {whole:.1f} s")
    console.print("\n".join(lines_of(figures)), highlight=False, markup=False, soft_wrap=True)


def cost_of_few(articles: Sequence[RecordedArticle]) -> float:
    """Seconds an article with one watch and the shipped names: what they cost whatever their number."""
    registry = Registry.build(seed_entities())
    matcher = Matcher.build([Watch("one", about="harbour")], registry)
    cost, _ = seconds(lambda: [(registry.find(of.article.text), matcher.match(of)) for of in articles])
    return cost / len(articles)


def pipeline_cost(words: int) -> float:
    """CPU seconds of an article of so many words, from the bytes of a page to the record, on the sample's pages."""
    analyser = load_analyser(list(seed_entities()))
    pages = [collected for page in sorted(SAMPLE.rglob("*.*")) if (collected := _collect(page))]
    analyser.analyse(pages[0])  # loads what is loaded once
    with tempfile.TemporaryDirectory() as folder, open_scratch_state(Path(folder)) as state, state.transaction() as tx:

        def run() -> int:
            read = [one for page in pages if isinstance(one := analyser.analyse(page), AnalysedArticle)]
            recorded = [record(one, tx, START) for one in read]
            for message in (*pages, *read, *recorded):
                encode(message)
            return sum(len(one.article.text.split()) for one in read)

        cost, count = seconds(run)
    return cost / count * words


def _collect(page: Path) -> CollectedArticle | None:
    media = {".html": "text/html", ".txt": "text/plain"}.get(page.suffix)
    if media is None:
        return None
    url, name = f"https://example.org/{page.name}", page.stem
    return CollectedArticle(f"202305-{name}.1", f"202305-{name}", url, "sample", START, media, page.read_bytes())


def add_to_state(watches: Sequence[Watch], further: Watch) -> tuple[float, float]:
    """Seconds until a worker that has followed all watches has followed one more, and that it took to follow them all."""
    with tempfile.TemporaryDirectory() as folder, open_scratch_state(Path(folder)) as state:
        with state.transaction() as tx:
            for watch in watches:
                tx.watches.save(watch, "benchmark", START)
        worker = LiveMatcher()
        with state.reading() as tx:
            whole, _ = seconds(lambda: worker.refresh(tx))

        def follow() -> None:
            with state.transaction() as tx:
                tx.watches.save(further, "benchmark", START)
            with state.reading() as tx:
                worker.refresh(tx)

        return seconds(follow)[0], whole


def report(what: str, cost: float, count: int) -> None:
    console.print(f"{what}: {cost / count * 1000:.2f} ms an article, {count / max(cost, 1e-9):,.1f} articles/s")


if __name__ == "__main__":
    main()
