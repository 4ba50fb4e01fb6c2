"""The compose file's services with their own commands, settings and checks: the sample coverage goes in, alerts come out."""

import json
import re
import shlex
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from elasticsearch import Elasticsearch
from prometheus_client.parser import text_string_to_metric_families
from tests.compose import ROOT, Machine, read_containers
from tests.deployed import PROMETHEUS, manifests, metrics_asked, panels
from tests.e2e.streaming.composed import SAMPLE, Composed, ComposedKafka, add_sample, create_database, drop_database
from tests.kibana import answers, check_answer, manual_queries, questions, read_objects
from tests.kibana_server import KibanaServer, serve_kibana
from tests.servers.postgres import PostgresServer
from tests.servers.prometheus import run_prometheus

from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.model.alert import DeliveryStatus
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.runtime.streaming.ports import open_streaming
from quotewire.settings import read_settings
from quotewire.topics import COLLECTED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

MANUAL = ROOT / "docs" / "operations.md"
PASSWORD = "of the compose file's secret"


@pytest.fixture(scope="module")
def kafka() -> Iterator[ComposedKafka]:
    with tempfile.TemporaryDirectory(prefix="qw-kafka-") as folder:
        server = ComposedKafka(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()


@pytest.fixture(scope="module")
def database(postgres: PostgresServer) -> Iterator[str]:
    yield create_database(postgres, PASSWORD)
    drop_database(postgres)


@pytest.fixture(scope="module")
def node(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """The indices have the names of production, so that they must not be there yet; afterwards they are gone."""
    client = Elasticsearch(elasticsearch_url, request_timeout=60)
    if client.indices.exists(index="quotewire-*", allow_no_indices=False):
        pytest.skip("there are indices quotewire-* on this server, and the test would write into them")
    yield client
    for name in client.indices.get(index="quotewire-*"):
        client.indices.delete(index=name)
    client.indices.delete_index_template(name=[f"quotewire-{kind}" for kind in IndexKind])
    client.close()


@pytest.fixture(scope="module")
def kibana() -> Iterator[KibanaServer]:
    yield from serve_kibana()


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory,
    kafka: ComposedKafka,
    database: str,
    node: Elasticsearch,
    elasticsearch_url: str,
    kibana: KibanaServer,
) -> Machine:
    folder = tmp_path_factory.mktemp("compose")
    names = {
        "kafka:9092": kafka.servers,
        "http://elasticsearch:9200": elasticsearch_url,
        "@postgres/quotewire": database,
        "http://kibana:5601": kibana.url,
    }
    secret = folder / "postgres_password"
    secret.write_text(f"{PASSWORD}\n")
    sources = {
        "./deploy/config": folder / "config",
        "./deploy/kibana": ROOT / "deploy" / "kibana",
        "./deploy/secrets/postgres_password": secret,
    }
    machine = Machine(folder, sources, names, read_containers())
    (folder / "config").mkdir()
    for name in ("quotewire.yaml", "watches.yaml"):
        machine.write_configuration(ROOT / "deploy" / "config" / name, folder / "config" / name)
    add_sample(folder / "config" / "quotewire.yaml", folder / "config" / "watches.yaml")
    return machine


@pytest.fixture(scope="module")
def composed(machine: Machine) -> Iterator[Composed]:
    """Up, healthy, and done with the sample coverage."""
    running = Composed(machine)
    try:
        running.up()
        yield running
    finally:
        running.kill()


@pytest.fixture(scope="module")
def ports(machine: Machine, composed: Composed) -> Iterator[Any]:
    """What a look into the servers shows, once everything collected is worked off and delivered."""
    opened = open_streaming(read_settings(machine.folder / "config" / "quotewire.yaml"))

    def done() -> bool:
        with opened.state.reading() as tx:
            polled = {source for source, status, *_ in tx.sources.health() if status == "ok"}
            settled = sum(tx.outcomes.counts().values())
        lags = [opened.log.lag(topic, stage) for stage, topic in STAGE_TOPICS]
        return polled == {"sample", "harbour-news"} and settled == opened.log.end(COLLECTED.name) and not any(lags)

    composed.wait_until(done, "the sample coverage is not worked off")
    opened.index.refresh()
    yield opened
    opened.close()


def get(machine: Machine, name: str, path: str, port: int = 9100) -> str:
    with urllib.request.urlopen(f"http://{machine.address(name)}:{port}{path}", timeout=30) as answer:
        return str(answer.read().decode())


def test_the_database_asks_for_the_secret(database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://quotewire:wrong{database}")


def test_every_watch_of_the_sample_alerts(ports: Any) -> None:
    with ports.state.reading() as tx:
        alerts = tx.alerts.list(limit=1000)
        outcomes = tx.outcomes.counts()
    watches = {watch["id"] for watch in yaml.safe_load((SAMPLE / "watches.yaml").read_text("utf-8"))}
    assert {alert.watch_id for alert in alerts} >= watches
    assert outcomes["indexed"] > 20
    assert "dead-letter" not in outcomes


def test_each_alert_is_delivered_once(composed: Composed, ports: Any) -> None:
    def waiting() -> list[str]:
        with ports.state.reading() as tx:
            alerts = [alert.id for alert in tx.alerts.list(limit=1000)]
            return [name for name in alerts if any(one.status != DeliveryStatus.SENT for one in tx.outbox.of(name))]

    composed.wait_until(lambda: not waiting(), "alerts are not delivered", 60)
    with ports.state.reading() as tx:
        count = len(tx.alerts.list(limit=1000))
    assert composed.output("deliver").count("╭─") == count > 20


def test_the_api_tells_the_alerts(machine: Machine, ports: Any) -> None:
    page = json.loads(get(machine, "api", "/v1/alerts", 8420))
    assert page["alerts"]
    assert json.loads(get(machine, "api", "/health/ready", 8420))["ready"]


def test_an_operator_looks_in_from_a_container(machine: Machine, ports: Any) -> None:
    """As ``docker compose exec api quotewire …``."""
    told = json.loads(execute(machine, "status", "--json"))
    assert told["sources"].keys() == {"sample", "harbour-news"}
    assert set(told["waiting"].values()) == {0}
    (alert,) = json.loads(execute(machine, "alerts", "--watch", "podolyak", "-n", "1", "--json"))
    assert json.loads(execute(machine, "trace", alert["article_id"], "--json"))["outcomes"]
    assert json.loads(execute(machine, "search", "speaker:peskov", "--json"))["total"] > 5
    assert "podolyak" in execute(machine, "alert", "show", alert["id"])
    assert "sent" in execute(machine, "alert", "deliveries", alert["id"])
    assert execute(machine, "dlq", "list", "--json").strip() == "[]"


def execute(machine: Machine, *arguments: str) -> str:
    entry, _, *configuration = machine.command("api")
    command = [entry, *arguments, *configuration]
    done = subprocess.run(
        command, env=machine.environment("api"), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_probes_of_kubernetes_are_answered(machine: Machine, ports: Any) -> None:
    deployments = [one for one in manifests() if one["kind"] == "Deployment" and one["spec"].get("replicas") != 0]
    for deployment in deployments:
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        (name,) = [one.name for one in machine.containers.values() if one.command[1] == container["args"][0]]
        (port,) = [one["containerPort"] for one in container["ports"]]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert json.loads(get(machine, name, container[probe]["httpGet"]["path"], port)), f"{name}: {probe}"
    assert len(deployments) == 6


def test_figures_of_rules_and_panels_are_shown(machine: Machine, ports: Any) -> None:
    texts = [get(machine, name, "/metrics") for name in ("collect", "process", "index", "alert", "deliver")]
    texts.append(get(machine, "api", "/metrics", 8420))
    families = [family for text in texts for family in text_string_to_metric_families(text)]
    shown = {sample.name for family in families for sample in family.samples} | {family.name for family in families}
    assert set(metrics_asked()) - shown == set()


def test_every_figure_is_in_the_manual(machine: Machine, ports: Any) -> None:
    """And the manual speaks of none that is not shown."""
    texts = [get(machine, name, "/metrics") for name in ("collect", "process", "alert", "deliver")]
    texts.append(get(machine, "api", "/metrics", 8420))
    families = {family.name: family.type for text in texts for family in text_string_to_metric_families(text)}
    shown = {f"{name}_total" if kind == "counter" else name for name, kind in families.items()}
    told = re.findall(r"`(quotewire_\w+)", MANUAL.read_text("utf-8"))
    assert {name for name in shown if name.startswith("quotewire_") and not name.endswith("_created")} == set(told)


def test_prometheus_has_an_answer(machine: Machine, ports: Any) -> None:
    """Targets are up, rules are evaluated, panels show something."""
    configuration = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    (targets,) = [one["targets"] for one in configuration["scrape_configs"][0]["static_configs"]]
    addresses = {
        target: target.replace(name, machine.address(name)) for target in targets for name in [target.split(":")[0]]
    }
    with run_prometheus(PROMETHEUS, addresses) as server:
        server.wait_for_scrapes()
        assert {one["health"] for one in server.ask("targets")["activeTargets"]} == {"up"}
        (group,) = server.ask("rules")["groups"]
        assert {rule["health"] for rule in group["rules"]} == {"ok"}
        assert {rule["name"]: rule["state"] for rule in group["rules"] if rule["state"] == "firing"} == {}
        asked = [target["expr"] for panel in panels() for target in panel["targets"]]
        silent = [expression for expression in asked if not server.ask("query", query=expression)["result"]]
    # All sources work, and nothing waits for a channel.
    assert silent == ["quotewire_source_up == 0", "max by (channel) (quotewire_outbox_waiting)"]


def test_dashboards_are_installed(kibana: KibanaServer, composed: Composed) -> None:
    assert len(kibana.objects) == len(read_objects())


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_kibana_has_an_answer(question: Any, composed: Composed, node: Elasticsearch, ports: Any) -> None:
    """By the names of the data views, with the fields as Kibana sees them."""
    composed.wait_until(lambda: node.count(index="quotewire-alerts")["count"] > 20, "alerts are not indexed", 60)
    known = node.field_caps(index=question.view, fields="*")["fields"]
    for field, allowed in question.fields:
        assert set(known[field]) <= allowed, f"{field} is {set(known[field])}"
    check_answer(question, answers(question, node))


@pytest.mark.parametrize("text", [text for text in manual_queries() if "…" not in text])
def test_queries_of_the_analysts_manual_find_something(text: str, node: Elasticsearch, ports: Any) -> None:
    query, _ = manual_queries()[text]
    found = {
        kind: node.count(index=f"quotewire-{kind}", query=query)["count"]
        for kind in IndexKind
        if _knows(node, kind, text)
    }
    assert max(found.values()) > 0, found


def _knows(node: Elasticsearch, kind: IndexKind, text: str) -> bool:
    """Whether the index has the fields: a nested query on another's path is an error."""
    known = node.field_caps(index=f"quotewire-{kind}", fields="*")["fields"]
    return {field for field, _ in manual_queries()[text][1]} <= known.keys()


def test_everything_stops_in_time_and_is_seen_to_be_gone(composed: Composed) -> None:
    ended = composed.stop()
    assert ended.keys() == composed.processes.keys(), composed.processes.keys() - ended.keys()
    for name, (status, seconds) in ended.items():
        assert status in (0, -signal.SIGTERM), f"{name}: {composed.output(name)[-2000:]}"  # uvicorn hands the signal on
        assert seconds < composed.machine.containers[name].grace_seconds, f"{name} took {seconds:.1f} s"
        assert not composed.check(name), f"{name}: the check says that a stopped service is healthy"


def test_a_backup_brings_everything_back(
    composed: Composed, postgres: PostgresServer, ports: Any, tmp_path: Path
) -> None:
    """The manual's commands, with the services stopped as it says."""
    composed.stop()
    with ports.state.reading() as tx:
        alerts = [alert.id for alert in tx.alerts.list(limit=1000)]
    commands = re.findall(r"^docker compose exec -T postgres (.*)$", MANUAL.read_text("utf-8"), re.MULTILINE)
    dump, restore = (shlex.split(re.split(r" [<>] ", command)[0]) for command in commands)
    with (tmp_path / "quotewire.dump").open("wb") as file:
        postgres.run_tool(*dump, stdout=file, password=PASSWORD)
    with psycopg.connect(postgres.url("quotewire")) as connection:
        connection.execute("DELETE FROM outbox")
    with (tmp_path / "quotewire.dump").open("rb") as file:
        postgres.run_tool(*restore, stdin=file, password=PASSWORD)
    with ports.state.reading() as tx:
        assert [alert.id for alert in tx.alerts.list(limit=1000)] == alerts
        assert all(tx.outbox.of(alert) for alert in alerts)
