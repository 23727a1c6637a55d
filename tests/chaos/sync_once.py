"""Follow every mailbox of one tenant once: the process that tests/chaos kills and starts again.

Arguments: connection string, tenant id, Graph's address, token, present instant.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from trato.clock import Clock, parse_instant
from trato.db.engine import open_database
from trato.directory.store import connected_mailboxes
from trato.graph.client import GraphClient
from trato.jobs.mailboxes import MailboxSync


@dataclass(frozen=True)
class GivenToken:
    """A token from the command line (trato.graph.auth.Tokens)."""

    text: str

    def token(self) -> str:
        return self.text


def main() -> int:
    url, tenant_id, graph_url, token, now = sys.argv[1:]
    database = open_database(url)
    clock = Clock.starting_at(parse_instant(now))
    sync = MailboxSync(database, int(tenant_id), clock, GraphClient(graph_url, GivenToken(token)))
    with database.as_system(int(tenant_id)) as connection:
        mailboxes = connected_mailboxes(connection)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    faults = [fault for mailbox in mailboxes for fault in sync.follow(mailbox).faults.values()]
    for fault in faults:
        sys.stderr.write(fault + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
