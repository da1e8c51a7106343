/** How families reach the fund. One place: the fund confirms these before a release. */
export const FUND = {
  email: "pasts@sif.gov.lv",
  site: "https://www.godagimene.lv",
  siteSpoken: "www.godagimene.lv",
  address: "Raiņa bulvāris 15, Rīga, LV-1050",
  inspectorate: "https://www.dvi.gov.lv",
  inspectorateSpoken: "www.dvi.gov.lv",
} as const;
