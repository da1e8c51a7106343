/** English: first what the script says, then what stands in index.html (`data-t`, `data-label`). */

import type { Word } from "./words.ts";

export const en: Record<Word, string> = {
  valid: "Valid",
  valid_as_of: "Valid, as of {when}",
  cannot_tell: "Cannot tell",
  annulled: "Annulled",
  not_valid: "Not valid",
  r_annulled: "This card no longer gives a discount.",
  "r_not-ours": "This is not a code of a family card.",
  r_forged: "The signature is not genuine.",
  r_expired: "Out of date. On a phone, opening the card online renews it.",
  "r_old-code": "Old code — ask to open the card again.",
  r_challenge: "Code not made for this till — ask to type {digits}.",
  "r_phone-clock": "The phone's clock is fast — ask to switch on automatic time.",
  r_url: "The code holds a web link. Do not open it: a card is never a link.",
  r_keys: "This device has no valid keys to check with. Connect to the network and scan again.",
  r_clock: "This device's clock is wrong. Switch on automatic time and scan again.",
  r_status:
    "The signature is genuine, but there are no annulment data, or they are older than a day. Connect to the network and scan again.",
  staleBand: "Data are {age} old. Connect this device to the network.",
  seen: "This code was shown {seconds} s ago already",
  compare: "Compare the name with an identity document (under 15: a school card will do).",
  print: "Printed card: compare the person.",
  names: "Names on the card",
  ageFresh: "Annulment data {when} ✓",
  ageStale: "Annulment data as of {when}",
  ageNone: "No recent annulment data — connect to the network",
  ageClock: "This device's clock is wrong",
  yesterday: "yesterday",
  challenge: "Ask the holder to type",
  cameraStarting: "Starting the camera…",
  cameraRefused:
    "The camera is not allowed. Tap the padlock beside the address, allow the camera and press “Start the camera”. You can also choose a picture or type the digits.",
  cameraNone: "This device has no camera. Use a 2D scanner or a picture, or type the digits.",
  cameraBusy: "The camera cannot be used: perhaps another app has it. Close that app and try again.",
  cameraOff: "The camera is off.",
  noCode: "No code found in the picture. Take it closer and straighter.",
};

/** Words of index.html. */
export const page: Record<string, string> = {
  mark: "Goda ģimene",
  setPhrase: "Write this till's phrase",
  help: "Help",
  cameraOn: "Start the camera",
  torch: "Light",
  title: "Scan the family card",
  lead: "Hold the card's code in front of the camera. The answer is there at once; nothing about the card is kept or sent to anyone.",
  picture: "Picture",
  digits: "Digits",
  wedge: "A 2D scanner at a desktop till works at once: just scan.",
  next: "Next",
  helpTitle: "How to check a card",
  help1: "Ask to open the card on the phone, or to show the printed card.",
  help2: "Scan the code by camera, by 2D scanner or from a picture.",
  help3: "If it says “Valid”, compare the name with an identity document (under 15: a school card will do).",
  helpValid:
    "The discount is due. “As of” means that this device has not been online for a while, and its data are still good.",
  helpCannot: "The card is not to blame: this device lacks recent data or the right time. Connect it to the network.",
  helpNot: "No discount. A screenshot of a phone will not do: ask to open the card again.",
  helpUrl: "A card is never a link. Check only in this page, which you know by your till's phrase.",
  close: "Close",
  typedTitle: "Type or paste the digits",
  typedLabel: "Code of the card, begins with 3301",
  cancel: "Cancel",
  check: "Check",
  settingsTitle: "This till",
  phraseLabel: "Phrase of the till",
  phraseWhy:
    "Think of a phrase of your own, such as “Till 3 · Blue squirrel”. It stays on this device only; if one day it is not there, the page is a forgery.",
  challengeLabel: "Ask the holder for two digits",
  challengeWhy:
    "The holder types on the phone the digits that the till shows: then a code cannot be sent here from afar.",
  save: "Save",
};
