"""The console as the application mounts it: its pages, its collaborators, its files."""

from pathlib import Path
from typing import Final

import msgspec
from litestar import Router
from litestar.di import Provide

from goda.applications.service import Applications
from goda.audit import Audit
from goda.cards.service import Cards
from goda.console import (
    acting,
    card_pages,
    cases,
    deciding,
    decision_pages,
    entrance,
    families,
    in_person,
    issue,
    papers,
    printing_pages,
    queue,
    start,
    team,
    text_pages,
)
from goda.console.desk import Desk, provide_form, provide_signed, trouble
from goda.db.database import Database
from goda.decisions.service import Decisions
from goda.decisions.texts import Texts
from goda.documents.service import Documents
from goda.kernel.clock import Clock
from goda.kernel.errors import GodaError
from goda.notices.service import Notices
from goda.people.service import People
from goda.printing.service import Printing
from goda.staff.service import Staff
from goda.web import assets
from goda.web.asgi import HTTPApp
from goda.web.feature import Feature
from goda.web.sessions import Sessions
from goda.web.throttle import Throttle

WEB_DIST: Final = Path(__file__).parent.parent / "web_dist"
SOURCES: Final = Path(__file__).parent / "assets"

HANDLERS: Final = (
    start.start,
    start.search,
    start.language,
    queue.show_queue,
    queue.find_case,
    queue.next_case,
    cases.show_case,
    cases.take_case,
    cases.ask_again,
    cases.add_document,
    cases.read_document,
    acting.ask_fact,
    acting.enter_fact,
    acting.ask_question,
    acting.send_question,
    acting.ask_extension,
    acting.extend_term,
    acting.ask_keep,
    acting.keep_right,
    deciding.ask_decision,
    deciding.decide_case,
    deciding.preview_decision,
    decision_pages.show_decision,
    decision_pages.undo_decision,
    decision_pages.send_decision,
    decision_pages.second_person,
    decision_pages.decision_paper,
    decision_pages.decision_seal,
    in_person.ask_code,
    in_person.begin,
    in_person.show_application,
    in_person.answer,
    in_person.bring_document,
    in_person.brought_document,
    in_person.withdraw,
    printing_pages.printing,
    printing_pages.make_batch,
    printing_pages.show_batch,
    printing_pages.mark_pieces,
    printing_pages.manifest_csv,
    printing_pages.manifest_pdf,
    printing_pages.contents_pdf,
    text_pages.all_texts,
    text_pages.one_text,
    text_pages.edit_text,
    families.new_family,
    families.record_family,
    families.known_person,
    families.ask_reason,
    families.open_family,
    families.show_family,
    families.ask_correction,
    families.correct_family,
    issue.new_card,
    issue.preview_card,
    issue.issue_card,
    card_pages.show_card,
    card_pages.ask_code,
    card_pages.new_code,
    card_pages.ask_annul,
    card_pages.annul_card,
    card_pages.ask_annul_copy,
    card_pages.annul_copy,
    papers.make_papers,
    papers.letter_pdf,
    papers.plastic_pdf,
    papers.plastic_front,
    papers.plastic_back,
    entrance.sign_in,
    entrance.session_alive,
    entrance.enrol,
    entrance.passkey_use,
    entrance.passkey_used,
    entrance.passkey_make,
    entrance.passkey_made,
    entrance.my_keys,
    entrance.name_key,
    entrance.ask_remove_key,
    entrance.remove_key,
    entrance.sign_out,
    team.team,
    team.enrol_member,
    team.new_link,
    team.ask_own_code,
    team.set_own_code,
    team.ask_end,
    team.end_member,
)


def feature(
    *,
    people: People,
    staff: Staff,
    cards: Cards,
    applications: Applications,
    decisions: Decisions,
    documents: Documents,
    notices: Notices,
    texts: Texts,
    printing: Printing,
    audit: Audit,
    db: Database,
    sessions: Sessions,
    throttle: Throttle,
    clock: Clock,
    origin: str,
    web_dist: Path = WEB_DIST,
) -> Feature:
    """The clerk's door."""
    names, files = built(web_dist)
    desk = Desk(
        people=people,
        staff=staff,
        cards=cards,
        applications=applications,
        decisions=decisions,
        documents=documents,
        notices=notices,
        texts=texts,
        printing=printing,
        audit=audit,
        db=db,
        sessions=sessions,
        throttle=throttle,
        clock=clock,
        origin=origin,
        assets=names,
    )
    router = Router(
        "/console",
        route_handlers=list(HANDLERS),
        dependencies={"signed": Provide(provide_signed), "form": Provide(provide_form)},
        exception_handlers={GodaError: trouble(desk)},
        include_in_schema=False,
    )
    return Feature(name="console", routes=(router,), dependencies={"desk": desk}, raw=files)


def built(web_dist: Path) -> tuple[dict[str, str], dict[str, HTTPApp]]:
    """The console's files by address, and their addresses by name; unhashed from the sources where nothing is built."""
    manifest = web_dist / "console" / "manifest.json"
    if manifest.is_file():
        names = msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])
        found = assets.folder(web_dist / "console" / "assets", "/console/assets")
    else:
        found = assets.folder(SOURCES, "/console/assets")
        names = {path.rpartition("/")[2]: path for path in found}
    return names, {path: assets.serve(asset) for path, asset in found.items()}
