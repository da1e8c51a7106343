/** How to reach the fund: a letter, a site, an address. */

import { FUND } from "../base/fund.ts";
import { words } from "../text/index.ts";

export const Outward = ({ to, children }: { to: string; children: string }) => (
  <a href={to} target="_blank" rel="noopener noreferrer" aria-label={`${children} (${words.value.newTab})`}>
    {children}
  </a>
);

export const Contact = () => (
  <address class="contact">
    <a href={`mailto:${FUND.email}`}>{FUND.email}</a>
    <Outward to={FUND.site}>{FUND.siteSpoken}</Outward>
    <span>{FUND.address}</span>
  </address>
);
