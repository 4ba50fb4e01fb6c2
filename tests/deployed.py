"""Reads the files of ``deploy/`` that speak of figures and of Kubernetes."""

import json
from collections.abc import Iterator
from typing import Any

import promql_parser
import yaml
from tests.compose import ROOT

KUBERNETES = ROOT / "deploy" / "kubernetes"
PROMETHEUS = ROOT / "deploy" / "prometheus"

Object = dict[str, Any]


def manifests() -> list[Object]:
    """Every object that the base creates, but for those that kustomize makes of files."""
    named = kustomization()["resources"]
    return [one for name in named for one in yaml.safe_load_all((KUBERNETES / name).read_text("utf-8"))]


def kustomization() -> Object:
    return dict(yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text("utf-8")))


def alert_rules() -> list[Object]:
    groups = yaml.safe_load((PROMETHEUS / "rules.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> Iterator[Object]:
    """Of every dashboard of Grafana."""
    for file in sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json")):
        yield from json.loads(file.read_text("utf-8"))["panels"]


def expressions() -> list[str]:
    """Everything that rules and panels ask of Prometheus."""
    asked = [rule["expr"] for rule in alert_rules()]
    return asked + [target["expr"] for panel in panels() for target in panel["targets"]]


def metrics_asked() -> list[str]:
    """Names of this project's figures in rules and panels. Raises ValueError for what is no PromQL."""
    found = {name for expression in expressions() for name in metrics_of(expression)}
    return sorted(name for name in found if name.startswith("quotewire_"))


def metrics_of(expression: str) -> list[str]:
    found: list[str] = []
    promql_parser.walk(promql_parser.parse(expression), lambda node: _note(node, found))
    return found


def _note(node: Any, found: list[str]) -> bool:
    if isinstance(node, promql_parser.VectorSelector) and node.name:
        found.append(node.name)
    return True
