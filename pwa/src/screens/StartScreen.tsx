/** For someone without a card on this phone: what it gives, who can have it, and one thing to do. */

import { href } from "../base/route.ts";
import { settings } from "../base/settings.ts";
import { Contact } from "../parts/Contact.tsx";
import { ArrowIcon, Ornament, TickIcon } from "../parts/icons.tsx";
import { words } from "../text/index.ts";

export function StartScreen() {
  const { start: say, demo, titles } = words.value;
  return (
    <div class="start">
      <section class="hero">
        <Ornament />
        <h1 tabIndex={-1}>{say.title}</h1>
        <p>{say.lead}</p>
        <a class="button inverse" href={href("add")}>
          {say.action}
          <ArrowIcon />
        </a>
      </section>
      {settings.profile === "demo" && <p class="notice warn">{demo}</p>}
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
