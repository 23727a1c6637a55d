"""The token goes to Graph and nowhere else: not after a stored link, not after a forged one, not after a redirect."""

import pytest
from tests.graph.plain_server import Answer

from trato.graph.batch import Part
from trato.graph.errors import GraphError, UntrustedLinkError
from trato.graph.payloads import Page


def test_a_link_of_graph_itself_is_followed(client, graph):
    client.get(f"{graph.url}/v1.0/me/messages/delta?$deltatoken=x", Page)
    path, headers = graph.asked[0]
    assert path == "/v1.0/me/messages/delta?$deltatoken=x"
    assert headers["Authorization"] == "Bearer secret-token"
    assert headers["Prefer"] == 'IdType="ImmutableId"'


@pytest.mark.parametrize("path", ["me/messages", "/me/messages", "//me/messages"])
def test_a_path_stays_below_the_service_root(client, graph, path):
    client.get(path, Page)
    assert graph.asked[0][0] == "/v1.0/me/messages"


@pytest.mark.parametrize(
    "link",
    [
        "http://{stranger}/v1.0/me/messages",
        "https://{graph}/v1.0/me/messages",
        "HTTPS://{stranger}/v1.0/me",
        "http://{graph}@{stranger}/v1.0/me",
        "http://user:word@{graph}/v1.0/me",
        "http://{graph}.evil.example/v1.0/me",
        "http://127.0.0.1/v1.0/me",
        "http://localhost/v1.0/me",
        "http:///v1.0/me",
        "http://[broken/v1.0/me",
        "http://{graph}\\@{stranger}/v1.0/me",
        "file:///etc/passwd",
        "ftp://{graph}/v1.0/me",
        "://{graph}/v1.0/me",
    ],
)
def test_a_link_elsewhere_is_refused_before_anything_is_sent(client, graph, stranger, link):
    with pytest.raises(UntrustedLinkError):
        client.get(link.format(graph=graph.host, stranger=stranger.host), Page)
    assert graph.asked == []
    assert stranger.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("is_own_host", [True, False])
def test_a_redirect_is_not_followed(client, graph, stranger, status, is_own_host):
    target = (graph if is_own_host else stranger).url
    graph.answer = Answer(status, b"", (("Location", f"{target}/v1.0/elsewhere"),))
    with pytest.raises(GraphError):
        client.get("me/messages", Page)
    assert [path for path, _ in graph.asked] == ["/v1.0/me/messages"]
    assert stranger.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_write_is_not_sent_after_a_redirect(client, graph, stranger, status):
    graph.answer = Answer(status, b"", (("Location", f"{stranger.url}/v1.0/elsewhere"),))
    with pytest.raises(GraphError):
        client.send("POST", "me/sendMail", {"message": {"subject": "secret"}})
    with pytest.raises(GraphError):
        client.batch([Part("GET", "me/messages")])
    assert [path for path, _ in graph.asked] == ["/v1.0/me/sendMail", "/v1.0/$batch"]
    assert stranger.asked == []


def test_a_link_elsewhere_is_not_written_to(client, graph, stranger):
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        with pytest.raises(UntrustedLinkError):
            client.send(method, f"{stranger.url}/v1.0/me/messages", {})
    assert graph.asked == stranger.asked == []


def test_a_proxy_or_a_password_of_the_environment_is_not_used(client, graph, stranger, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login somebody password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", stranger.url)
    monkeypatch.setenv("no_proxy", "")
    client.get("me/messages", Page)
    assert stranger.asked == []
    assert graph.asked[0][1]["Authorization"] == "Bearer secret-token"
