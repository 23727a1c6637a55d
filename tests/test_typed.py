"""Types are learnt one at a time: threads that meet a type first at the same moment all read it."""

import subprocess
import sys

MODULE = """
import msgspec

class Inner(msgspec.Struct):
    e: int | None = None
    f: str | None = None

class Outer(msgspec.Struct):
    a: int | None = None
    b: str | None = None
    c: list[int] = []
    d: Inner | None = None
    g: int | None = None
"""
FIRST_READS = """
import sys, threading, types
import msgspec
from trato import typed

RAW = msgspec.json.encode({"a": 1, "b": "x", "c": [1], "d": {"e": 1, "f": "y"}, "g": 2})

def read(kind, gate, found):
    gate.wait()
    one = typed.from_json(RAW, kind)
    packed = msgspec.msgpack.encode(one)
    found.append(one == typed.from_values(msgspec.json.decode(RAW), kind) == typed.from_msgpack(packed, kind))

sys.setswitchinterval(1e-6)
for number in range(300):
    module = sys.modules[f"kinds{number}"] = types.ModuleType(f"kinds{number}")
    exec(sys.argv[1], module.__dict__)
    gate, found = threading.Barrier(4), []
    threads = [threading.Thread(target=read, args=(module.Outer, gate, found)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4, found
print("read")
"""


def test_threads_that_meet_a_type_at_the_same_moment_all_read_it():
    command = [sys.executable, "-X", "faulthandler", "-c", FIRST_READS, MODULE]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (0, "read\n"), ended.stderr
