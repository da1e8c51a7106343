/** The wallet's icons: 24 units, drawn with the text's colour, silent to screen readers because a word stands beside each. */

import type { ComponentChildren } from "preact";

const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

export const CardIcon = () => (
  <Icon>
    <rect x="2.5" y="5" width="19" height="14" rx="2.5" />
    <path d="M6 9.5h4M6 13h4M14 9h4v4h-4zM6 16h6" />
  </Icon>
);
export const FamilyIcon = () => (
  <Icon>
    <circle cx="8" cy="7" r="3.2" />
    <circle cx="17" cy="9.5" r="2.4" />
    <path d="M2.5 20c0-4 2.2-6.5 5.5-6.5s5.5 2.5 5.5 6.5zM15.6 14.8c.5-.2 1-.3 1.5-.3 2.6 0 4.4 2 4.4 5.5h-5" />
  </Icon>
);
export const DataIcon = () => (
  <Icon>
    <rect x="7" y="2.5" width="10" height="19" rx="2.5" />
    <path d="M11 18.2h2" />
  </Icon>
);
export const HelpIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9.5" />
    <path d="M9.4 9.3a2.7 2.7 0 1 1 4 2.3c-.9.5-1.4 1-1.4 2.1M12 17h.01" />
  </Icon>
);
export const ShareIcon = () => (
  <Icon>
    <path d="M12 3v12M8 6.5 12 3l4 3.5M7 10H5v11h14V10h-2" />
  </Icon>
);
export const ArrowIcon = () => (
  <Icon>
    <path d="m9 5 7 7-7 7" />
  </Icon>
);
export const TickIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9.5" />
    <path d="m8.5 8.5 7 7m0-7-7 7" />
  </Icon>
);
export const WaitIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9.5" />
    <path d="M12 6.5V12l3.5 2" />
  </Icon>
);

/** The woven pattern on a card's face. */
export const Ornament = () => (
  <svg
    class="ornament"
    viewBox="0 0 360 150"
    preserveAspectRatio="xMaxYMid slice"
    fill="none"
    stroke="currentColor"
    stroke-width="3"
    aria-hidden="true"
    focusable="false"
  >
    {[
      [0, 0],
      [96, 0],
      [48, -72],
      [48, 72],
    ].map(([x, y]) => (
      <path
        key={`${x}${y}`}
        transform={`translate(${x} ${y})`}
        d="M270 20l24 24-24 24-24-24zM270 68l24 24-24 24-24-24zM294 44l24 24-24 24-24-24zM246 44l24 24-24 24-24-24zM222 20l24 24M318 20l-24 24M222 116l24-24M318 116l-24-24"
      />
    ))}
  </svg>
);
