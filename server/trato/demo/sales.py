"""The course of each deal in mail: enquiry, visit, offer, price, decision, order."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trato.demo import pipeline, scene, team, visits
from trato.demo.book import Book
from trato.demo.dice import Dice
from trato.demo.hours import local, meeting_time, next_working_day, reply_time
from trato.demo.letters import Envelope, Thread
from trato.demo.model import Account, Opportunity, Party, Truth
from trato.demo.scene import Scene
from trato.demo.wording import has_act

CHAPTERS = {
    "qualified": ("enquiry",),
    "needs": ("enquiry", "recap"),
    "proposal": ("enquiry", "recap", "offer", "follow"),
    "negotiation": ("enquiry", "recap", "offer", "price", "meet", "follow"),
    "won": ("enquiry", "recap", "offer", "price", "order", "delivery"),
    "lost": ("enquiry", "recap", "offer", "price", "lost"),
    "cancelled": ("enquiry", "offer", "lost"),
}
SUBJECTS = {
    "es": {
        "enquiry": ("{name}", "Consulta {short}", "Aire comprimido {where}", "Información {Model}",
                    "Consulta", "Presupuesto {where}", "{Model}"),
        "intro": ("Tornalba: presentación", "Aire comprimido en {company}", "Folleto {Model}",
                  "Encantado de saludarles"),
        "recap": ("Visita: resumen", "Resumen reunión {where}", "{name}: próximos pasos",
                  "Notas de la visita"),
        "offer": ("Oferta {quote}", "Oferta {quote} {Model}", "{name}: oferta {quote}",
                  "Propuesta {where}", "Oferta"),
        "price": ("Oferta {quote}: condiciones", "Precio {Model}", "{name}", "Condiciones de pago",
                  "Re: oferta"),
        "meet": ("¿Nos vemos?", "Reunión {where}", "Reunión: {name}", "Cita"),
        "follow": ("Seguimiento oferta {quote}", "{name}", "¿Novedades?", "Oferta {quote}"),
        "order": ("Pedido {po}", "Pedido {name}", "Confirmación de pedido"),
        "delivery": ("Entrega pedido {po}", "Plazo de entrega {Model}", "Entrega"),
        "lost": ("{name}", "Decisión sobre la oferta {quote}", "Proyecto {where}"),
    },
    "en": {
        "enquiry": ("{name}", "Enquiry: {short}", "Compressed air, {where}", "{Model} information",
                    "Enquiry", "Budget price, {where}", "{Model}"),
        "intro": ("Introduction from Tornalba", "Compressed air at {company}", "{Model} brochure"),
        "recap": ("Visit summary", "Our meeting about {place_of}", "{name}: next steps", "Notes from today"),
        "offer": ("Quote {quote}", "Quote {quote} {Model}", "{name}: quote {quote}",
                  "Proposal for {place_of}", "Quote"),
        "price": ("Quote {quote}: terms", "{Model} price", "{name}", "Payment terms"),
        "meet": ("Meeting?", "Meeting about {place_of}", "{name}: meeting", "Catch-up"),
        "follow": ("Following up {quote}", "{name}", "Any news?", "Quote {quote}"),
        "order": ("Order {po}", "Order: {name}", "Order confirmation"),
        "delivery": ("Delivery of {po}", "{Model} delivery date", "Delivery"),
        "lost": ("{name}", "Decision on {quote}", "Project: {where}"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Who takes part in a deal."""

    us: Party
    them: Party
    second: Party
    boss: Party

    def inbound(self, dice: Dice) -> Envelope:
        """From the customer, their colleague or our manager in copy now and then."""
        cc = (self.second,) if dice.chance(0.22) else ()
        return Envelope(self.them, (self.us,), (*cc, self.boss) if dice.chance(0.12) else cc)

    def outbound(self, dice: Dice) -> Envelope:
        """From us."""
        cc = (self.second,) if dice.chance(0.25) else ()
        return Envelope(self.us, (self.them,), (*cc, self.boss) if dice.chance(0.18) else cc)


class Deal:
    """One deal as it unfolds."""

    def __init__(self, book: Book, deal: Opportunity) -> None:
        self.book, self.deal = book, deal
        self.account: Account = book.accounts[deal.account]
        self.dice = book.dice("story", deal.key)
        self.cast = cast_of(book, deal)
        self.scene = scene.of_opportunity(deal, self.account, self.cast.second)
        self.suffix = pipeline.kind_of(deal).suffix
        self.clock = local(next_working_day(deal.began), self.dice.between(8, 16), self.dice.below(60),
                           self.cast.them.zone)  # fmt: skip
        chapters = CHAPTERS[deal.stage]
        self.pace = (deal.ends - deal.began) / (len(chapters) + 0.7)
        self.number = 0

    def tell(self) -> None:
        """Writes all its chapters."""
        tellers = {
            "enquiry": self._enquiry, "recap": self._recap, "offer": self._offer, "price": self._price,
            "meet": self._meet, "follow": self._follow, "order": self._order, "delivery": self._delivery,
            "lost": self._lost,
        }  # fmt: skip
        for chapter in CHAPTERS[self.deal.stage]:
            if self.clock > self.book.now:
                return
            tellers[chapter]()
            self.clock = max(self.clock + self.pace * (0.7 + self.dice.share() * 0.6), self._latest())

    def _latest(self) -> datetime:
        last = self.book.threads[-1].last.at if self.book.threads else self.clock
        return reply_time(self.dice, last, self.cast.us.zone, 20) if last >= self.clock else self.clock

    def thread(self, chapter: str) -> Thread:
        """A new thread about this deal."""
        if chapter == "order":
            self.scene.facts.pop("delivery_day", None)
        shapes = SUBJECTS[self.account.language][chapter]
        product = self.deal.products[0][0]
        facts = self.scene.facts | {"name": self.deal.name, "short": _short(product.es, product.en,
                                    self.account.language)}  # fmt: skip
        subject = self.dice.pick(shapes).format_map(facts)
        made = Thread(
            f"{self.deal.key}:{chapter}", subject[0].upper() + subject[1:], self.scene,
            Truth(self.account.key, self.deal.key), start=reply_time(self.dice, self.clock, "UTC", 0),
            until=self.book.now,
        )  # fmt: skip
        made.filed = self.dice.weighted((("", 5), ("Archive", 3), (f"Inbox/{_clients(self.account)}", 2)))
        return self.book.begin(made, self.account.register)

    def act(self, name: str) -> str:
        """The act in the words of this kind of deal."""
        return name + self.suffix if has_act(self.account.language, name + self.suffix) else name

    def them(self, thread: Thread, name: str, hours: float = 0) -> bool:
        """The customer writes."""
        wait = hours or self.dice.weighted(((2, 4), (7, 3), (24, 4), (52, 2), (100, 1)))
        return thread.say(self.act(name), self.cast.inbound(self.dice), hours=wait) is not None

    def us(self, thread: Thread, name: str, hours: float = 0) -> bool:
        """We write."""
        wait = hours or self.dice.weighted(((1, 5), (4, 5), (20, 3), (46, 1)))
        return thread.say(self.act(name), self.cast.outbound(self.dice), hours=wait) is not None

    def _enquiry(self) -> None:
        if self.dice.chance(0.3):
            thread = self.thread("intro")
            self.us(thread, "u_intro")
            self._propose(thread)
            going = self.dice.chance(0.85) and self.them(thread, "c_interest")
        else:
            thread = self.thread("enquiry")
            self.them(thread, "c_enquiry")
            self._propose(thread)
            going = self.us(thread, "u_questions") and self.them(thread, "c_answers")
        quiet = self.deal.stage == "qualified" and self.dice.chance(0.4)
        if self.scene.when is None or self.scene.when < thread.clock + timedelta(days=5):
            self._propose(thread)
        if going and not quiet and self.us(thread, "u_visit", 4):
            self._agree(thread)
        self.book.keep(thread)

    def _propose(self, thread: Thread) -> None:
        self.scene.when = meeting_time(self.dice, thread.clock + timedelta(days=3), self.cast.them.zone)

    def _agree(self, thread: Thread) -> None:
        if self.dice.chance(0.22) and self.scene.when:
            self.scene.when = meeting_time(self.dice, self.scene.when, self.cast.them.zone, low=1, high=4)
            agreed = self.them(thread, "c_visit_move", 8) and self.us(thread, "u_visit_moved", 2)
        else:
            agreed = self.them(thread, "c_visit_ok", self.dice.pick((2, 5, 20)))
        if agreed:
            self._enter("visit")

    def _enter(self, sort: str) -> None:
        if self.scene.when is None:
            return
        self.number += 1
        guests = (self.cast.them, self.cast.second) if self.dice.chance(0.6) else (self.cast.them,)
        visits.enter(self.book, self.dice, sort, self.scene, self.deal, self.cast.us, guests, self.number)
        self.clock = max(self.clock, self.scene.when + timedelta(hours=3))
        self.scene.met = self.scene.when

    def _recap(self) -> None:
        if self.scene.met is None or self.scene.met > self.book.now:
            return
        self.clock = max(self.scene.met + timedelta(hours=self.dice.between(3, 30)), self._latest())
        thread = self.thread("recap")
        self.us(thread, "u_after_visit")
        if self.dice.chance(0.7):
            self.them(thread, "c_ask_offer")
        self.book.keep(thread)

    def _offer(self) -> None:
        thread = self.thread("offer")
        self._propose(thread)
        self.us(thread, "u_offer")
        if self.dice.chance(0.75) and self.them(thread, "c_offer_received") and self.dice.chance(0.65):
            asked = self.them(thread, "c_tech", 60)
            if asked and self.us(thread, "u_tech") and self.dice.chance(0.4):
                self.them(thread, "s_thanks")
        self.book.keep(thread)

    def _price(self) -> None:
        thread = self.thread("price")
        self._propose(thread)
        self.them(thread, "c_discount")
        self.us(thread, self.dice.pick(("u_discount_yes", "u_discount_yes", "u_discount_no")), 26)
        if self.deal.stage == "negotiation" and self.dice.chance(0.6):
            self.them(thread, "c_wait")
        self.book.keep(thread)

    def _meet(self) -> None:
        thread = self.thread("meet")
        self._propose(thread)
        self.them(thread, "c_meet")
        if self.dice.chance(0.85) and self.us(thread, "u_meet_ok", 5):
            self.them(thread, "c_meet_thanks", 6)
            self._enter("meeting")
        self.book.keep(thread)

    def _follow(self) -> None:
        thread = self.thread("follow")
        self._propose(thread)
        self.us(thread, "u_followup")
        if self.dice.chance(0.55):
            self.them(thread, "c_wait", 70)
        elif self.us(thread, "u_nudge", 220) and self.dice.chance(0.5):
            self.them(thread, "c_wait")
        self.book.keep(thread)

    def _order(self) -> None:
        thread = self.thread("order")
        self.them(thread, "c_order")
        self.us(thread, "u_order")
        self.book.keep(thread)

    def _delivery(self) -> None:
        thread = self.thread("delivery")
        self.them(thread, "c_delivery")
        self.us(thread, "u_delivery")
        if self.dice.chance(0.5):
            self.them(thread, "s_thanks")
        self.book.keep(thread)

    def _lost(self) -> None:
        thread = self.thread("lost")
        self.them(thread, "c_lost")
        if self.dice.chance(0.8):
            self.us(thread, "u_lost")
        self.book.keep(thread)


def cast_of(book: Book, deal: Opportunity) -> Cast:
    """The people of a deal as writers."""
    people = [book.person(key) for key in deal.contacts]
    boss = team.party(team.MANAGER_OF[deal.owner])
    return Cast(team.party(deal.owner), people[0], people[1] if len(people) > 1 else people[0], boss)


def tell_all(book: Book) -> None:
    """Every deal."""
    for deal in book.world.opportunities:
        Deal(book, deal).tell()


def _short(spanish: str, english: str, language: str) -> str:
    words = english if language == "en" else spanish
    return words if language == "en" else words.split(" con ")[0]


def _clients(account: Account) -> str:
    word = "Customers" if account.language == "en" else "Clientes"
    return f"{word} {account.group}"


def scene_for(book: Book, account: Account) -> Scene:
    """A scene about nothing in particular at an account."""
    people = book.staff[account.key]
    colleague = book.person(people[-1].key)
    place = Dice("place", account.key).pick(pipeline.PLACES[account.language])
    words = place.format(city=account.sites[0].city)
    facts = scene.common(book.dice("facts", account.key), account, colleague)
    facts |= {"place_of": words, "place": scene.at_place(words, account.language)}
    return Scene(account.language, facts)
