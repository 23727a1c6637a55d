"""What Graph and Entra ID refuse reaches the pane as a problem that says what to do next."""

import base64

import pytest
from apiflask import APIFlask

from trato.graph.errors import ConsentNeededError, SignInAgainError, SignInFailedError
from trato.http import problems

CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'


@pytest.fixture
def answer_to():
    """Answer a request whose handler ends with that error."""

    def answer(error):
        app = APIFlask("problems")
        problems.register(app)

        @app.get("/")
        def fail():
            raise error

        return app.test_client().get("/")

    return answer


def test_missing_consent_says_where_an_admin_consents(answer_to):
    answer = answer_to(ConsentNeededError("no consent", consent_url="https://login.example/adminconsent"))
    assert answer.status_code == 403
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "graph_consent_needed"
    assert answer.json["consent_url"] == "https://login.example/adminconsent"


def test_a_claims_challenge_says_what_to_sign_in_with(answer_to):
    answer = answer_to(SignInAgainError("a second factor", claims=CLAIMS))
    assert answer.status_code == 401
    assert (answer.json["code"], answer.json["claims"]) == ("graph_sign_in_again", CLAIMS)
    told = base64.b64encode(CLAIMS.encode()).decode()
    assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_claims", claims="{told}"'


def test_a_lost_sign_in_is_begun_again(answer_to):
    answer = answer_to(SignInAgainError("expired"))
    assert (answer.status_code, answer.json["claims"]) == (401, "")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_sign_in_of_another_browser_is_refused(answer_to):
    answer = answer_to(SignInFailedError("begin again"))
    assert (answer.status_code, answer.json["code"]) == (400, "sign_in_failed")
