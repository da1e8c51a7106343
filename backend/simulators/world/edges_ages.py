"""Edges of the law by age, study and service (R-50, D-3, D-12)."""

from datetime import date, timedelta

from simulators.world.build import Builder, study
from simulators.world.days import leap_day_turning, next_june, years_before
from simulators.world.edge import Made, edge
from simulators.world.model import Service, ServiceKind, Stay


def _three(name: str, en: str, lv: str, age: int, days: int) -> None:
    """Two children and a third who turns `age` then: a student from 18 on."""

    def make(b: Builder) -> Made:
        home = b.home().young(11, 8)
        third = home.child(age, days, schooled=True) if age <= 18 else home.student(age, days)
        return Made(home, [third])

    edge(name, "R-50", en, lv)(make)


@edge("three-children", "R-50", "Three children at home: a clear grant.", "Trīs bērni mājās: skaidra piešķiršana.")
def _(b: Builder) -> Made:
    home = b.home().young(11, 8, 5)
    return Made(home, home.dependants)


@edge("two-children", "R-50", "Two children: too few.", "Divi bērni: par maz.")
def _(b: Builder) -> Made:
    home = b.home().young(11, 8)
    return Made(home, home.dependants)


@edge("third-child-born-today", "R-50", "The third child was born today.", "Trešais bērns dzimis šodien.")
def _(b: Builder) -> Made:
    home = b.home().young(7, 4)
    return Made(home, [home.child_born(b.today)])


_three("turns-18-today", "The eldest turns 18 today and is at school.", "Vecākajam šodien 18 gadi, mācās skolā.", 18, 0)
_three("turns-18-tomorrow", "The eldest turns 18 tomorrow.", "Vecākajam rīt būs 18 gadi.", 18, -1)
_three("turns-24-today", "A student turns 24 today.", "Studentam šodien 24 gadi.", 24, 0)
_three("turns-24-tomorrow", "A student turns 24 tomorrow.", "Studentam rīt būs 24 gadi.", 24, -1)


@edge(
    "turns-18-today-idle",
    "R-50",
    "The eldest turns 18 today and studies nowhere.",
    "Vecākajam šodien 18 gadi, nekur nemācās.",
)
def _(b: Builder) -> Made:
    home = b.home().young(11, 8)
    return Made(home, [home.child(18, 0, schooled=False)])


def _stays(
    name: str, en: str, lv: str, age: int, days: int, *, since: date | None = None, studies: bool = False
) -> None:
    """Two own children and a grown-up foster child who stays on a social service's assessment (R-31)."""

    def make(b: Builder) -> Made:
        home = b.home().young(12, 9)
        person = home.student(age, days) if studies else home.child(age, days, schooled=False)
        for link in person.carers:
            link.relation = "foster"
        came_of_age = years_before(b.today, age - 18) - timedelta(days=days)
        person.stay = Stay(
            carer=home.applicant.id, relation="foster", since=since or max(came_of_age, date(2024, 1, 1)), until=None,
            assessed=True, municipality="Valmieras novads",
        )  # fmt: skip
        return Made(home, [person])

    edge(name, "R-31", en, lv)(make)


_stays("stays-on-assessment", "An adult of 19 stays with the foster family on an assessment.", "19 gadus vecs paliek audžuģimenē pēc novērtējuma.", 19, 100)  # fmt: skip
_stays("stays-turns-21-today", "Stays on an assessment, turns 21 today, does not study.", "Paliek pēc novērtējuma, šodien 21 gads, nemācās.", 21, 0)  # fmt: skip
_stays("stays-turns-21-tomorrow", "Stays on an assessment, turns 21 tomorrow.", "Paliek pēc novērtējuma, rīt būs 21 gads.", 21, -1)  # fmt: skip
_stays("stays-and-studies", "Stays on an assessment at 22 and studies.", "Paliek pēc novērtējuma 22 gados un studē.", 22, 50, studies=True)  # fmt: skip
_stays("stays-since-before-2024", "Stays on an assessment of June 2023, which counts from 2024-01-01 only.", "Paliek pēc 2023. gada jūnija novērtējuma, ko ņem vērā tikai no 01.01.2024.", 22, 50, since=date(2023, 6, 1), studies=True)  # fmt: skip


def _leap(age: int) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(9, 6)
        person = home.child_born(leap_day_turning(b.today, age), schooled=age == 18)
        if age == 24:
            summer = next_june(b.today)
            study(person, "higher", "Latvijas Universitāte", date(summer.year - 2, 9, 1), date(summer.year + 1, 6, 30))
        if age == 21:
            person.stay = Stay(carer=home.applicant.id, relation="foster", since=years_before(b.today, 1), until=None, assessed=True, municipality="Talsu novads")  # fmt: skip
            for link in person.carers:
                link.relation = "foster"
        return Made(home, [person])

    edge(
        f"leap-day-{age}", "R-50",
        f"Born on 29 February, the next to turn {age}.", f"Dzimis 29. februārī, nākamais, kam būs {age}.",
    )(make)  # fmt: skip


_leap(18)
_leap(21)
_leap(24)


@edge(
    "student-finishes-in-june",
    "R-26",
    "A student of 20 who finishes in June.",
    "20 gadus vecs students, kas beidz jūnijā.",
)
def _(b: Builder) -> Made:
    home = b.home().young(13, 10)
    return Made(home, [home.student(20, programme="vocational", ends=next_june(b.today))])


@edge(
    "student-on-record-no-more",
    "R-26",
    "A student of 21 who has been struck off.",
    "21 gadu vecs students, kas atskaitīts.",
)
def _(b: Builder) -> Made:
    home = b.home().young(13, 10)
    student = home.student(21)
    student.enrolments[0].ended = b.today - timedelta(days=30)
    return Made(home, [student])


@edge(
    "interest-education",
    "R-26",
    "A grown-up in a dance school: no education that counts.",
    "Pilngadīgs deju skolā: izglītība, kas neskaitās.",
)
def _(b: Builder) -> Made:
    home = b.home().young(13, 10)
    return Made(home, [home.student(19, programme="interest")])


def _service(name: str, kind: ServiceKind, months: int, en: str, lv: str) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(15, 12)
        person = home.child(19, schooled=False)
        since = b.today - timedelta(days=100)
        person.services.append(Service(kind=kind, since=since, until=since + timedelta(days=round(months * 30.44))))
        return Made(home, [person])

    edge(name, "R-32", en, lv)(make)


_service(
    "defence-service",
    "state-defence-regular",
    11,
    "In the state defence service of 11 months.",
    "11 mēnešu valsts aizsardzības dienestā.",
)
_service("defence-service-guard", "state-defence-guard", 11, "In the state defence service of 11 months, in Zemessardze.", "11 mēnešu valsts aizsardzības dienestā Zemessardzē.")  # fmt: skip
_service(
    "alternative-service",
    "alternative",
    11,
    "In the alternative service of 11 months.",
    "11 mēnešu alternatīvajā dienestā.",
)
_service(
    "professional-service",
    "professional",
    60,
    "A professional soldier: does not count.",
    "Profesionālais karavīrs: neskaitās.",
)
_service(
    "national-guard",
    "national-guard",
    60,
    "In Zemessardze for years: does not count.",
    "Zemessargs uz gadiem: neskaitās.",
)
_service(
    "reserve-officer",
    "reserve-officer",
    11,
    "In reserve officers' training: does not count.",
    "Rezerves virsnieku apmācībā: neskaitās.",
)
