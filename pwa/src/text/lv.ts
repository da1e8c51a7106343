/** Latvian: the first language; the English dictionary has the same keys or tsc refuses it. */
export const lv = {
  brand: "Goda ģimene",
  language: "Valoda",
  skip: "Uz saturu",
  menu: "Izvēlne",
  unread: "nelasītas ziņas",
  back: "Atpakaļ",
  cancel: "Atcelt",
  close: "Aizvērt",
  wait: "Mirkli…",
  newTab: "atveras jaunā cilnē",
  offline: "Nav interneta",
  nav: { card: "Karte", family: "Ģimene", data: "Mani dati", help: "Palīdzība" },
  demo: "Demonstrācija: vārdi ir izdomāti, karte nav derīga īstās kasēs.",

  start: {
    title: "Goda ģimenes karte tavā tālrunī",
    lead: "Parādi kodu pie kases un saņem atlaides visai ģimenei. Darbojas arī bez interneta.",
    action: "Piekļūt",
    actionHint: "Ar latvija.lv: banku, eParakstu vai Smart-ID. Piesakies kartei, turpini iesākto vai saņem savu karti.",
    letter: "Man ir vēstule ar kodu",
    howTitle: "Kā to dabū?",
    how: [
      "Piekļūsti ar latvija.lv. Fonds uzzina, kas tu esi.",
      "Apskati, ko par ģimeni zina reģistri, un atbildi uz dažiem jautājumiem. Ap piecām minūtēm.",
      "Ja viss ir skaidrs, karte parādās šajā tālrunī pēc dažām minūtēm.",
    ],
    whoTitle: "Kam tā pienākas?",
    who: [
      "Ģimenei ar trim vai vairāk bērniem. Skaita arī jauniešus līdz 24 gadiem, kuri mācās.",
      "Ģimenei, kurā ir bērns ar invaliditāti vai jaunietis līdz 24 gadiem ar I vai II invaliditātes grupu.",
    ],
    calmTitle: "Tev ne par ko nav jāuztraucas",
    calm: [
      "Nav jāizdomā parole. Viss, ko ieraksti, uzreiz saglabājas.",
      "Kasieris redz tikai vārdus uz kartes un vai tā ir derīga.",
      "Pazudis tālrunis? Pieslēdzies jaunajā, un karte ir atpakaļ. Veco noņem ar vienu pieskārienu.",
    ],
    noLetterTitle: "Nevari piekļūt?",
    noLetter: "Pieteikties vari arī fondā uz vietas. Karti piešķir Sabiedrības integrācijas fonds:",
    moreTitle: "Lasi vēl",
  },

  add: {
    title: "Ievadi kodu no vēstules",
    lead: "Kodā ir 15 burti un cipari trīs grupās. Lielie un mazie burti ir vienādi, svītras vari nerakstīt.",
    label: "Kods",
    count: (have: number) => `${have} no 15`,
    deviceLabel: "Kā saukt šo tālruni?",
    deviceHint: "Lai vēlāk to atpazītu sarakstā, piemēram, “Annas tālrunis”.",
    submit: "Pievienot karti",
    busy: "Pievieno…",
    fromLink: "Kods no saites jau ir ierakstīts. Atliek pievienot karti.",
    short: (missing: number) => `Kodam vēl trūkst zīmju: ${missing}. Salīdzini to ar vēstuli.`,
    long: (more: number) => `Kodā ir par daudz zīmju: ${more}. Salīdzini to ar vēstuli.`,
    strange: (sign: string) =>
      `Zīmes “${sign}” kodos nav. Kodos nekad nav 0, O, 1, I, L un U — paskaties vēlreiz vēstulē.`,
    sessionTitle: "Šis pārlūks neļauj saglabāt karti",
    sessionText:
      "Varbūt atvērts privātais logs vai ieslēgts bloķēšanas režīms. Ja turpināsi, kods būs izlietots, bet karte pazudīs, tiklīdz aizvērsi lapu. Labāk atver šo lapu parastā logā.",
    sessionGo: "Turpināt tikai šai reizei",
    done: "Karte ir šajā tālrunī.",
  },

  ios: {
    title: "Vispirms ieliec lietotni sākuma ekrānā",
    why: "Safari izdzēš lapas datus, ja to nedēļu neatver. Sākuma ekrāna lietotnē karte paliek.",
    steps: [
      "Nospied Kopīgot (kvadrāts ar bultiņu uz augšu).",
      "Izvēlies “Pievienot sākuma ekrānam” (Add to Home Screen).",
      "Atver “Goda ģimene” no sākuma ekrāna un ievadi kodu tur.",
    ],
    yourCode: "Tavs kods, kas tur būs jāievada:",
    copy: "Kopēt kodu",
    copied: "Nokopēts",
    anyway: "Tomēr turpināt pārlūkā",
    share: "Kopīgot",
  },

  problems: {
    "code-unknown": ["Tāda koda nav", "Salīdzini katru zīmi ar vēstuli. Ja viss sakrīt, raksti fondam."],
    "code-malformed": ["Kods nav pilnīgs", "Salīdzini katru zīmi ar vēstuli: tām jābūt 15."],
    "code-used": [
      "Šis kods jau ir izlietots",
      "Katrs kods der vienam tālrunim. Otram tālrunim lūdz fondam jaunu kodu.",
    ],
    "code-expired": ["Koda termiņš ir beidzies", "Kods der 30 dienas. Lūdz fondam jaunu, tas neko nemaksā."],
    "code-dead": ["Kods ir slēgts", "Tas pārāk daudz reižu ievadīts nepareizi. Lūdz fondam jaunu kodu."],
    "card-annulled": ["Šī karte ir anulēta", "Ja domā, ka tā ir kļūda, raksti fondam."],
    "card-expired": ["Kartes termiņš ir beidzies", "Karti var atjaunot: pieslēdzies fondam."],
    "card-not-yet": ["Karte vēl nav sākusies", "Kodu varēs izmantot, sākot ar kartes pirmo derīguma dienu."],
    "too-many-tries": ["Pārāk daudz mēģinājumu", "Uzgaidi un mēģini vēlreiz."],
    "device-unknown": ["Fonds šo tālruni nepazīst", "Pieslēdzies fondam, un karte atnāks no jauna."],
    "device-removed": ["Šis tālrunis ir noņemts no kartes", "Ja to neizdarīji tu, raksti fondam."],
    offline: ["Nav interneta", "Pieslēdzies tīklam un mēģini vēlreiz."],
    server: ["Neizdevās", "Tas nav tavas vainas dēļ. Mēģini pēc brīža."],
    key: ["Šis pārlūks nevar izveidot atslēgu", "Atjaunini pārlūku vai atver šo lapu citā."],
  } as Record<string, readonly [string, string]>,
  waitSeconds: (seconds: number) =>
    seconds < 90 ? `Mēģini pēc ${seconds} sekundēm.` : `Mēģini pēc ${Math.ceil(seconds / 60)} minūtēm.`,

  card: {
    kind: "Latvijas Goda ģimenes apliecība",
    list: "Manas kartes",
    nth: (n: number, of: number, name: string) => `${n}. karte no ${of}: ${name}`,
    validTo: "Derīga līdz",
    validFrom: "Derīga no",
    status: "Statuss",
    standing: {
      valid: "Derīga",
      unknown: "Jāpārbauda",
      notYet: "Vēl nav sākusies",
      stale: "Jāatjauno",
      expired: "Beigusies",
      annulled: "Anulēta",
      removed: "Noņemta",
    },
    code: "Kartes kods kasierim",
    changes: "Kods mainās ik 20 s",
    clock: "Pulkstenis",
    cashier: "Kasierim: pārbaudi lapā",
    brighter: "Ja kods nelasās, palielini ekrāna spilgtumu.",
    failed: "Kodu neizdevās izveidot",
    failedAdvice: "Aizver un atver lietotni vēlreiz. Ja nepalīdz, pieslēdzies sadaļā Ģimene, un karte atnāks no jauna.",
    previous: "Iepriekšējā karte",
    next: "Nākamā karte",
    challenge: "Kasieris rāda ciparus",
    challengeLabel: "Kādus ciparus rāda kasieris?",
    challengeHint: "Divi vai trīs cipari no kases ekrāna.",
    challengeGo: "Rādīt kodu",
    challengeBad: "Ieraksti divus vai trīs ciparus.",
    challengeOn: "Kodā ir cipari",
    challengeOff: "Noņemt",
    over: {
      annulled: {
        title: "Karte ir anulēta",
        text: "Tā vairs nedod atlaides.",
        advice: "Ja domā, ka tā ir kļūda, raksti fondam. Lēmumu var apstrīdēt mēneša laikā.",
      },
      expired: {
        title: "Kartes termiņš ir beidzies",
        text: "Tā vairs nedod atlaides.",
        advice: "Atjauno to: atbildes jau ir ierakstītas, jaunā karte parādīsies šeit.",
      },
      removed: {
        title: "Karte noņemta no šī tālruņa",
        text: "To izdarīja no cita tālruņa vai fondā.",
        advice: "Ja tālrunis ir tavs un karte vajadzīga, pieslēdzies, un karte atnāks atpakaļ.",
      },
      stale: {
        title: "Karte jāatjauno",
        text: "Tālrunis ilgi nav bijis tīklā. Pieslēdzies internetam: karte atjaunosies pati.",
        advice: "Pati karte joprojām ir derīga.",
      },
      notYet: {
        title: "Karte vēl nav sākusies",
        text: "Kods parādīsies pirmajā derīguma dienā.",
        advice: "Tev nekas nav jādara.",
      },
    },
    causes: {
      "holder-wish": "Iemesls: tā lūdza kartes turētājs.",
      "criteria-lost": "Iemesls: ģimene vairs neatbilst nosacījumiem.",
      replaced: "Iemesls: tās vietā ir jauna karte.",
      error: "Iemesls: karte izdota kļūdas dēļ.",
      misuse: "Iemesls: karte izmantota neatļauti.",
    } as Record<string, string>,
    annulledOn: (day: string) => `Anulēta ${day} Tā vairs nedod atlaides.`,
    unknown:
      "Fonds šo tālruni vairs nepazīst. Kods vēl kādu laiku var derēt, bet neatjaunosies. Pieslēdzies, un karte atnāks no jauna.",
    renew: "Atjaunot karti",
    renewSoon: (day: string) =>
      `Karte ir derīga līdz ${day} Jauno vari lūgt jau tagad, šī darbosies līdz savam termiņam.`,
    signIn: "Pieslēgties",
    checkAgain: "Pārbaudīt vēlreiz",
    checked: "Pārbaudīts: nekas nav mainījies.",
    remove: "Noņemt no šī tālruņa",
    clockAhead: (gap: string) =>
      `Tālruņa pulkstenis ir par ${gap} priekšā. Kods izlabots, bet sakārto laiku iestatījumos.`,
    clockBehind: (gap: string) =>
      `Tālruņa pulkstenis atpaliek par ${gap}. Kods izlabots, bet sakārto laiku iestatījumos.`,
    session: "Pārlūks neļauj karti saglabāt. Tā pazudīs, kad aizvērsi šo lapu.",
  },
  gap: (seconds: number) =>
    seconds < 120
      ? `${seconds} sekundēm`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} minūtēm`
        : seconds < 172_800
          ? `${Math.round(seconds / 3600)} stundām`
          : `${Math.round(seconds / 86_400)} dienām`,

  data: {
    title: "Mani dati",
    cardsTitle: "Kartes šajā tālrunī",
    none: "Šajā tālrunī nav nevienas kartes.",
    number: "Numurs",
    valid: "Derīga",
    names: "Vārdi uz kartes",
    devicesTitle: "Tālruņi ar šo karti",
    devicesLead: "Pazudis vai pārdots tālrunis? Noņem to, un karte tajā vairs nederēs.",
    devicesOffline: "Sarakstu rāda tikai ar internetu.",
    devicesAgain: "Mēģināt vēlreiz",
    thisPhone: "šis tālrunis",
    added: (when: string) => `Pievienots ${when}`,
    seen: (when: string) => `Pēdējoreiz sazinājās ar fondu ${when}`,
    removeDevice: (name: string) => `Noņemt: ${name}`,
    removeDeviceAsk: (name: string) => `Vai noņemt karti no tālruņa “${name}”?`,
    removeDeviceText: "Karte tajā vairs nederēs. Atpakaļ to dabūs, tajā pieslēdzoties fondam vai ar jaunu kodu.",
    removeDeviceGo: "Jā, noņemt",
    removeAsk: "Vai noņemt karti no šī tālruņa?",
    removeText: "Atpakaļ to dabūsi, pieslēdzoties fondam vai ar jaunu kodu. Citos tālruņos karte paliek.",
    removed: "Karte noņemta.",
    removedOffline:
      "Karte noņemta no šī tālruņa. Fondu nesasniedza: sarakstā citos tālruņos tas vēl būs redzams, noņem to tur.",
    deviceRemoved: "Tālrunis noņemts.",
    addTitle: "Pievienot vēl vienu karti",
    addText:
      "Savas kartes vari paņemt, pieslēdzoties fondam. Citai kartei ir savs kods, vēstulē vai otra vecāka tālrunī.",
    addSignIn: "Pieslēgties",
    addAction: "Ievadīt kodu",
    installTitle: "Ielikt sākuma ekrānā",
    installText: "Tā karti atradīsi ar vienu pieskārienu, un pārlūks to neizdzēsīs.",
    installAction: "Pievienot sākuma ekrānam",
    privacyTitle: "Ko par tevi glabā",
    privacyText: "Kas ir tālrunī, ko redz kasieris un ko glabā fonds.",
    privacyAction: "Lasīt par datiem",
  },

  titles: {
    card: "Karte",
    add: "Pievienot karti",
    family: "Mana ģimene",
    apply: "Pieteikums",
    messages: "Ziņas",
    data: "Mani dati",
    help: "Palīdzība",
    privacy: "Par datiem",
  },
};

export type Words = typeof lv;
