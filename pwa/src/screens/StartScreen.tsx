/** For someone without a card on this phone: what it gives, who can have it, and one thing to do. */

import { passkeyHere } from "../base/passkey-here.ts";
import { href } from "../base/route.ts";
import { settings } from "../base/settings.ts";
import { Contact } from "../parts/Contact.tsx";
import { ArrowIcon, Ornament, TickIcon } from "../parts/icons.tsx";
import { words } from "../text/index.ts";

/** A navigation: the state's login is another site, and comes back to the family's screen. */
const LOGIN = `/login?to=${encodeURIComponent("/#/family")}`;

export function StartScreen() {
  const { start: say, demo, titles } = words.value;
  return (
    <div class="start">
      <section class="hero">
        <Ornament />
        <h1 tabIndex={-1}>{say.title}</h1>
        <p>{say.lead}</p>
        <a class="button inverse" href={passkeyHere() ? href("family") : LOGIN}>
          {say.action}
          <ArrowIcon />
        </a>
        <p class="hint">{say.actionHint}</p>
      </section>
      <a class="button wide" href={href("add")}>
        {say.letter}
      </a>
      {settings.profile === "demo" && <p class="notice warn">{demo}</p>}
      <section>
        <h2>{say.howTitle}</h2>
        <ol class="steps">
          {say.how.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{say.whoTitle}</h2>
        <ul class="plain">
          {say.who.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{say.calmTitle}</h2>
        <ul class="ticks">
          {say.calm.map((line) => (
            <li key={line}>
              <TickIcon />
              {line}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{say.noLetterTitle}</h2>
        <p>{say.noLetter}</p>
        <Contact />
      </section>
      <nav class="more" aria-label={say.moreTitle}>
        <a href={href("help")}>{titles.help}</a>
        <a href={href("privacy")}>{titles.privacy}</a>
      </nav>
    </div>
  );
}
