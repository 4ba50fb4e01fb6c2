"""Alert rules and Grafana's panels: each is PromQL over figures that the services show, and each rule fires when it should."""

import re
import shutil
import subprocess
from collections.abc import Iterator

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from tests.compose import ROOT, read_compose, read_containers
from tests.deployed import PROMETHEUS, alert_rules, expressions, metrics_asked, metrics_of, panels

from quotewire.runtime.streaming.meter import Meter

SCRAPED = {
    *("quotewire_stage_lag", "quotewire_articles", "quotewire_dead_letters_open"),
    *("quotewire_source_up", "quotewire_outbox_waiting"),
}
"""Asked of log and state at each scrape."""


def _shown() -> set[str]:
    registry = CollectorRegistry()
    Meter(registry).watch_spool(lambda: 0)
    return {name for family in registry.collect() for name in _names(family.name, family.type)} | SCRAPED


def _names(name: str, kind: str) -> Iterator[str]:
    yield f"{name}_total" if kind == "counter" else name
    if kind == "histogram":
        yield from (f"{name}_{part}" for part in ("bucket", "sum", "count"))


def test_rules_and_panels_ask_for_figures_that_exist() -> None:
    assert metrics_asked()
    assert set(metrics_asked()) <= _shown()


def test_a_torn_expression_is_noticed() -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        metrics_of("max by (stage (quotewire_stage_lag) > 500")


def test_every_rule_has_weight_words_and_a_line_in_the_manual() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for rule in alert_rules():
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
        assert f"`{rule['alert']}`" in manual, f"{rule['alert']}: docs/operations.md does not say what to do"


def test_every_rule_has_a_test_of_firing() -> None:
    tests = yaml.safe_load((PROMETHEUS / "rules_test.yml").read_text("utf-8"))["tests"]
    fired = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alert_rules()}


def test_panels_name_the_source_that_grafana_is_given() -> None:
    given = yaml.safe_load((ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml").read_text("utf-8"))
    (source,) = given["datasources"]
    for panel in panels():
        assert panel["datasource"] == {"type": source["type"], "uid": source["uid"]}, panel["title"]
    provider = yaml.safe_load((ROOT / "deploy/grafana/provisioning/dashboards/quotewire.yml").read_text("utf-8"))
    path = provider["providers"][0]["options"]["path"]
    assert any(f"{path}:" in mount for mount in read_compose()["services"]["grafana"]["volumes"])


def test_every_service_is_scraped_where_it_answers() -> None:
    configuration = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    (job,) = configuration["scrape_configs"]
    targets = set(job["static_configs"][0]["targets"])
    ports = {
        one.name: re.search(r"127\.0\.0\.1:(\d+)", " ".join(one.healthcheck)) for one in read_containers().values()
    }
    assert targets == {f"{name}:{found[1]}" for name, found in ports.items() if found}
    assert all((PROMETHEUS / name).exists() for name in configuration["rule_files"])


def test_a_first_dead_letter_is_an_increase() -> None:
    """Prometheus sees no increase from nothing to one, so the figure has to be there before."""
    registry = CollectorRegistry()
    Meter(registry).begin("analyse")
    text = generate_latest(registry).decode()
    assert 'quotewire_records_total{result="dead-letter",stage="analyse"} 0.0' in text
    assert 'quotewire_stage_waiting{stage="analyse"} 0.0' in text


@pytest.mark.parametrize("expression", expressions())
def test_expressions_are_promql(expression: str) -> None:
    assert promql_parser.parse(expression)


@pytest.mark.parametrize(
    "arguments",
    [["check", "config", "prometheus.yml"], ["check", "rules", "rules.yml"], ["test", "rules", "rules_test.yml"]],
    ids=lambda arguments: arguments[0] + " " + arguments[1],
)
def test_promtool_agrees(arguments: list[str]) -> None:
    if not shutil.which("promtool"):
        pytest.skip("needs promtool; on Debian: apt install prometheus")
    done = subprocess.run(["promtool", *arguments], cwd=PROMETHEUS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
