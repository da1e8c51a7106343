/** The long texts, help and privacy: loaded with their screens, in both languages. */

import { verifierSpoken } from "../base/settings.ts";

/** A heading with paragraphs; a paragraph that is a list of lines becomes a list. */
export interface Section {
  readonly title: string;
  readonly body: readonly (string | readonly string[])[];
}
interface Page {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
  readonly contact: string;
}
type Pages = Record<"help" | "privacy", Page> & { readonly inspectorate: string };

const lv: Pages = {
  help: {
    title: "Palīdzība",
    lead: "Biežākie jautājumi par karti tālrunī.",
    sections: [
      {
        title: "Kā lietot karti pie kases?",
        body: [
          [
            "Atver “Goda ģimene” un parādi kodu.",
            "Kasieris to noskenē savā lapā un redz, vai karte ir derīga.",
            "Kasieris var lūgt personu apliecinošu dokumentu. Līdz 15 gadiem der skolēna apliecība.",
          ],
        ],
      },
      {
        title: "Kods nelasās",
        body: [
          [
            "Palielini ekrāna spilgtumu un turi tālruni plaukstas attālumā.",
            "Noslauki ekrānu; ja uz tā ir plaisas, pagriez tālruni sāniski.",
            "Kods mainās ik 20 sekundes. Ekrānuzņēmums neder.",
          ],
        ],
      },
      {
        title: "Kasieris prasa ierakstīt ciparus",
        body: [
          "Nospied “Kasieris rāda ciparus”, ieraksti tos un rādi kodu vēlreiz. Tā kasieris zina, ka kods nāk no tava tālruņa tieši tagad.",
        ],
      },
      {
        title: "Nav interneta",
        body: [
          "Karte darbojas arī tad. Reizi mēnesī tālrunim jāpabūt tīklā ar atvērtu lietotni, lai karte atjaunotos. Tas notiek pats.",
        ],
      },
      {
        title: "Pazudis tālrunis, jauns tālrunis vai karte pazudusi no tālruņa",
        body: [
          "Tā gadās, un tas ir labojams. Jaunajā tālrunī atver šo lapu un pieslēdzies: karte atnāk pati. Der arī jauns kods no fonda.",
          "Ja karte ir arī citā tālrunī, noņem pazudušo: Mani dati → Tālruņi ar šo karti.",
        ],
      },
      {
        title: "Karte otram vecākam vai bērnam",
        body: [
          "Otrs vecāks pieslēdzas šajā lapā savā tālrunī, un viņa karte atnāk pati.",
          "Bērna karti ieliec savā tālrunī vai dod bērnam kodu: Ģimene → Kods citam tālrunim. Vienā tālrunī var glabāt vairākas kartes: velc ekrānu sāniski.",
        ],
      },
      {
        title: "Kā pieteikties un kā atjaunot",
        body: [
          "Pieslēdzies ar latvija.lv sadaļā Ģimene. Atbildes saglabājas uzreiz: vari pārtraukt un turpināt, arī citā tālrunī vai datorā.",
          "Atjaunot var 60 dienas pirms kartes termiņa beigām un arī pēc tam. Tagadējā karte darbojas līdz savam termiņam.",
          "Bez latvija.lv piesakies fondā uz vietas.",
        ],
      },
      { title: "Kasierim", body: [`Kodu pārbauda lapā ${verifierSpoken}. Nekas nav jāinstalē, konts nav vajadzīgs.`] },
    ],
    contact: "Neatradi atbildi? Raksti fondam:",
  },
  privacy: {
    title: "Kas notiek ar taviem datiem",
    lead: "Īsi: karte ir tavā tālrunī, kasieris redz vārdus un derīgumu, un neviens neuzskaita, kur tu iepērcies.",
    sections: [
      {
        title: "Ko glabā šis tālrunis",
        body: [
          [
            "Kartes: vārdus, derīguma termiņu un fonda parakstu.",
            "Katras kartes atslēgu. Tā radās šajā tālrunī, un to nevar ne nokopēt, ne nosūtīt.",
            "Pieteikuma atbildes, kuras fonds vēl nav saņēmis, piemēram, kad nav tīkla. Pēc saņemšanas tās izdzēš.",
            "Valodu, to, vai šajā tālrunī var pieslēgties bez bankas, un par cik tālruņa pulkstenis atšķiras no pareizā laika.",
          ],
          "Sīkdatne ir tikai tad, kad pieslēdzies fondam, un beidzas, kad izej. Nekas netiek sūtīts reklāmai vai uzskaitei. Ja noņemsi karti no tālruņa, tā un atslēga tiks izdzēstas.",
        ],
      },
      {
        title: "Ko redz kasieris",
        body: [
          "Vai karte ir derīga, un vārdus uz tās. Kodā nav ne personas koda, ne dzimšanas datuma, ne adreses, ne kartes numura, ne iemesla, kāpēc karte piešķirta. Kases lapa neko no tā neglabā, un fonds neuzzina, kur karte rādīta.",
        ],
      },
      {
        title: "Ko glabā fonds",
        body: [
          [
            "Kartes datus: vārdus, numuru, termiņu.",
            "Ģimenes datus: vārdus un personas kodus (arī iepriekšējos), bērnu un jauniešu dzimšanas datumus, to, kāpēc viņus skaita (arī invaliditāti), un no kura dokumenta tas zināms.",
            "Pieteikumu: ko par ģimeni teica reģistri un kad, tavas atbildes, dokumentus, ko pievienoji, lēmumus un ziņas tev.",
            "Tālruņu sarakstu: tevis doto nosaukumu, kad pievienots un kad pēdējoreiz sazinājies ar fondu.",
            "Ierakstu par katru darbību ar datiem: kas, kad un uz kāda pamata.",
          ],
          "Pārzinis ir Sabiedrības integrācijas fonds. Pamats: pienākums, ko fondam uzliek likums, un uzdevums sabiedrības interesēs (Vispārīgās datu aizsardzības regulas 6. panta 1. punkta c) un e) apakšpunkts). Dati neatstāj Eiropas Savienību un Eiropas Ekonomikas zonu.",
        ],
      },
      {
        title: "Kas vēl var uzzināt",
        body: [
          "Tikai iestādes, kurām to atļauj likums: Autotransporta direkcija, CSDD, Būvniecības valsts kontroles birojs un tiesas. Tās redz personas kodu, kartes numuru, piešķiršanas, derīguma un anulēšanas datumu, un katru reizi tas tiek pierakstīts.",
        ],
      },
      {
        title: "Cik ilgi",
        body: [
          "Kamēr karte ir spēkā. Sešu mēnešu laikā pēc tam datus pārceļ arhīvā tā, ka tevi vairs nevar atpazīt. Darbību ierakstus glabā piecus gadus.",
        ],
      },
      {
        title: "Tavas tiesības",
        body: [
          [
            "zināt, kādi dati ir, kas tos skatījās un kam tie izpausti, un saņemt to kopiju;",
            "lūgt labot, dzēst vai ierobežot, iebilst;",
            "lūgt, lai lēmumu pārskata cilvēks, nevis tikai iekārta.",
          ],
          "Raksti fondam vai tā datu aizsardzības speciālistam uz to pašu adresi ar norādi “Datu aizsardzības speciālistam”. Fonds atbild mēneša laikā.",
        ],
      },
    ],
    contact: "Fonda adreses:",
  },
  inspectorate: "Ja domā, ka ar taviem datiem rīkojas nepareizi, vari sūdzēties Datu valsts inspekcijai:",
};

const en: Pages = {
  help: {
    title: "Help",
    lead: "What people ask most about the card on the phone.",
    sections: [
      {
        title: "How do I use the card at the till?",
        body: [
          [
            "Open “Goda ģimene” and show the code.",
            "The cashier scans it on their page and sees whether the card is valid.",
            "The cashier may ask for an identity document. Under 15 a school card will do.",
          ],
        ],
      },
      {
        title: "The code does not scan",
        body: [
          [
            "Make the screen brighter and hold the phone a hand's length away.",
            "Wipe the screen; if it is cracked, turn the phone sideways.",
            "The code changes every 20 seconds. A screenshot does not work.",
          ],
        ],
      },
      {
        title: "The cashier asks me to type digits",
        body: [
          "Tap “The cashier shows digits”, type them and show the code again. That tells the cashier that the code comes from your phone right now.",
        ],
      },
      {
        title: "No internet",
        body: [
          "The card works all the same. Once a month the phone should be online with the app open, so that the card is renewed. That happens by itself.",
        ],
      },
      {
        title: "Phone lost, new phone, or the card is gone from the phone",
        body: [
          "It happens, and it can be put right. Open this page on the new phone and sign in: the card comes by itself. A new code from the fund does too.",
          "If the card is on another phone too, remove the lost one there: My data → Phones with this card.",
        ],
      },
      {
        title: "A card for the other parent or a child",
        body: [
          "The other parent signs in on this page on their own phone, and their card comes by itself.",
          "Put a child's card on your phone, or give the child a code: Family → Code for another phone. One phone can hold several cards: swipe sideways.",
        ],
      },
      {
        title: "How to apply and how to renew",
        body: [
          "Sign in with latvija.lv under Family. Answers are saved at once: you can stop and go on, also on another phone or a computer.",
          "You can renew from 60 days before the card's last day, and afterwards too. Today's card works to its last day.",
          "Without latvija.lv, apply at the fund in person.",
        ],
      },
      {
        title: "For cashiers",
        body: [`Check the code at ${verifierSpoken}. There is nothing to install and no account is needed.`],
      },
    ],
    contact: "No answer here? Write to the fund:",
  },
  privacy: {
    title: "What happens to your data",
    lead: "In short: the card is on your phone, the cashier sees names and validity, and nobody keeps count of where you shop.",
    sections: [
      {
        title: "What this phone stores",
        body: [
          [
            "Cards: names, validity and the fund's signature.",
            "A key for each card. It was made on this phone and can be neither copied nor sent.",
            "Answers of an application that the fund has not received yet, for instance without a network. Once it has them they are deleted here.",
            "The language, whether this phone can sign in without the bank, and by how much its clock differs from the right time.",
          ],
          "There is a cookie only while you are signed in to the fund, and it ends when you sign out. Nothing is sent for advertising or statistics. When you remove a card from the phone, card and key are deleted.",
        ],
      },
      {
        title: "What the cashier sees",
        body: [
          "Whether the card is valid, and the names on it. The code has no personal code, birth date, address, card number or reason why the card was granted. The till's page keeps none of it, and the fund does not learn where a card was shown.",
        ],
      },
      {
        title: "What the fund stores",
        body: [
          [
            "The card's data: names, number, validity.",
            "The family's data: names and personal codes (former ones too), birth dates of children and young adults, why they count (a disability too), and which document says so.",
            "The application: what the registers said of the family and when, your answers, the documents that you added, decisions, and messages to you.",
            "The list of phones: the name you gave, when it was added and when it was last in touch with the fund.",
            "A record of everything done with the data: who, when and on what ground.",
          ],
          "The controller is the Society Integration Foundation. The ground: a duty that the law lays on the fund, and a task in the public interest (General Data Protection Regulation, Article 6(1)(c) and (e)). The data do not leave the European Union and the European Economic Area.",
        ],
      },
      {
        title: "Who else may learn of it",
        body: [
          "Only institutions that the law allows: the Road Transport Administration, CSDD, the State Construction Control Bureau and courts. They see the personal code, the card's number, the dates of granting, validity and annulment, and each time is written down.",
        ],
      },
      {
        title: "For how long",
        body: [
          "While the card is valid. Within six months after that the data move to an archive in such a way that nobody can recognise you. Records of what was done are kept for five years.",
        ],
      },
      {
        title: "Your rights",
        body: [
          [
            "to know which data there are, who looked at them and to whom they were told, and to get a copy;",
            "to ask for correction, erasure or restriction, and to object;",
            "to ask that a person, not only a machine, reviews a decision.",
          ],
          "Write to the fund or its data protection officer at the same address, marked “Datu aizsardzības speciālistam”. The fund answers within a month.",
        ],
      },
    ],
    contact: "The fund's addresses:",
  },
  inspectorate: "If you think that your data are handled wrongly, you can complain to the Data State Inspectorate:",
};

export const pages = { lv, en };
