import { describe, expect, test } from "vitest";
import { caretAfter, grouped, locatorOf, strange, tidy } from "./activation-code.ts";

describe("a code is read however it is typed", () => {
  test.each([
    "7K3MQ-9XAPB-22CDE",
    "7k3mq 9xapb 22cde",
    " 7K3MQ9XAPB22CDE\n",
    "7K3MQ–9XAPB—22CDE",
    "7k3mq.9xapb.22cde",
    "http://localhost:8000/#code=7K3MQ-9XAPB-22CDE",
  ])("%j", (typed) => expect(tidy(typed)).toBe("7K3MQ9XAPB22CDE"));
});

test("it is shown in the groups of the letter, also half typed", () => {
  expect(grouped("7K3MQ9XAPB22CDE")).toBe("7K3MQ-9XAPB-22CDE");
  expect(grouped("7K3MQ9")).toBe("7K3MQ-9");
  expect(grouped("")).toBe("");
});

test("characters that no code has are named, none else", () => {
  for (const sign of "01ILOUŠ!") expect(strange(`7K3${sign}`)).toBe(sign);
  expect(strange("23456789ABCDEFGHJKMNPQRSTVWXYZ")).toBeNull();
});

test("the caret stays behind the character that was typed", () => {
  expect(caretAfter("7K3MQ")).toBe(5);
  expect(caretAfter("7K3MQ9")).toBe(7);
  expect(caretAfter("7K3MQ-9")).toBe(7);
  expect(caretAfter("")).toBe(0);
});

test("the first group alone is public", () => expect(locatorOf("7K3MQ9XAPB22CDE")).toBe("7K3MQ"));
