"""A new map of 2,000 accounts for 20 people: balance, moves and time, beside today's map and beside a plain way.

Today's map is one that was balanced and compact years ago: since then accounts grew and shrank by chance, three regions
grew, and two people took over from somebody who left. The plain way gives each account to whoever is nearest.
"""

from __future__ import annotations

import random
import time

from trato.planning.territories.remapping import Holding, Person, Wanted, kilometres, measure, moved, propose

ACCOUNTS, PEOPLE, SEEDS = 2000, 20, (1, 2, 3)


def invented(seed: int) -> tuple[list[Holding], list[Person]]:
    """Return today's map."""
    chance = random.Random(seed)  # noqa: S311
    people = [Person(n, (36.5 + 7 * chance.random(), -8.5 + 11 * chance.random())) for n in range(PEOPLE)]
    rooms = dict.fromkeys(range(PEOPLE), ACCOUNTS // PEOPLE)
    made = []
    for number in range(ACCOUNTS):
        home = people[chance.randrange(PEOPLE)].spot
        assert home is not None
        spot = (home[0] + chance.gauss(0, 0.7), home[1] + chance.gauss(0, 0.7))
        holder = min((n for n in rooms if rooms[n] > 0), key=lambda n: kilometres(people[n].spot, spot))
        rooms[holder] -= 1
        grown = (1.5 if holder < 3 else 1.0) * chance.lognormvariate(0, 0.25)
        size = chance.lognormvariate(10, 1.0)
        hours = 4 + 20 * chance.random() + size**0.5 / 20
        made.append(Holding(number, size * grown, hours * grown**0.5, spot, holder, chance.random() < 0.05))
    return made, people


def main() -> None:
    """Print a table, one line a seed."""
    print(f"{ACCOUNTS} accounts, {PEOPLE} people")  # noqa: T201
    print("bars: balance <= 5 %, moves <= 15 %, < 30 s of one core, cost never above today's\n")  # noqa: T201
    print("seed  map       revenue off  hours off  mean km     cost  moves  CPU s")  # noqa: T201
    for seed in SEEDS:
        holdings, people = invented(seed)
        started = time.process_time()
        found = propose(holdings, people, Wanted())
        took = time.process_time() - started
        near = [min(people, key=lambda one: kilometres(one.spot, each.spot)).id for each in holdings]
        plain = [Holding(a.id, a.revenue, a.hours, a.spot, n, a.is_fixed) for a, n in zip(holdings, near, strict=True)]
        went = sum(a.holder != b.holder for a, b in zip(holdings, plain, strict=True))
        again = measure(moved(holdings, found.transfers), people, Wanted())
        assert abs(again.revenue_off - found.after.revenue_off) < 1e-9, "told figures are not the map's"
        assert found.after.cost <= found.before.cost
        for name, figures, count, seconds in (
            ("today", found.before, 0, None),
            ("nearest", measure(plain, people, Wanted()), went, None),
            ("proposed", found.after, len(found.transfers), took),
        ):
            told = f"{seconds:6.1f}" if seconds is not None else "     -"
            print(  # noqa: T201
                f"{seed:>4}  {name:<9} {figures.revenue_off:>10.1%} {figures.hours_off:>10.1%} {figures.mean_km:>8.1f}"
                f" {figures.cost:>8.3f} {count / ACCOUNTS:>6.1%} {told}"
            )


if __name__ == "__main__":
    main()
