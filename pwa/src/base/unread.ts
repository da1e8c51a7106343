/** How many messages of the fund wait to be read, as far as this page has been told. */

import { signal } from "@preact/signals";

export const unread = signal(0);
