/** Help and privacy: plain pages of text with the fund's contact. */

import { FUND } from "../base/fund.ts";
import { href } from "../base/route.ts";
import { Contact, Outward } from "../parts/Contact.tsx";
import { lang, words } from "../text/index.ts";
import { pages, type Section } from "../text/pages.ts";

export default function TextScreen({ name }: { name: "help" | "privacy" }) {
  const all = pages[lang.value];
  const page = all[name];
  return (
    <div class="page text">
      <h1 tabIndex={-1}>{page.title}</h1>
      <p class="lead">{page.lead}</p>
      {name === "help" ? page.sections.map(Folded) : page.sections.map(Open)}
      <section>
        <h2>{page.contact}</h2>
        <Contact />
      </section>
      {name === "privacy" ? (
        <p>
          {all.inspectorate} <Outward to={FUND.inspectorate}>{FUND.inspectorateSpoken}</Outward>
        </p>
      ) : (
        <p>
          <a href={href("privacy")}>{words.value.data.privacyAction}</a>
        </p>
      )}
    </div>
  );
}

const Open = (section: Section) => (
  <section key={section.title}>
    <h2>{section.title}</h2>
    <Body section={section} />
  </section>
);

const Folded = (section: Section) => (
  <details key={section.title}>
    <summary>
      <h2>{section.title}</h2>
    </summary>
    <Body section={section} />
  </details>
);

const Body = ({ section }: { section: Section }) => (
  <>
    {section.body.map((part) =>
      typeof part === "string" ? (
        <p key={part}>{part}</p>
      ) : (
        <ul key={part[0]} class="plain">
          {part.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ),
    )}
  </>
);
