"""Edges of the law by care, debt, disability, death, residence and codes (R-11, R-27, R-30, R-51 to R-56)."""

from datetime import timedelta

from simulators.world import names
from simulators.world.build import Builder, care
from simulators.world.edge import Made, edge
from simulators.world.model import Custody, Debt, Disability, Group, Relation, Stay


def _placed(relation: Relation, en: str, lv: str) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(12, 9)
        child = home.child(6, relation=relation)
        child.stay = Stay(carer=home.applicant.id, relation=relation, since=child.carers[0].since, until=None, assessed=False, municipality="Rīgas valstspilsēta")  # fmt: skip
        return Made(home, [child])

    edge(relation, "R-30", en, lv)(make)


_placed("foster", "Two own children and one in foster care.", "Divi savi bērni un viens audžuģimenē.")
_placed(
    "specialised-foster",
    "Two own children and one in specialised foster care.",
    "Divi savi bērni un viens specializētajā audžuģimenē.",
)
_placed("guardianship", "Two own children and one under guardianship.", "Divi savi bērni un viens aizbildnībā.")


def _custody(name: str, custody: Custody, whose: int, en: str, lv: str) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(12, 9, 6)
        home.dependants[0].carers[whose].custody = custody
        return Made(home, [home.dependants[0]])

    edge(name, "R-55", en, lv)(make)


_custody("custody-suspended-applicant", "suspended", 0, "Custody of one child is suspended for the applicant.", "Iesniedzējam pārtrauktas aizgādības tiesības uz vienu bērnu.")  # fmt: skip
_custody("custody-suspended-spouse", "suspended", 1, "Custody of one child is suspended for the spouse.", "Laulātajam pārtrauktas aizgādības tiesības uz vienu bērnu.")  # fmt: skip
_custody("custody-removed-applicant", "removed", 0, "Custody of one child is removed from the applicant.", "Iesniedzējam atņemtas aizgādības tiesības uz vienu bērnu.")  # fmt: skip


def _debtor(name: str, agreement: str, en: str, lv: str, *, group: Group | None = None, spouse: bool = False) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(11, 8, 5)
        who = home.spouse if spouse and home.spouse else home.applicant
        since = b.today - timedelta(days=500)
        who.debt = Debt(
            since=since, agreement="kept" if agreement == "kept" else "broken" if agreement == "broken" else "none"
        )
        who.disability = Disability(group, since, None) if group else None
        return Made(home, [who])

    edge(name, "R-54" if name != "debtor" else "R-53", en, lv)(make)


_debtor("debtor", "none", "The applicant is a debtor without any exception.", "Iesniedzējs ir parādnieks bez izņēmuma.")
_debtor("debtor-with-disability", "none", "A debtor with a disability.", "Parādnieks ar invaliditāti.", group="III")
_debtor("debtor-with-incapacity", "none", "A debtor who could not work for over six months; a certificate on paper says so.", "Parādnieks, kas vairāk nekā sešus mēnešus nevarēja strādāt; to apliecina izziņa uz papīra.")  # fmt: skip
_debtor(
    "debtor-with-agreement-kept",
    "kept",
    "A debtor who keeps an agreement on paying.",
    "Parādnieks, kas pilda vienošanos par maksāšanu.",
)
_debtor(
    "debtor-with-agreement-broken",
    "broken",
    "A debtor who does not keep the agreement.",
    "Parādnieks, kas vienošanos nepilda.",
)
_debtor("spouse-is-debtor", "none", "The spouse is a debtor: no ground of refusal.", "Laulātais ir parādnieks: nav atteikuma pamats.", spouse=True)  # fmt: skip


@edge("child-in-two-families", "R-50", "A child of divorced parents, who each have two more with somebody else.", "Šķirtu vecāku bērns; katram vecākam vēl divi bērni citā ģimenē.")  # fmt: skip
def _(b: Builder) -> Made:
    home, other = b.home().young(5, 3), b.home().young(6, 2)
    child = home.child(10)
    if home.spouse:  # who is not the child's father here: he has a family elsewhere
        home.spouse.children.remove(child.carers.pop())
    care(other.applicant, child, "child", child.born)
    return Made(home, [child], other.people)


@edge(
    "placed-child-in-two-families",
    "R-30",
    "A child of one family, placed in another's foster care.",
    "Vienas ģimenes bērns citā audžuģimenē.",
)
def _(b: Builder) -> Made:
    own, foster = b.home().young(8, 5), b.home().young(9, 7)
    child = own.child(3)
    since = b.today - timedelta(days=200)
    care(foster.applicant, child, "foster", since)
    child.stay = Stay(
        carer=foster.applicant.id,
        relation="foster",
        since=since,
        until=None,
        assessed=False,
        municipality="Cēsu novads",
    )
    return Made(own, [child], foster.people)


def _disabled(
    name: str, age: int, group: Group, until_days: int | None, en: str, lv: str, more: tuple[int, ...] = ()
) -> None:
    def make(b: Builder) -> Made:
        home = b.home().young(*more)
        person = home.child(age, schooled=age < 18)
        until = None if until_days is None else b.today + timedelta(days=until_days)
        person.disability = Disability(group, b.today - timedelta(days=800), until)
        return Made(home, [person])

    edge(name, "R-51", en, lv)(make)


_disabled("child-with-disability", 8, "child", 900, "One child, with a disability.", "Viens bērns ar invaliditāti.")
_disabled(
    "disability-ends-tomorrow", 8, "child", 1, "A child's disability ends tomorrow.", "Bērna invaliditāte beidzas rīt."
)
_disabled(
    "disability-ended-yesterday",
    8,
    "child",
    -1,
    "A child's disability ended yesterday.",
    "Bērna invaliditāte beidzās vakar.",
)
_disabled("adult-group-1", 21, "I", None, "A young adult with group I.", "Jauns pieaugušais ar I grupu.")
_disabled("adult-group-2", 20, "II", 700, "A young adult with group II.", "Jauns pieaugušais ar II grupu.")
_disabled(
    "adult-group-3",
    20,
    "III",
    700,
    "A young adult with group III: no ground.",
    "Jauns pieaugušais ar III grupu: nav pamats.",
)
_disabled("fits-both-grounds", 6, "child", 3000, "Three children, one with a disability: both grounds.", "Trīs bērni, viens ar invaliditāti: abi pamati.", (12, 9))  # fmt: skip


def _dead(name: str, whose: int, en: str, lv: str) -> None:
    """`whose`: place in the family; 0 the applicant, 1 the spouse, 2 the eldest child."""

    def make(b: Builder) -> Made:
        home = b.home().young(12, 9, 6)
        home.people[whose].died = b.today - timedelta(days=40)
        if whose < 2:
            home.people[1 - whose].family_status = "widowed"
        return Made(home, [home.people[whose]])

    edge(name, "R-56", en, lv)(make)


_dead("dead-child", 2, "One of three children has died.", "Viens no trim bērniem miris.")
_dead("dead-holder", 0, "The applicant has died; the spouse lives.", "Iesniedzējs miris; laulātais dzīvs.")
_dead("dead-spouse", 1, "The spouse has died.", "Laulātais miris.")


@edge(
    "inactive-child",
    "R-56",
    "One of three children is on record as inactive.",
    "Viens no trim bērniem reģistrā ir neaktīvs.",
)
def _(b: Builder) -> Made:
    home = b.home().young(12, 9, 6)
    home.dependants[0].active = False
    return Made(home, [home.dependants[0]])


def _abroad(name: str, who: int, age: int, en: str, lv: str) -> None:
    """`who`: 0 the applicant, -1 the last dependant, of that age. No register knows of schools abroad (R-68)."""

    def make(b: Builder) -> Made:
        home = b.home().young(11, 8)
        home.child(age, schooled=False)
        person = home.people[who]
        person.country, person.address = b.chance.choice(names.ABROAD)
        return Made(home, [person])

    edge(name, "R-52", en, lv)(make)


_abroad("student-abroad-with-certificate", -1, 20, "A student of 20 lives abroad; a certificate on paper says that he studies.", "20 gadus vecs students ārzemēs; mācības apliecina izziņa uz papīra.")  # fmt: skip
_abroad("pupil-abroad-with-certificate", -1, 15, "A pupil of 15 lives abroad; a certificate on paper says where the school is.", "15 gadus vecs skolēns ārzemēs; skolu apliecina izziņa uz papīra.")  # fmt: skip
_abroad(
    "address-abroad-without-study",
    -1,
    6,
    "A child lives abroad and does not study there.",
    "Bērns dzīvo ārzemēs un tur nemācās.",
)
_abroad("applicant-abroad", 0, 5, "The applicant lives abroad.", "Iesniedzējs dzīvo ārzemēs.")


@edge("no-register-answer", "D-2", "About the third, a student, the education register never answers.", "Par trešo, studentu, izglītības reģistrs nekad neatbild.")  # fmt: skip
def _(b: Builder) -> Made:
    home = b.home().young(11, 8)
    return Made(home, [home.student(20)], silent="viis")


@edge("contradictory-answers", "D-2", "A child is under guardianship to one register and in foster care to another.", "Vienam reģistram bērns ir aizbildnībā, citam audžuģimenē.")  # fmt: skip
def _(b: Builder) -> Made:
    home = b.home().young(11, 8)
    child = home.child(6, relation="guardianship")
    child.stay = Stay(carer=home.applicant.id, relation="foster", since=child.carers[0].since, until=None, assessed=False, municipality="Ogres novads")  # fmt: skip
    return Made(home, [child])


@edge("changed-code", "R-11", "The applicant's personal code has changed.", "Iesniedzējam mainīts personas kods.")
def _(b: Builder) -> Made:
    home = b.home().young(11, 8, 5)
    b.previous_code(home.applicant)
    return Made(home, [home.applicant])


@edge("code-changed-twice", "R-11", "The applicant's code has changed twice, a child's once.", "Iesniedzējam kods mainīts divreiz, bērnam vienreiz.")  # fmt: skip
def _(b: Builder) -> Made:
    home = b.home().young(11, 8, 5)
    b.previous_code(home.applicant, 2)
    b.previous_code(home.dependants[0])
    return Made(home, [home.applicant, home.dependants[0]])


@edge("one-parent", "R-10", "A parent alone with three children.", "Viens vecāks ar trim bērniem.")
def _(b: Builder) -> Made:
    home = b.home(spouse=False).young(11, 8, 5)
    return Made(home, [home.applicant])


@edge("own-card-at-seven", "D-4", "The middle child turns seven today, and may have a card.", "Vidējam bērnam šodien septiņi gadi, drīkst saņemt savu karti.")  # fmt: skip
def _(b: Builder) -> Made:
    home = b.home().young(10)
    child = home.child(7, 0)
    home.child(4)
    return Made(home, [child])


@edge(
    "spouses-children",
    "R-30",
    "Two of the three children are the spouse's alone.",
    "Divi no trim bērniem ir tikai laulātā.",
)
def _(b: Builder) -> Made:
    home = b.home().young(11, 8, 5)
    for child in home.dependants[:2]:
        link = child.carers.pop(0)
        home.applicant.children.remove(link)
    return Made(home, home.dependants[:2])
