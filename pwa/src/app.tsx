/** The frame around every screen: name, language, what was just said, and the way between screens. */

import { signal } from "@preact/signals";
import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { href, place, type Route, route } from "./base/route.ts";
import { settings } from "./base/settings.ts";
import { told, untell } from "./base/told.ts";
import { unread } from "./base/unread.ts";
import { cards, loaded } from "./cards/held.ts";
import { ArrowIcon, CardIcon, DataIcon, FamilyIcon, HelpIcon } from "./parts/icons.tsx";
import { StartScreen } from "./screens/StartScreen.tsx";
import { choose, type Lang, lang, words } from "./text/index.ts";

// Screens come when they are opened; the service worker has them all by then. The card's own is fetched while the store opens.
const showCard = import("./screens/CardScreen.tsx");
const CardScreen = later(() => showCard);
const AddScreen = later(() => import("./screens/AddScreen.tsx"));
const DataScreen = later(() => import("./screens/DataScreen.tsx"));
const FamilyScreen = later(() => import("./screens/family/FamilyScreen.tsx"));
const ApplyScreen = later(() => import("./screens/apply/ApplyScreen.tsx"));
const MessagesScreen = later(() => import("./screens/family/MessagesScreen.tsx"));
const TextScreen = later(() => import("./screens/TextScreen.tsx"));

const TABS: readonly [Route & ("card" | "family" | "data" | "help"), FunctionComponent][] = [
  ["card", CardIcon],
  ["family", FamilyIcon],
  ["data", DataIcon],
  ["help", HelpIcon],
];

export function App() {
  const say = words.value;
  const main = useRef<HTMLElement>(null);
  const open = route.value;
  const at = place.value;
  const mine = cards.value.length > 0;
  const title = `${say.titles[open]} – ${say.brand}`;
  const first = useRef(true);
  const unheard = useRef(false);

  useEffect(() => {
    document.title = title;
  }, [title]);
  // A change of screen moves the focus to its heading, once that is there; the first screen leaves it where it is.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    unheard.current = true;
    scrollTo(0, 0);
    main.current?.scrollTo(0, 0);
    untell();
  }, [open, at]);
  useEffect(() => {
    const heading = main.current?.querySelector("h1");
    if (!unheard.current || !heading) return;
    unheard.current = false;
    if (!main.current?.contains(document.activeElement)) heading.focus();
  }, [open, at, arrivals.value]);

  return (
    <div class={mine ? "app with-tabs" : "app"}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {say.skip}
      </button>
      <header class="bar">
        <a class="mark" href={href("card")}>
          {say.brand}
        </a>
        {settings.profile === "demo" && mine && <span class="chip demo">Demo</span>}
        <Languages />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Told />
        {!mine && !at && !["card", "apply", "messages"].includes(open) && (
          <a class="back" href={href("card")}>
            <ArrowIcon />
            {say.back}
          </a>
        )}
        {loaded.value && <Screen open={open} mine={mine} />}
      </main>
      {mine && (
        <nav class="tabs" aria-label={say.menu}>
          {TABS.map(([to, Icon]) => (
            <a key={to} href={href(to)} aria-current={tabOf(open) === to ? "page" : undefined}>
              <Icon />
              {say.nav[to]}
              {to === "family" && unread.value > 0 && (
                <em class="unread">
                  {unread.value}
                  <span class="unseen"> {say.unread}</span>
                </em>
              )}
            </a>
          ))}
        </nav>
      )}
    </div>
  );
}

/** The tab under which a screen lies. */
const tabOf = (open: Route): Route => (open === "apply" || open === "messages" ? "family" : open);

function Screen({ open, mine }: { open: Route; mine: boolean }) {
  if (open === "add") return <AddScreen />;
  if (open === "family") return <FamilyScreen />;
  if (open === "apply") return <ApplyScreen />;
  if (open === "messages") return <MessagesScreen />;
  if (open === "data" && mine) return <DataScreen />;
  if (open === "help" || open === "privacy") return <TextScreen key={open} name={open} />;
  return mine ? <CardScreen /> : <StartScreen />;
}

function Told() {
  return (
    <div role="status">
      {told.value && (
        <p class="notice told">
          {told.value}
          <button
            type="button"
            class="link"
            onClick={() => {
              told.value = "";
            }}
          >
            {words.value.close}
          </button>
        </p>
      )}
    </div>
  );
}

function Languages() {
  const languages: readonly [Lang, string, string][] = [
    ["lv", "LV", "Latviešu"],
    ["en", "EN", "English"],
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be drawn; the group needs only its name
    <div class="languages" role="group" aria-label={words.value.language}>
      {languages.map(([code, short, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-label={`${short} – ${name}`}
          aria-pressed={lang.value === code}
          onClick={() => choose(code)}
        >
          {short}
        </button>
      ))}
    </div>
  );
}

/** Counts screens whose code has come. */
const arrivals = signal(0);

/** A screen whose code comes when it is first shown. */
function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): FunctionComponent<P> {
  let Loaded: ComponentType<P> | null = null;
  return (props) => {
    const [, came] = useState(Loaded !== null);
    useEffect(() => {
      if (!Loaded)
        load().then(
          (module) => {
            Loaded = module.default;
            came(true);
            arrivals.value++;
          },
          () => {
            told.value = words.value.problems["offline"]?.join(". ") ?? "";
          },
        );
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  };
}
