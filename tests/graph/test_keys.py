"""Keys that seal: bound to the place, never readable by others, exchanged without losing what was sealed."""

import base64
import os
import stat

import pytest

from trato.errors import SettingsError
from trato.graph.keys import Keyring, SealBrokenError
from trato.graph.token_store import TokenStore


def pair(name):
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture
def keyring(tmp_path):
    return Keyring.from_file(tmp_path / "home" / "keys")


def test_what_is_sealed_opens_in_its_place_only(keyring):
    key_id, sealed = keyring.seal(b"words", "tenant 1, user ana")
    assert b"words" not in sealed
    assert keyring.open(key_id, sealed, "tenant 1, user ana") == b"words"
    for broken in ((key_id, sealed, "tenant 2, user ana"), (key_id, sealed[:-1] + b"?", "tenant 1, user ana"),
                   (key_id, b"", "tenant 1, user ana"), ("other", sealed, "tenant 1, user ana")):  # fmt: skip
        with pytest.raises(SealBrokenError):
            keyring.open(*broken)


def test_the_same_text_is_never_sealed_the_same(keyring):
    assert len({keyring.seal(b"words", "here")[1] for _ in range(100)}) == 100


def test_the_file_of_keys_is_made_on_first_use_for_its_owner_only(keyring, tmp_path):
    file = tmp_path / "home" / "keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["keys"]
    sealed = keyring.seal(b"words", "here")
    assert Keyring.from_file(file).open(*sealed, "here") == b"words"


def test_two_installations_have_different_keys(tmp_path, keyring):
    other = Keyring.from_file(tmp_path / "other")
    with pytest.raises(SealBrokenError):
        other.open(*keyring.seal(b"words", "here"), "here")


def test_a_new_key_seals_and_the_old_one_still_opens_until_it_is_dropped(keyring, tmp_path):
    elsewhere = Keyring.from_file(tmp_path / "home" / "keys")
    old = keyring.seal(b"words", "here")
    assert keyring.add_key() == elsewhere.current != old[0]
    assert elsewhere.open(*old, "here") == b"words"
    keyring.drop_old_keys()
    with pytest.raises(SealBrokenError):
        elsewhere.open(*old, "here")


def test_keys_of_the_environment_are_changed_there(tmp_path):
    first, second = pair("a"), pair("b")
    sealed = Keyring.from_text(first).seal(b"words", "here")
    keyring = Keyring.from_text(f"{second}, {first}")
    assert keyring.current == "b"
    assert keyring.open(*sealed, "here") == b"words"
    with pytest.raises(SettingsError, match="TRATO_KEYS"):
        keyring.add_key()


@pytest.mark.parametrize(
    "text",
    ["", "a", "a:", "a:short", ":" + pair("")[1:], "a:!!!!", "a:" + "A" * 43, pair("a") + " b"],
    ids=["nothing", "a name", "no key", "a short one", "no name", "no base64", "a byte too few", "no comma"],
)
def test_keys_that_are_none_are_told(text):
    with pytest.raises(SettingsError):
        Keyring.from_text(text)


def test_keys_are_not_shown(keyring):
    secret = base64.b64encode(keyring._keys[keyring.current]).decode()
    assert secret not in repr(keyring)
    assert keyring.current in repr(keyring)


def test_a_row_of_another_tenant_does_not_open(database, keyring, databases, database_name):
    store = TokenStore(database, keyring)
    for tenant_id in (1, 2):
        with store.held(tenant_id, "user ana") as cache:
            cache.save(f"cache of {tenant_id}")
    run(databases, database_name, "UPDATE token_caches SET sealed = (SELECT sealed FROM token_caches"
                                  " WHERE tenant_id = 1) WHERE tenant_id = 2")  # fmt: skip
    assert store.read(1, "user ana") == "cache of 1"
    with pytest.raises(SealBrokenError):
        store.read(2, "user ana")
    with store.held(2, "user ana") as cache:
        assert cache.text() == ""


def test_every_cache_is_sealed_anew_with_a_new_key(database, keyring):
    store = TokenStore(database, keyring)
    for holder in ("user ana", "user ben"):
        with store.held(1, holder) as cache:
            cache.save(f"cache of {holder}")
    keyring.add_key()
    assert store.seal_anew(1) == 2
    assert store.seal_anew(1) == 0
    keyring.drop_old_keys()
    assert store.read(1, "user ana") == "cache of user ana"
    store.forget(1, "user ana")
    assert store.read(1, "user ana") == ""


def run(databases, name, statement):
    import psycopg

    with psycopg.connect(databases.url(name, user="postgres"), autocommit=True) as connection:
        connection.execute(statement)
