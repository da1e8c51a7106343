/** What several modules need of the page: its elements, and the block of data that the server writes into it. */

import type { RootKey } from "@goda/card";

/** Who issues cards here, and the root key that every list is checked against. */
export interface Deployment {
  readonly issuer: string;
  readonly root: RootKey;
}

/** The element with this id; the page always has it. */
export function the<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** The server's data block, or null where the page is not served by one. */
export function deployment(): Deployment | null {
  const data = JSON.parse(the("goda").textContent || "{}") as Partial<Deployment>;
  return data.issuer && data.root ? { issuer: data.issuer, root: data.root } : null;
}
