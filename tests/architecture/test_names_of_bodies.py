"""Every body of the API has a name of its own: of two with one name the OpenAPI document would tell one only."""

import importlib
import pkgutil
from collections import Counter

import trato.http
from trato.http.schemas import Schema


def test_no_two_bodies_have_one_name():
    for module in pkgutil.iter_modules(trato.http.__path__, "trato.http."):
        importlib.import_module(module.name)
    found, todo = [], [Schema]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += one.__subclasses__()
    ours = {one for one in found if one.__module__.startswith("trato.")}
    twice = [name for name, count in Counter(one.__name__ for one in ours).items() if count > 1]
    assert len(ours) > 100
    assert twice == []
