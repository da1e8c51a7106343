/**
 * Where cards stay: IndexedDB, key and card in one record and one transaction. A key waiting for its activation's answer is kept apart, so
 * that a lost answer can be asked for again. Where the browser refuses (a private window, Lockdown Mode) everything lives until the page closes.
 */

import type { KeptCard, PhoneKey } from "./model.ts";

export interface Store {
  /** False: the browser refuses to store, cards are gone when the page is closed. */
  readonly lasting: boolean;
  cards(): Promise<KeptCard[]>;
  card(id: string): Promise<KeptCard | undefined>;
  /** The key that began the activation with this locator (the code's public first third). */
  pending(locator: string): Promise<PhoneKey | undefined>;
  begin(locator: string, key: PhoneKey): Promise<void>;
  forget(locator: string): Promise<void>;
  /** Keep a new card, in place of any earlier copy of the same card, and end its activation. */
  enrol(card: KeptCard, locator: string): Promise<void>;
  /** Write a changed card, unless it was removed meanwhile. */
  update(card: KeptCard): Promise<void>;
  remove(id: string): Promise<void>;
}

const CARDS = "cards";
const PENDING = "pending";

/** The lasting store, or the session's where the browser refuses. */
export async function openStore(): Promise<Store> {
  try {
    return lastingStore(await openDatabase());
  } catch {
    return sessionStore();
  }
}

/** For the life of the page. */
export function sessionStore(): Store {
  const cards = new Map<string, KeptCard>();
  const pending = new Map<string, PhoneKey>();
  return {
    lasting: false,
    cards: async () => [...cards.values()],
    card: async (id) => cards.get(id),
    pending: async (locator) => pending.get(locator),
    begin: async (locator, key) => void pending.set(locator, key),
    forget: async (locator) => void pending.delete(locator),
    enrol: async (card, locator) => {
      for (const other of cards.values()) if (other.card.id === card.card.id) cards.delete(other.id);
      cards.set(card.id, card);
      pending.delete(locator);
    },
    update: async (card) => void (cards.has(card.id) && cards.set(card.id, card)),
    remove: async (id) => void cards.delete(id),
  };
}

function lastingStore(db: IDBDatabase): Store {
  const read = <T>(name: string, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> =>
    answer(ask(db.transaction(name).objectStore(name)));
  const write = (names: string[], change: (transaction: IDBTransaction) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(names, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not stored"));
      change(transaction);
    });
  return {
    lasting: true,
    cards: async () => (await read<KeptCard[]>(CARDS, (store) => store.getAll())).sort(byAge),
    card: (id) => read(CARDS, (store) => store.get(id)),
    pending: (locator) => read(PENDING, (store) => store.get(locator)),
    begin: (locator, key) => write([PENDING], (t) => void t.objectStore(PENDING).put(key, locator)),
    forget: (locator) => write([PENDING], (t) => void t.objectStore(PENDING).delete(locator)),
    enrol: (card, locator) =>
      write([CARDS, PENDING], (t) => {
        const cards = t.objectStore(CARDS);
        const all = cards.getAll();
        all.onsuccess = () => {
          for (const other of all.result as KeptCard[])
            if (other.card.id === card.card.id && other.id !== card.id) cards.delete(other.id);
          cards.put(card);
        };
        t.objectStore(PENDING).delete(locator);
      }),
    update: (card) =>
      write([CARDS], (t) => {
        const cards = t.objectStore(CARDS);
        const held = cards.count(card.id);
        held.onsuccess = () => void (held.result && cards.put(card));
      }),
    remove: (id) => write([CARDS], (t) => void t.objectStore(CARDS).delete(id)),
  };
}

const byAge = (a: KeptCard, b: KeptCard) => Date.parse(a.device.addedAt) - Date.parse(b.device.addedAt);

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open("goda", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(CARDS, { keyPath: "id" });
    opening.result.createObjectStore(PENDING);
  };
  return answer(opening);
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error ?? new Error("not read"));
  });
}
