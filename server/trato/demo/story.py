"""The order in which the company's mail and meetings are told."""

from trato.demo import (
    afterwards,
    automated,
    hard_deals,
    hard_people,
    inside,
    morning,
    private,
    routine,
    sales,
    service,
)
from trato.demo.book import Book


def tell(book: Book) -> None:
    """Everything that has happened, into the world."""
    sales.tell_all(book)
    service.tell_all(book)
    hard_deals.tell_all(book)
    hard_people.tell_all(book)
    inside.tell_all(book)
    private.tell_all(book)
    routine.tell_all(book)
    morning.tell_all(book)
    automated.tell_all(book)
    afterwards.finish(book)
