import type { Words } from "./lv.ts";

/** English, complete. */
export const en: Words = {
  brand: "Goda ģimene",
  language: "Language",
  skip: "Skip to content",
  menu: "Menu",
  unread: "unread messages",
  back: "Back",
  cancel: "Cancel",
  close: "Close",
  wait: "One moment…",
  newTab: "opens in a new tab",
  offline: "No internet",
  nav: { card: "Card", family: "Family", data: "My data", help: "Help" },
  demo: "Demonstration: the names are made up, the card is not valid at real tills.",

  start: {
    title: "The family card on your phone",
    lead: "Show the code at the till and get discounts for the whole family. It works without internet too.",
    action: "Sign in",
    actionHint:
      "With latvija.lv: your bank, eParaksts or Smart-ID. Apply, go on with what you began, or get your card.",
    letter: "I have a letter with a code",
    howTitle: "How do I get it?",
    how: [
      "Sign in with latvija.lv. The fund learns who you are.",
      "See what the registers know about your family and answer a few questions. About five minutes.",
      "When all is clear the card appears on this phone a few minutes later.",
    ],
    whoTitle: "Who can have it?",
    who: [
      "A family with three or more children. Young adults under 24 in education count too.",
      "A family with a disabled child, or a young adult under 24 with disability group I or II.",
    ],
    calmTitle: "Nothing to worry about",
    calm: [
      "No password to make up. All that you write is saved at once.",
      "The cashier sees only the names on the card and whether it is valid.",
      "Lost your phone? Sign in on the new one and the card is back. The old one is removed with one tap.",
    ],
    noLetterTitle: "Cannot sign in?",
    noLetter: "You can also apply at the fund in person. The card is granted by the Society Integration Foundation:",
    moreTitle: "Read more",
  },

  add: {
    title: "Type the code from the letter",
    lead: "The code has 15 letters and digits in three groups. Capitals and small letters are the same, dashes can be left out.",
    label: "Code",
    count: (have) => `${have} of 15`,
    deviceLabel: "What shall we call this phone?",
    deviceHint: "So that you know it in the list later, for example “Anna's phone”.",
    submit: "Add the card",
    busy: "Adding…",
    fromLink: "The code from the link is filled in. All that is left is to add the card.",
    short: (missing) => `Characters still missing: ${missing}. Compare with the letter.`,
    long: (more) => `Characters too many: ${more}. Compare with the letter.`,
    strange: (sign) => `“${sign}” is in no code. Codes never have 0, O, 1, I, L or U: look at the letter again.`,
    sessionTitle: "This browser does not let us store the card",
    sessionText:
      "Perhaps this is a private window, or Lockdown Mode is on. If you go on, the code is used up but the card is gone once you close the page. Better open this page in an ordinary window.",
    sessionGo: "Go on, just this once",
    done: "The card is on this phone.",
  },

  ios: {
    title: "First put the app on your home screen",
    why: "Safari deletes a page's data when it is not opened for a week. In the home screen app the card stays.",
    steps: [
      "Tap Share (the square with an arrow pointing up).",
      "Choose “Add to Home Screen”.",
      "Open “Goda ģimene” from the home screen and type the code there.",
    ],
    yourCode: "Your code, to type there:",
    copy: "Copy the code",
    copied: "Copied",
    anyway: "Go on in the browser anyway",
    share: "Share",
  },

  problems: {
    "code-unknown": [
      "There is no such code",
      "Compare each character with the letter. If all agree, write to the fund.",
    ],
    "code-malformed": ["The code is not complete", "Compare each character with the letter: there must be 15."],
    "code-used": ["This code is used up", "Each code is for one phone. For another phone ask the fund for a new code."],
    "code-expired": [
      "The code has expired",
      "A code is good for 30 days. Ask the fund for a new one, it costs nothing.",
    ],
    "code-dead": ["The code is closed", "It was typed wrong too many times. Ask the fund for a new code."],
    "card-annulled": ["This card is annulled", "If you think this is a mistake, write to the fund."],
    "card-expired": ["The card has run out", "It can be renewed: sign in to the fund."],
    "card-not-yet": ["The card has not begun yet", "The code can be used from the card's first valid day on."],
    "too-many-tries": ["Too many tries", "Wait a little and try again."],
    "device-unknown": ["The fund does not know this phone", "Sign in to the fund and the card comes anew."],
    "device-removed": ["This phone was removed from the card", "If that was not you, write to the fund."],
    offline: ["No internet", "Connect and try again."],
    server: ["That did not work", "It is not your fault. Try again in a while."],
    key: ["This browser cannot make a key", "Update the browser or open this page in another one."],
  },
  waitSeconds: (seconds) =>
    seconds < 90 ? `Try again in ${seconds} seconds.` : `Try again in ${Math.ceil(seconds / 60)} minutes.`,

  card: {
    kind: "Latvian Honorary Family card",
    list: "My cards",
    nth: (n, of, name) => `Card ${n} of ${of}: ${name}`,
    validTo: "Valid until",
    validFrom: "Valid from",
    status: "Status",
    standing: {
      valid: "Valid",
      unknown: "To be checked",
      notYet: "Not begun",
      stale: "To be renewed",
      expired: "Run out",
      annulled: "Annulled",
      removed: "Removed",
    },
    code: "The card's code for the cashier",
    changes: "A new code every 20 s",
    clock: "Clock",
    cashier: "For the cashier: check at",
    brighter: "If the code does not scan, make the screen brighter.",
    failed: "The code could not be made",
    failedAdvice:
      "Close the app and open it again. If that does not help, sign in under Family and the card comes anew.",
    previous: "Previous card",
    next: "Next card",
    challenge: "The cashier shows digits",
    challengeLabel: "Which digits does the cashier show?",
    challengeHint: "Two or three digits on the till's screen.",
    challengeGo: "Show the code",
    challengeBad: "Type two or three digits.",
    challengeOn: "The code carries digits",
    challengeOff: "Remove",
    over: {
      annulled: {
        title: "The card is annulled",
        text: "It gives no discounts any more.",
        advice: "If you think this is a mistake, write to the fund. The decision can be contested within a month.",
      },
      expired: {
        title: "The card has run out",
        text: "It gives no discounts any more.",
        advice: "Renew it: the answers are filled in already, the new card appears here.",
      },
      removed: {
        title: "The card was removed from this phone",
        text: "That was done from another phone or by the fund.",
        advice: "If this phone is yours and you need the card, sign in and the card comes back.",
      },
      stale: {
        title: "The card must be renewed",
        text: "The phone has been offline for long. Connect to the internet: the card renews itself.",
        advice: "The card itself is still valid.",
      },
      notYet: {
        title: "The card has not begun yet",
        text: "The code appears on the first valid day.",
        advice: "There is nothing for you to do.",
      },
    },
    causes: {
      "holder-wish": "Reason: the holder asked for it.",
      "criteria-lost": "Reason: the family no longer meets the conditions.",
      replaced: "Reason: another card has taken its place.",
      error: "Reason: the card was issued by mistake.",
      misuse: "Reason: the card was misused.",
    },
    annulledOn: (day) => `Annulled on ${day}. It gives no discounts any more.`,
    unknown:
      "The fund no longer knows this phone. The code may work for a while but is not renewed. Sign in and the card comes anew.",
    renew: "Renew the card",
    renewSoon: (day) =>
      `The card is valid until ${day}. You can ask for the next one now; this one works to its last day.`,
    signIn: "Sign in",
    checkAgain: "Check again",
    checked: "Checked: nothing has changed.",
    remove: "Remove from this phone",
    clockAhead: (gap) => `The phone's clock is ${gap} ahead. The code is corrected, but set the time in the settings.`,
    clockBehind: (gap) =>
      `The phone's clock is ${gap} behind. The code is corrected, but set the time in the settings.`,
    session: "The browser does not let us store the card. It is gone once you close this page.",
  },
  gap: (seconds) =>
    seconds < 120
      ? `${seconds} seconds`
      : seconds < 7200
        ? `${Math.round(seconds / 60)} minutes`
        : seconds < 172_800
          ? `${Math.round(seconds / 3600)} hours`
          : `${Math.round(seconds / 86_400)} days`,

  data: {
    title: "My data",
    cardsTitle: "Cards on this phone",
    none: "There is no card on this phone.",
    number: "Number",
    valid: "Valid",
    names: "Names on the card",
    devicesTitle: "Phones with this card",
    devicesLead: "Lost or sold a phone? Remove it, and the card on it stops working.",
    devicesOffline: "The list needs the internet.",
    devicesAgain: "Try again",
    thisPhone: "this phone",
    added: (when) => `Added ${when}`,
    seen: (when) => `Last in touch with the fund ${when}`,
    removeDevice: (name) => `Remove: ${name}`,
    removeDeviceAsk: (name) => `Remove the card from the phone “${name}”?`,
    removeDeviceText: "The card on it stops working. Signing in to the fund there, or a new code, brings it back.",
    removeDeviceGo: "Yes, remove",
    removeAsk: "Remove the card from this phone?",
    removeText: "Signing in to the fund, or a new code, brings it back. On other phones the card stays.",
    removed: "The card is removed.",
    removedOffline:
      "The card is removed from this phone. The fund was not reached: other phones still list this one, remove it there.",
    deviceRemoved: "The phone is removed.",
    addTitle: "Add another card",
    addText:
      "Your own cards come when you sign in to the fund. Another card has a code, in a letter or on the other parent's phone.",
    addSignIn: "Sign in",
    addAction: "Type a code",
    installTitle: "Put it on the home screen",
    installText: "One tap finds the card, and the browser does not delete it.",
    installAction: "Add to the home screen",
    privacyTitle: "What is kept about you",
    privacyText: "What the phone has, what the cashier sees and what the fund stores.",
    privacyAction: "Read about data",
  },

  titles: {
    card: "Card",
    add: "Add a card",
    family: "My family",
    apply: "Application",
    messages: "Messages",
    data: "My data",
    help: "Help",
    privacy: "About data",
  },
};
