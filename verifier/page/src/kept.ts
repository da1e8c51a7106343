/** What a till keeps between visits: two signed lists, when they came, and the newest versions ever seen. Never anything of a card. */

export interface Kept {
  readonly keys?: string;
  readonly version?: number;
  readonly status?: string;
  readonly iat?: number;
  /** Corrected time of the last successful fetch of the status list (s). */
  readonly fetched?: number;
  /** What to add to this device's clock (s). */
  readonly offset?: number;
}

const STORE = "lists";

/** What was kept; nothing if this browser stores nothing (a private window, perhaps). */
export async function kept(): Promise<Kept> {
  try {
    return ((await ask("readonly", (store) => store.get(STORE))) as Kept | undefined) ?? {};
  } catch {
    return {};
  }
}

export async function keep(lists: Kept): Promise<void> {
  await ask("readwrite", (store) => store.put(lists, STORE));
}

function ask(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("goda-verify", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(STORE, mode);
      const asked = request(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        database.close();
        resolve(asked.result);
      };
      transaction.onabort = () => {
        database.close();
        reject(transaction.error);
      };
    };
  });
}
