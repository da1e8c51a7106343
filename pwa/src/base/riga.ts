/**
 * Riga's calendar and clock without Intl, whose first use costs a slow phone a quarter of a second.
 * Cards are valid by days in Riga, wherever the phone is.
 */

const HOUR = 3_600_000;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Last Sunday of a month (0 to 11), 01:00 UTC: when the European Union changes its clocks. */
function lastSunday(year: number, month: number): number {
  const end = new Date(Date.UTC(year, month + 1, 0, 1));
  return end.getTime() - end.getUTCDay() * 24 * HOUR;
}

/** The moment shifted so that its UTC fields read as Riga's wall clock. */
function wall(ms: number): Date {
  const year = new Date(ms).getUTCFullYear();
  const summer = ms >= lastSunday(year, 2) && ms < lastSunday(year, 9);
  return new Date(ms + (summer ? 3 : 2) * HOUR);
}

/** Day in Riga, `2026-11-22`. */
export const rigaDay = (ms: number): string => wall(ms).toISOString().slice(0, 10);

/** Time in Riga, `14:05:32`. */
export const rigaTime = (ms: number): string => wall(ms).toISOString().slice(11, 19);

/** A day as people write it: `22.11.2026.` in Latvian, `22 November 2026` in English. */
export function sayDay(day: string, lang: "lv" | "en"): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return lang === "lv" ? `${date}.${month}.${year}.` : `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** A moment (RFC 3339) as a day and a time in Riga. */
export function sayMoment(moment: string, lang: "lv" | "en"): string {
  const ms = Date.parse(moment);
  return `${sayDay(rigaDay(ms), lang)} ${rigaTime(ms).slice(0, 5)}`;
}
