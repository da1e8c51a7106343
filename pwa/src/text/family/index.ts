/** The words of the family's own screens in the chosen language; both come with the screens, so that turning the language needs no network. */

import { computed } from "@preact/signals";
import { lang } from "../index.ts";
import { en } from "./en.ts";
import { type FamilyWords, lv } from "./lv.ts";

export const say = computed<FamilyWords>(() => (lang.value === "en" ? en : lv));
export const wordsOf = (): FamilyWords => say.peek();
