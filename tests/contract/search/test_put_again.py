"""New forms of what is indexed: under the old version, and only of what is there."""

from dataclasses import replace

import pytest
from tests.contract.search.test_search import fill, found, make_story
from tests.contract.state.samples import make_alert, make_claim

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.ports.search import Kind, SearchIndex

STORY = make_story(1, "Oil spill in the harbour", "No oil was spilled, said Mara Quill.", ("No oil was spilled",))
WITHOUT = replace(STORY, article=replace(STORY.article, body="█" * len(STORY.article.body)), statements=())


def test_an_article_loses_what_its_new_form_has_not(index: SearchIndex) -> None:
    fill(index, [STORY])
    index.put_claims([make_claim()])
    assert found(index, "speaker:quill", Kind.STATEMENTS)
    index.put_again([WITHOUT], [replace(make_claim(), text="no more words")])
    index.refresh()
    assert found(index, "quill") == set()
    assert found(index, "harbour") == {STORY.article.id}
    assert found(index, "speaker:quill", Kind.STATEMENTS) == set()
    assert found(index, '"no more words"', Kind.CLAIMS) == {make_claim().id}


def test_months_that_are_not_kept_any_more_go(index: SearchIndex) -> None:
    later = replace(make_claim("202406-c9"), text="more oil")
    fill(index, [STORY])
    index.put_claims([make_claim(), later])
    assert list(index.drop_months("202405")) == []
    assert len(list(index.drop_months("202406"))) > 0
    index.refresh()
    assert found(index, "oil") == found(index, "oil", Kind.STATEMENTS) == set()
    assert found(index, "oil", Kind.CLAIMS) == {later.id}


@pytest.mark.servers
@pytest.mark.timeout(500)
def test_months_that_were_dropped_do_not_come_back(elastic_index: ElasticIndex) -> None:
    elastic_index.put_again([STORY], [make_claim()], [make_alert()])
    elastic_index.remove_alerts([make_alert().id])
    assert [elastic_index.months.behind(kind) for kind in IndexKind] == [[], [], [], []]


@pytest.mark.servers
@pytest.mark.timeout(500)
def test_alerts_get_a_new_form_and_go(elastic_index: ElasticIndex) -> None:
    elastic_index.put_alerts([make_alert(), make_alert("202405-l2")])
    elastic_index.put_again(alerts=[replace(make_alert(), title="█████")])
    elastic_index.remove_alerts(["202405-l2", "202405-never"])
    elastic_index.refresh()
    answer = elastic_index.client.search(index=elastic_index.months.alias(IndexKind.ALERTS))
    assert [hit["_source"]["title"] for hit in answer["hits"]["hits"]] == ["█████"]
