import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  Object.assign(globalThis, { indexedDB: new IDBFactory(), IDBKeyRange });
});

test("answers wait on this phone until they are forgotten", async () => {
  const { read, write, forget } = await import("./kept.ts");
  await write("answers:a", { names: ["x"] });
  expect(await read("answers:a")).toEqual({ names: ["x"] });
  await forget("answers:a");
  expect(await read("answers:a")).toBeUndefined();
});

test("signing out forgets every answer and submission, and keeps what the family took off this phone", async () => {
  const { read, write, forgetAnswers } = await import("./kept.ts");
  for (const key of ["answers:a", "submission:a", "removed:c"]) await write(key, true);
  await forgetAnswers();
  expect(await Promise.all(["answers:a", "submission:a", "removed:c"].map(read))).toEqual([undefined, undefined, true]);
});

test("where storage is refused the page's memory serves", async () => {
  globalThis.indexedDB = {
    open() {
      throw new DOMException("refused", "SecurityError");
    },
  } as unknown as IDBFactory;
  const { read, write, forgetAnswers } = await import("./kept.ts");
  await write("answers:a", 1);
  expect(await read("answers:a")).toBe(1);
  await forgetAnswers();
  expect(await read("answers:a")).toBeUndefined();
});
