import pytest
import requests

from graph_sandbox import Sandbox

from . import company, shapes


class Client(requests.Session):
    """Speaks to Graph as somebody, and checks the shape of every answer."""

    def __init__(self, sandbox, user=None):
        super().__init__()
        self.root = f"{sandbox.url}/v1.0"
        self.headers["Authorization"] = f"Bearer {sandbox.token(user)}"
        self.has_shapes = shapes.SHARED.is_dir()

    def request(self, method, url, *args, **kwargs):
        url = url if url.startswith("http") else self.root + url
        kwargs.setdefault("timeout", 20)
        reply = super().request(method, url, *args, **kwargs)
        path = requests.utils.unquote(requests.utils.urlparse(url).path).partition("/v1.0")[2]
        if self.has_shapes and path and not path.endswith(("$value", "$count")):
            payload = reply.json() if reply.content and "json" in reply.headers["Content-Type"] else None
            wrong = shapes.response_problems(method, path, reply.status_code, payload)
            assert wrong == [], f"{method} {path} {reply.status_code}"
        return reply

    def value(self, path, **kwargs):
        """The items of a whole collection, following nextLink."""
        items, url = [], path
        while url:
            page = self.get(url, **kwargs)
            assert page.status_code == 200, page.text
            items += page.json()["value"]
            url = page.json().get("@odata.nextLink")
        return items

    def round(self, url, **kwargs):
        """A delta round: its items, and the link for the next."""
        items = []
        while True:
            page = self.get(url, **kwargs)
            assert page.status_code == 200, page.text
            items += page.json()["value"]
            if "@odata.deltaLink" in page.json():
                return items, page.json()["@odata.deltaLink"]
            url = page.json()["@odata.nextLink"]


@pytest.fixture(scope="session")
def good_folder(tmp_path_factory):
    return company.write_company(tmp_path_factory.mktemp("tenant"))


@pytest.fixture
def sandbox(good_folder):
    """A fresh sandbox for a test that writes."""
    with Sandbox.from_folder(good_folder) as running:
        yield running


@pytest.fixture(scope="session")
def reading_sandbox(good_folder):
    """One sandbox for all tests that only read."""
    with Sandbox.from_folder(good_folder) as running:
        yield running


@pytest.fixture
def client(reading_sandbox):
    """The application itself, reading."""
    return Client(reading_sandbox)


@pytest.fixture
def ana(reading_sandbox):
    return Client(reading_sandbox, company.ANA)


@pytest.fixture
def app(sandbox):
    """The application itself, in a sandbox of its own."""
    return Client(sandbox)


@pytest.fixture
def as_user(sandbox):
    """Sign in somebody in a sandbox of its own."""
    return lambda upn: Client(sandbox, upn)
