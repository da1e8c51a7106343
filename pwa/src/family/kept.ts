/**
 * What of an application stays on this phone: answers that the fund has not got yet, the key of a submission whose answer may be
 * lost, and which cards the family took off it. A database of its own, so that the cards' never has to wait for a newer version of this one; no
 * answer stays here once the fund has it.
 */

const NAME = "goda-family";
const STORE = "kept";
const memory = new Map<string, unknown>();
let opening: Promise<IDBDatabase> | null = null;

export async function read<T>(key: string): Promise<T | undefined> {
  if (memory.has(key)) return memory.get(key) as T;
  try {
    return (await answer((await open()).transaction(STORE).objectStore(STORE).get(key))) as T | undefined;
  } catch {
    return undefined; // storage refused: what is written stays in memory until the page closes
  }
}

export async function write(key: string, value: unknown): Promise<void> {
  await change(key, (store) => store.put(value, key), value);
}

export async function forget(key: string): Promise<void> {
  memory.delete(key);
  await change(key, (store) => store.delete(key));
}

/** Forget all answers and submissions: who signs in next may be another. */
export async function forgetAnswers(): Promise<void> {
  for (const kind of ["answers:", "submission:"]) {
    for (const key of memory.keys()) if (key.startsWith(kind)) memory.delete(key);
    await change("", (store) => store.delete(IDBKeyRange.bound(kind, `${kind}\uffff`)));
  }
}

async function change(key: string, act: (store: IDBObjectStore) => IDBRequest, value?: unknown): Promise<void> {
  try {
    const transaction = (await open()).transaction(STORE, "readwrite", { durability: "strict" });
    act(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
    });
    memory.delete(key);
  } catch {
    if (value !== undefined) memory.set(key, value);
  }
}

function open(): Promise<IDBDatabase> {
  opening ??= (async () => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    return answer(request);
  })();
  return opening;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("not read"));
  });
}
