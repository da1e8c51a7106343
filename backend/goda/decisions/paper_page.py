"""How a decision looks on paper: what is decided first, then what was found, why, by which law, how to contest, who decided.

What stands on it is `paper.DecisionPaper`.
"""

from typing import Final

from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from goda.cards.model import CARD_CAUSES
from goda.cards.sheet import ACCENT, INK, LINE, MARGIN, MUTED, SOFT, WIDTH, Sheet, day, quickest
from goda.decisions.paper import SUBJECTS, DecisionPaper
from goda.kernel import i18n
from goda.kernel.i18n import N_

FUND: Final = "Sabiedrības integrācijas fonds"
FUND_LINE: Final = "Raiņa bulvāris 15, Rīga, LV-1050 · pasts@sif.gov.lv"
PAGES: Final = "\ue000\ue001"
"""Stands for the number of pages until it is known; nobody can type it, as they can `{nb}`."""
BOTTOM: Final = 24.0
"""Millimetres kept for the foot of each page."""

CONTEST_LAW: Final = N_("Administrative Procedure Law, sections 76, 77 and 79")


def drawn(paper: DecisionPaper, origin: str) -> bytes:
    """The decision as PDF bytes; see `paper.decision_pdf`."""

    def draw(*, whole: bool) -> Sheet:
        page = _Decision(paper, origin, whole=whole)
        page.write_decision()
        return page

    return quickest(draw)


class _Decision(Sheet):
    """One decision, on as many A4 pages as it takes."""

    def __init__(self, paper: DecisionPaper, origin: str, *, whole: bool) -> None:
        subject = _(SUBJECTS[paper.kind])
        self.paper, self.origin = paper, origin
        self.called = (
            _("Draft") if paper.draft or paper.number is None else _("Decision No. {number}", number=paper.number)
        )
        super().__init__(title=f"{self.called}. {subject}", on=paper.made, whole=whole)
        self.set_author(FUND)
        self.set_subject(subject)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.alias_nb_pages(PAGES)
        self.add_page()

    def header(self) -> None:
        """The fund's name on the first page, the decision's number on the others."""
        if self.page_no() == 1:
            self.style("B", 13, ACCENT)
            self.cell(WIDTH * 0.7, 6.5, FUND)
            self.style("", 9.5, MUTED)
            self.cell(WIDTH * 0.3, 6.5, _("Goda family"), align="R", new_x="LMARGIN", new_y="NEXT")
            self.text_block(FUND_LINE, 9, 5, colour=MUTED)
        else:
            self.text_block(f"{FUND} · {self.called}", 9, 5, colour=MUTED)
        self.ln(1.5)
        self.rule()
        self.ln(4)
        if self.paper.draft:
            self.text_block(_("Draft: nothing has been decided yet."), 10, 6, style="B", colour=ACCENT)

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-15)
        self.style("", 9, MUTED)
        self.cell(WIDTH / 2, 5, self.called)
        self.cell(WIDTH / 2, 5, _("Page {page} of {pages}", page=self.page_no(), pages=PAGES), align="R")

    def write_decision(self) -> None:
        paper = self.paper
        self.window(paper.addressee, paper.postal)
        self._title()
        self._outcome()
        if paper.cards:
            self._cards()
        if paper.facts:
            self._heading(_("What was found"))
            for fact in paper.facts:
                self._point(fact)
        if paper.text.strip():
            self._heading(_("Reasons"))
            self._paragraphs(paper.text)
        if paper.references:
            self._heading(_("The law it rests on"))
            for reference in dict.fromkeys(paper.references):
                self._point(_(reference))
        self._contest()
        self._who()
        self._seal()

    def _title(self) -> None:
        paper = self.paper
        self.text_block(self.called, 17, 8.5, style="B")
        self.text_block(_(SUBJECTS[paper.kind]), 12, 6.5)
        self.ln(1)
        about = i18n.date("lv", paper.made)
        if paper.application is not None:
            about += " · " + _("application {number}", number=paper.application)
            if paper.registered is not None:
                about += ", " + _("registered on {day}", day=day(paper.registered))
        self.text_block(about, 10, 5.4, colour=MUTED)

    def _outcome(self) -> None:
        """What is decided, before everything else."""
        self.ln(4)
        sentence = self._decided()
        self.style("B", 12, INK)
        inside = self.multi_cell(WIDTH - 12, 6.4, sentence, dry_run=True, output="HEIGHT")
        assert isinstance(inside, float)
        height = inside + 8
        self.set_fill_color(*SOFT)
        self.rect(MARGIN, self.get_y(), WIDTH, height, style="F", round_corners=True, corner_radius=2.5)
        top = self.get_y()
        self.set_y(top + 4)
        self.text_block(sentence, 12, 6.4, style="B", inset=6, width=WIDTH - 12)
        self.set_y(top + height)

    def _decided(self) -> str:
        paper = self.paper
        if paper.kind == "grant":
            first = min((card.valid_from for card in paper.cards), default=None)
            last = max((card.valid_to for card in paper.cards), default=None)
            if first is None or last is None:
                return _("The Latvian Honorary Family card is granted.")
            return _(
                "The Latvian Honorary Family card is granted, from {first} to {last}.", first=day(first), last=day(last)
            )
        if paper.kind == "refuse":
            return _("The Latvian Honorary Family card is not granted.")
        since = day(paper.annulled_from or paper.made)
        if paper.cause is None:
            return _("The Latvian Honorary Family card is annulled from {day}.", day=since)
        cause = _(CARD_CAUSES[paper.cause])
        return _("The Latvian Honorary Family card is annulled from {day}. Cause: {cause}", day=since, cause=cause)

    def _cards(self) -> None:
        numbered = any(card.number for card in self.paper.cards)
        self._heading(_("The cards"))
        self.style("", 10, INK)
        self.set_draw_color(*LINE)
        self.set_fill_color(255, 255, 255)
        widths = (76, 42, 52) if numbered else (118, 52)
        heads = [_("Names on the card"), *([_("Number")] if numbered else []), _("Valid")]
        with self.table(
            col_widths=widths,
            width=WIDTH,
            line_height=5.6,
            padding=(1.2, 2, 1.2, 0),
            text_align="LEFT",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=MUTED),
        ) as table:
            table.row(heads)
            for card in self.paper.cards:
                days = f"{day(card.valid_from)} – {day(card.valid_to)}"
                table.row([", ".join(card.names), *([card.number or ""] if numbered else []), days])

    def _contest(self) -> None:
        paper = self.paper
        self._heading(_("How to contest"))
        if paper.contest_by is None:
            self._paragraphs(
                _("This decision can be contested within one month from the day it was made known, by writing to the fund: {fund}.",
                  fund=f"{FUND}, {FUND_LINE.replace(' · ', ', ')}")
            )  # fmt: skip
        else:
            self._paragraphs(
                _("This decision can be contested until {day}, by writing to the fund: {fund}.", day=i18n.date("lv", paper.contest_by),
                  fund=f"{FUND}, {FUND_LINE.replace(' · ', ', ')}")
            )  # fmt: skip
        self._paragraphs(
            _(
                "A letter counts by the day on which it is posted. What it says: the number of this decision, and what you do not agree with and why."
            )
        )
        self.text_block(_(CONTEST_LAW), 9.5, 5.2, colour=MUTED)

    def _who(self) -> None:
        paper = self.paper
        self._heading(_("Who decided"))
        if paper.decided_by is None:
            if paper.kind == "annul":
                self._paragraphs(
                    _("This decision was made automatically, by the data of the state's registers, without a person.")
                )
            else:
                self._paragraphs(
                    _(
                        "This decision was made automatically: every criterion is met by the data of the state's registers."
                    )
                )
            self._paragraphs(
                _(
                    "You may ask that a person at the fund reviews it: write to {email} and name the decision's number.",
                    email="pasts@sif.gov.lv",
                )
            )
            return
        self._paragraphs(paper.decided_by)
        if paper.confirmed_by is not None:
            self._paragraphs(_("Confirmed by a second person: {name}", name=paper.confirmed_by))

    def _seal(self) -> None:
        self._heading(_("Electronic seal"))
        if self.paper.draft:
            self._paragraphs(_("A draft is not sealed."))
            return
        self._paragraphs(
            _("This document is valid without a signature: the fund has sealed it electronically. The seal is a file of its own beside it (a detached JWS, RFC 7515); one changed byte breaks it. Seal and document stand in your wallet: {wallet}. The fund's keys, by which anybody can check the seal: {keys}",
              wallet=self.origin, keys=f"{self.origin}/.well-known/decision-keys")
        )  # fmt: skip

    def _heading(self, words: str) -> None:
        """A heading stays with the first lines below it."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(5)
        self.start_section(words)
        self.text_block(words, 12, 6.4, style="B")
        self.ln(0.8)

    def _paragraphs(self, text: str) -> None:
        for paragraph in text.replace("\r\n", "\n").split("\n\n"):
            if paragraph.strip():
                self.text_block(paragraph.strip(), 10.5, 5.5)
                self.ln(1.4)

    def _point(self, text: str) -> None:
        if self.will_page_break(6):
            self.add_page()
        top = self.get_y()
        self.style("", 10.5, INK)
        self.cell(5, 5.5, "–")
        self.set_y(top)
        self.text_block(text, 10.5, 5.5, inset=5)
        self.ln(0.8)


def _(message: str, **params: object) -> str:
    return i18n.gettext("lv", message, **params)
