import { expect, test } from "vitest";
import { rigaDay, rigaTime, sayDay, sayMoment } from "./riga.ts";

test("agrees with the time zone database every hour and a half from 2024 to 2031, and around each change", () => {
  const theirs = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Riga", dateStyle: "short", timeStyle: "medium" });
  for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2031, 0, 1); ms += 5_400_000)
    expect(`${rigaDay(ms)} ${rigaTime(ms)}`).toBe(theirs.format(ms));
  for (const change of [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1), Date.UTC(2027, 2, 28, 1)])
    for (const ms of [change - 1000, change, change + 1000])
      expect(`${rigaDay(ms)} ${rigaTime(ms)}`).toBe(theirs.format(ms));
});

test("days are said as people write them", () => {
  expect(sayDay("2027-06-30", "lv")).toBe("30.06.2027.");
  expect(sayDay("2027-06-03", "en")).toBe("3 June 2027");
  expect(sayMoment("2026-11-22T12:05:32Z", "lv")).toBe("22.11.2026. 14:05");
});
