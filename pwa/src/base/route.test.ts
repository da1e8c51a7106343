import { expect, test } from "vitest";
import { href, letterCode, placeOf, routeOf } from "./route.ts";

test("fragments name screens, anything unknown is the card", () => {
  expect(routeOf("#/data")).toBe("data");
  expect(routeOf("#help")).toBe("help");
  expect(routeOf("#/toString")).toBe("card");
  expect(routeOf("")).toBe("card");
});

test("a letter's link brings its code, also badly encoded", () => {
  expect(letterCode("#code=7K3MQ-9XAPB-22CDE")).toBe("7K3MQ-9XAPB-22CDE");
  expect(letterCode("#code=7K3MQ%209XAPB")).toBe("7K3MQ 9XAPB");
  expect(letterCode("#code=%E0%A4%A")).toBe("%E0%A4%A");
  expect(letterCode("#/add")).toBeNull();
});

test("a screen's own pages follow its name", () => {
  expect(routeOf("#/apply/names")).toBe("apply");
  expect(placeOf("#/apply/names")).toBe("names");
  expect(placeOf("#/apply")).toBe("");
  expect(href("apply", "names")).toBe("#/apply/names");
  expect(href("card")).toBe("#/");
});
