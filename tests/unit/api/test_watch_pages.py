"""The pages on which watches are written, tried and saved."""

import re

import pytest
from fastapi.testclient import TestClient
from tests.contract.state.samples import NOON
from tests.unit.api.test_watches import QUILL, client, state

from quotewire.adapters.state import SqlState
from quotewire.api.forms import COOKIE
from quotewire.model.care import ActionKind, AlertAction, Feedback
from quotewire.model.watch import Watch, WatchError

__all__ = ["client", "state"]  # fixtures are asked for by name


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    """Keeps cookies and follows no redirect."""
    client.base_url = "http://testserver"
    client.follow_redirects = False
    return client


def send(browser: TestClient, page: str, **fields: str) -> object:
    """Load a page and send its form with the fields changed."""
    loaded = browser.get(page).text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', loaded))
    return browser.post("/watches/edit", data={**hidden, "author": "ana", "since": "30d", **fields})


def test_a_watch_is_made_changed_and_taken_back(browser: TestClient) -> None:
    assert send(browser, "/watches/new", text=QUILL, act="save").status_code == 303
    listed = browser.get("/watches")
    assert 'href="/watches/edit/quill"' in listed.text
    assert "Mara Quill" in browser.get("/watches/edit/quill").text
    assert send(browser, "/watches/edit/quill", text="- {id: quill, about: oil}", act="save").status_code == 303
    assert send(browser, "/watches/edit/quill", text="", act="delete").status_code == 303
    history = browser.get("/v1/watches/quill/history").json()
    assert [(one["author"], bool(one["watch"])) for one in history] == [("ana", True), ("ana", True), ("ana", False)]


def test_the_list_tells_what_alerts_were_called_and_where_the_feeds_are(browser: TestClient, state: SqlState) -> None:
    send(browser, "/watches/new", text=QUILL, act="save")
    with state.transaction() as tx:
        for number, what in enumerate((Feedback.NOT_NEW, Feedback.NOT_NEW, Feedback.IRRELEVANT)):
            tx.actions.add(AlertAction(f"202405-l{number}", "quill", ActionKind.FEEDBACK, "ana", NOON, what.value))
    listed = browser.get("/watches").text
    assert "not new: 2" in listed
    assert "irrelevant: 1" in listed
    for feed in re.findall(r'href="(/v1/watches/quill/feed\.\w+)"', listed):
        assert browser.get(feed).status_code == 200
    assert listed.count("/v1/watches/quill/feed.") == 2


def test_an_error_is_shown_under_its_character_and_nothing_is_saved(browser: TestClient) -> None:
    shown = send(browser, "/watches/new", text="id: quill\r\nabout: drone AND (Kremlin\r\n", act="save")
    assert shown.status_code == 422
    assert "Line 2, column 18: about: this parenthesis is never closed" in shown.text
    assert "about: drone AND (Kremlin\n" + " " * 17 + "^" in shown.text
    assert browser.get("/v1/watches").json()["watches"] == []
    assert "expected a name" in send(browser, "/watches/new", text=QUILL, act="save", author=" ").text


def test_a_preview_marks_what_matched_and_escapes_everything(browser: TestClient, state: SqlState) -> None:
    shown = send(browser, "/watches/new", text=QUILL, act="preview")
    assert shown.status_code == 200
    assert "1 alerts in 1 days" in shown.text
    assert "<mark>Mara Quill</mark>" in shown.text
    with state.transaction() as tx:
        tx.watches.save(Watch("x", title="<script>alert(1)</script>", about="oil"), "<b>", NOON)
        tx.watches.report("w.yaml", [WatchError("w.yaml", 1, 1, "<i>")])
    for page in ("/watches", "/watches/edit/x"):
        assert "<script>" not in browser.get(page).text
        assert "<b>" not in browser.get(page).text.replace("<b>Not in force:</b>", "")


def test_a_form_from_elsewhere_changes_nothing(browser: TestClient) -> None:
    assert browser.post("/watches/edit", data={"text": QUILL, "author": "ana", "act": "save"}).status_code == 403
    assert send(browser, "/watches/new", text=QUILL, act="save", token="guessed").status_code == 403
    browser.headers["sec-fetch-site"] = "cross-site"
    assert send(browser, "/watches/new", text=QUILL, act="save").status_code == 403
    assert browser.get("/v1/watches").json()["watches"] == []


def test_no_page_runs_scripts_or_is_framed(browser: TestClient) -> None:
    for page in ("/watches", "/watches/new", "/watches/style.css"):
        policy = browser.get(page).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
    cookie = browser.get("/watches/new").headers["set-cookie"]
    assert COOKIE in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_two_people_do_not_overwrite_each_other(browser: TestClient, state: SqlState) -> None:
    with state.transaction() as tx:
        tx.watches.save(Watch("quill", about="oil"), "ben", NOON)
    loaded = browser.get("/watches/edit/quill").text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', loaded))
    with state.transaction() as tx:
        tx.watches.save(Watch("quill", about="tea"), "ben", NOON)
    late = browser.post("/watches/edit", data={**hidden, "text": QUILL, "author": "ana", "since": "1d", "act": "save"})
    assert late.status_code == 409
    assert send(browser, "/watches/new", text=QUILL, act="save").status_code == 409  # the id is taken
    assert browser.get("/v1/watches/quill").json()["author"] == "ben"


def test_save_and_alert_to_the_past(browser: TestClient) -> None:
    assert send(browser, "/watches/new", text=QUILL, act="look back").status_code == 303
    assert [alert["look_back"] for alert in browser.get("/v1/alerts").json()["alerts"]] == [True]
