import { expect, test } from "vitest";
import { added, type Changes, delivered, isEmpty, overlaid, pause, sendable, takenOf } from "./queue.ts";
import type { Answers } from "./wire.ts";

const known: Answers = {
  phone: "",
  email: "",
  channel: null,
  language: "lv",
  plastic: "none",
  postal: "",
  names: ["a", "b"],
  separate: [],
  spouseCard: false,
  disability: [],
  abroad: [],
  incapacity: false,
};

test("only what changed is sent, and the last word of each field", () => {
  let waiting = added({}, { plastic: "none", channel: "post" }, known);
  expect(waiting).toEqual({ channel: "post" });
  waiting = added(waiting, { channel: "email" }, known);
  expect(waiting).toEqual({ channel: "email" });
});

test("an answer taken back while it was on its way is sent too: the fund may have the first already", () => {
  const waiting = added({ names: ["a"] }, { names: ["a", "b"] }, known);
  expect(waiting).toEqual({ names: ["a", "b"] });
});

test("what the fund took leaves the queue, what was changed again meanwhile stays", () => {
  const sent: Changes = { names: ["b", "a"], channel: "email" };
  expect(delivered({ names: ["b"], channel: "email" }, sent)).toEqual({ names: ["b"] });
  expect(isEmpty(delivered(sent, sent))).toBe(true);
});

test("of a refused call only the named fields stay, whatever member of them was named", () => {
  expect(takenOf({ names: ["x"], email: "a@b", phone: "29123456" }, ["names[0]", "email"])).toEqual({
    phone: "29123456",
  });
});

test("half an address waits for its other half, an emptied one is sent", () => {
  expect(sendable({ email: "anna@", phone: "29", postal: "Liepu" })).toEqual({});
  expect(sendable({ email: "", phone: "+371 29 123-456", plastic: "fund" })).toEqual({
    email: "",
    phone: "+371 29 123-456",
    plastic: "fund",
  });
});

test("the screen shows what was chosen, sent or not", () =>
  expect(overlaid(known, { channel: "post" })).toEqual({ ...known, channel: "post" }));

test("tries grow apart, to half a minute", () => {
  expect([0, 1, 2, 3, 9].map(pause)).toEqual([1_000, 2_000, 4_000, 8_000, 30_000]);
});
