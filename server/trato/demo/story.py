"""The order in which the company's mail and meetings are told."""

from trato.demo import hard_deals, hard_people, sales, service
from trato.demo.book import Book


def tell(book: Book) -> None:
    """Everything that has happened, into the world."""
    sales.tell_all(book)
    service.tell_all(book)
    hard_deals.tell_all(book)
    hard_people.tell_all(book)
