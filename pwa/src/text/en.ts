import type { Words } from "./lv.ts";

/** English, complete. */
export const en: Words = {
  brand: "Goda ģimene",
  language: "Language",
  skip: "Skip to content",
  menu: "Menu",
  back: "Back",
  cancel: "Cancel",
  close: "Close",
  wait: "One moment…",
  newTab: "opens in a new tab",
  offline: "No internet",
  nav: { card: "Card", data: "My data", help: "Help" },
  demo: "Demonstration: the names are made up, the card is not valid at real tills.",

  start: {
    title: "The family card on your phone",
    lead: "Show the code at the till and get discounts for the whole family. It works without internet too.",
    action: "I have a letter with a code",
    whoTitle: "Who can have it?",
    who: [
      "A family with three or more children. Young adults under 24 in education count too.",
      "A family with a disabled child, or a young adult under 24 with disability group I or II.",
    ],
    calmTitle: "Nothing to worry about",
    calm: [
      "No account, no password.",
      "The cashier sees only the names on the card and whether it is valid.",
      "Lost your phone? The fund gives you a new code and the old card stops working.",
    ],
    noLetterTitle: "No letter?",
    noLetter: "The card is granted by the Society Integration Foundation. Write to it or read more on its site:",
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
    "card-expired": ["The card has run out", "Ask the fund for a new card."],
    "too-many-tries": ["Too many tries", "Wait a little and try again."],
    "device-unknown": ["The fund does not know this phone", "Ask the fund for a new code and add the card again."],
    "device-removed": ["This phone was removed from the card", "If that was not you, write to the fund."],
    offline: ["No internet", "Connect and try again. What you typed stays."],
    server: ["That did not work", "It is not your fault. Try again in a while; what you typed stays."],
    key: ["This browser cannot make a key", "Update the browser or open this page in another one."],
  },
  waitSeconds: (seconds) =>
    seconds < 90 ? `Try again in ${seconds} seconds.` : `Try again in ${Math.ceil(seconds / 60)} minutes.`,

  card: {
    kind: "Latvian family card",
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
    failedAdvice: "Close the app and open it again. If that does not help, ask the fund for a new code.",
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
        advice: "Ask the fund for a new card. When the new letter comes, add the card here.",
      },
      removed: {
        title: "The card was removed from this phone",
        text: "That was done from another phone or by the fund.",
        advice: "If this phone is yours and you need the card, ask the fund for a new code and add it again.",
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
    annulledOn: (day) => `Annulled on ${day}`,
    unknown:
      "The fund no longer knows this phone. The code may work for a while but is not renewed. Ask the fund for a new code.",
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
    seen: (when) => `Last renewed ${when}`,
    removeDevice: (name) => `Remove: ${name}`,
    removeDeviceAsk: (name) => `Remove the card from the phone “${name}”?`,
    removeDeviceText: "The card on it stops working. Only a new code from the fund brings it back.",
    removeDeviceGo: "Yes, remove",
    removeAsk: "Remove the card from this phone?",
    removeText: "To add it again you need a new code from the fund. On other phones the card stays.",
    removed: "The card is removed.",
    removedOffline:
      "The card is removed from this phone. The fund was not reached: other phones still list this one, remove it there.",
    deviceRemoved: "The phone is removed.",
    addTitle: "Add another card",
    addText: "Each card has its own code: the other parent and a child get letters of their own.",
    addAction: "Type a code",
    installTitle: "Put it on the home screen",
    installText: "One tap finds the card, and the browser does not delete it.",
    installAction: "Add to the home screen",
    privacyTitle: "What is kept about you",
    privacyText: "What the phone has, what the cashier sees and what the fund stores.",
    privacyAction: "Read about data",
  },

  titles: { card: "Card", add: "Add a card", data: "My data", help: "Help", privacy: "About data" },
};
