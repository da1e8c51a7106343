/** What the script itself says, in Latvian. Words that stand in the page already are in index.html, under `data-t`; English is in en.ts. */

export const lv = {
  valid: "Derīga",
  valid_as_of: "Derīga, dati no {when}",
  cannot_tell: "Nevar pārbaudīt",
  annulled: "Anulēta",
  not_valid: "Nav derīga",
  r_annulled: "Karte vairs nedod atlaidi.",
  "r_not-ours": "Šis nav Goda ģimenes apliecības kods.",
  r_forged: "Paraksts nav īsts.",
  r_expired: "Termiņš ir beidzies. Telefonā karti atjauno, atverot to tīklā.",
  "r_old-code": "Vecs kods — lūdz atvērt karti no jauna.",
  r_challenge: "Kods nav no šīs kases — lūdz ievadīt ciparus {digits}.",
  "r_phone-clock": "Telefona pulkstenis steidzas — lūdz ieslēgt automātisko laiku.",
  r_url: "Kodā ir tīmekļa saite. Never to vaļā: karte nekad nav saite.",
  r_keys: "Šai ierīcei nav derīgu pārbaudes atslēgu. Pieslēdzies tīklam un skenē vēlreiz.",
  r_clock: "Šīs ierīces pulkstenis nav pareizs. Ieslēdz automātisko laiku un skenē vēlreiz.",
  r_status:
    "Paraksts ir īsts, bet anulēšanas datu nav vai tie ir vecāki par dienu. Pieslēdzies tīklam un skenē vēlreiz.",
  staleBand: "Dati ir {age} veci. Pieslēdz ierīci tīklam.",
  seen: "Šis kods jau rādīts pirms {seconds} s",
  compare: "Salīdzini vārdu ar personu apliecinošu dokumentu (līdz 15 gadiem der skolēna apliecība).",
  print: "Izdrukāta karte: salīdzini personu.",
  names: "Vārdi uz kartes",
  ageFresh: "Anulēšanas dati {when} ✓",
  ageStale: "Anulēšanas dati no {when}",
  ageNone: "Nav svaigu anulēšanas datu — pieslēdzies tīklam",
  ageClock: "Šīs ierīces pulkstenis nav pareizs",
  yesterday: "vakar",
  challenge: "Lūdz turētājam ievadīt",
  cameraStarting: "Ieslēdz kameru…",
  cameraRefused:
    "Kamerai nav atļauts darboties. Pieskaries slēdzenes zīmītei pie adreses, atļauj kameru un spied „Ieslēgt kameru”. Var arī izvēlēties attēlu vai ievadīt ciparus.",
  cameraNone: "Šai ierīcei nav kameras. Izmanto 2D skeneri, attēlu vai ievadi ciparus.",
  cameraBusy: "Kamera nav pieejama: varbūt to lieto cita lietotne. Aizver to un mēģini vēlreiz.",
  cameraOff: "Kamera nav ieslēgta.",
  noCode: "Attēlā kods nav atrasts. Nofotografē tuvāk un taisnāk.",
};

export type Word = keyof typeof lv;
