"""What the list tells of interactions is what its reader may see of them, and of closures what there is."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.http.test_pipeline import asked, etag
from tests.small_company import ANA, EVA, NOW

from trato.crm.tables import closures, interaction_accounts, interaction_contacts, interactions, opportunities
from trato.db.engine import Caller, looking_as_system


@pytest.fixture
def company(new_company):
    """Of the presses, Ana sees a call of the North; newer, planned and met is what concerns the South alone."""
    made = new_company()
    for account, days, kind in (("norte", 9, "call"), ("sur", 3, "meeting"), ("sur", -3, "meeting")):
        at = NOW - timedelta(days=days)
        with made.system() as connection:
            tied = {"tenant_id": made.tenant_id}
            values = {"kind": kind, "starts_at": at, "ends_at": at, "opportunity_id": made.opportunities["presses"]}
            one = connection.execute(
                sa.insert(interactions).values(**tied, **values).returning(interactions.c.id)
            ).scalar_one()
            about = {"interaction_id": one, "ends_at": at}
            connection.execute(
                sa.insert(interaction_accounts).values(**tied, **about, account_id=made.accounts[account])
            )
            connection.execute(
                sa.insert(interaction_contacts).values(**tied, **about, contact_id=made.contacts["luis"])
            )
    return made


def row_of(api, company):
    return api.get(f"/opportunities/{company.opportunities['presses']}/row").get_json()


def test_what_one_may_not_see_is_neither_last_nor_next_nor_a_meeting(company, sign_in):
    ana, eva = row_of(sign_in(company, ANA), company), row_of(sign_in(company, EVA), company)
    assert (ana["last_interaction"]["kind"], ana["next_interaction"]) == ("call", None)
    assert (eva["last_interaction"]["kind"], eva["next_interaction"]["kind"]) == ("meeting", "meeting")
    assert [one["opportunity"]["decision_maker"]["met"] for one in (ana, eva)] == [False, True]


def test_silence_in_a_review_is_what_its_reader_hears(company, sign_in):
    (one,) = sign_in(company, ANA).post("/reviews", {}).get_json()["items"]
    assert "silent" not in one["why"]
    with company.system() as connection:
        connection.execute(
            sa.update(interactions).where(interactions.c.kind == "call").values(ends_at=NOW - timedelta(days=50),
                                                                                starts_at=NOW - timedelta(days=50))
        )  # fmt: skip
    (one,) = sign_in(company, ANA).post("/reviews", {}).get_json()["items"]
    assert "silent" in one["why"]


def test_looking_as_trato_ends_and_an_error_within_leaves_no_role(company):
    who = Caller(company.tenant_id, company.users[ANA], NOW)
    role = sa.text("SELECT current_user")
    with company.database.as_user(who) as connection:
        with looking_as_system(connection):
            assert connection.execute(role).scalar() == "trato_system"
        assert connection.execute(role).scalar() == "trato_app"
        with pytest.raises(KeyError), looking_as_system(connection):
            raise KeyError
        assert connection.execute(role).scalar() == "trato_app"
    with (
        pytest.raises(sa.exc.DataError),
        company.database.as_user(who) as connection,
        looking_as_system(connection),
    ):
        connection.execute(sa.text("SELECT 1 / 0"))
    with company.database.as_user(who) as connection:
        assert connection.execute(role).scalar() == "trato_app"


def test_how_it_ended_stands_beside_it_whoever_writes_that(company, sign_in):
    presses = company.opportunities["presses"]

    def kept():
        with company.system() as connection:
            row = sa.select(opportunities.c.closed_as).where(opportunities.c.id == presses)
            return connection.execute(row).scalar()

    ana, path = sign_in(company, ANA), f"/opportunities/{presses}"
    ana.put(f"{path}/closure", {"outcome": "won"}, etag(ana, path))
    assert kept() == "won"
    assert asked(ana, which="won", query="presses")["totals"]["count"] == 1
    with company.system() as connection:
        connection.execute(sa.update(closures).where(closures.c.opportunity_id == presses).values(outcome="lost"))
    assert kept() == "lost"
    ana.delete(f"{path}/closure", etag(ana, path))
    assert kept() is None
