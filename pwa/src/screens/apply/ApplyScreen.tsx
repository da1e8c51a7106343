/** The application, one question a page. The address names the page, so the phone's own back button steps back. */

import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { go, place } from "../../base/route.ts";
import { draft } from "../../family/draft.ts";
import { STEPS, type Step } from "../../family/steps.ts";
import { say } from "../../text/family/index.ts";
import { Gate } from "../family/FamilyScreen.tsx";
import { CardsStep } from "./CardsStep.tsx";
import { CheckStep } from "./CheckStep.tsx";
import { ContactStep, PlasticStep } from "./ContactStep.tsx";
import { DocumentsStep, IncapacityStep } from "./DocumentsStep.tsx";
import { FamilyStep } from "./FamilyStep.tsx";
import { NamesStep } from "./NamesStep.tsx";
import { AbroadStep, HealthStep } from "./PeopleStep.tsx";
import type { Page } from "./page.ts";

const PAGES: Record<Step, FunctionComponent<Page>> = {
  family: FamilyStep,
  health: HealthStep,
  abroad: AbroadStep,
  names: NamesStep,
  cards: CardsStep,
  contact: ContactStep,
  plastic: PlasticStep,
  documents: DocumentsStep,
  incapacity: IncapacityStep,
  check: CheckStep,
};

export default function ApplyScreen() {
  const step = STEPS.find((one) => one === place.value) ?? "family";
  return (
    <Gate title={say.value.home.beginTitle} to={`#/apply/${step}`} stay>
      <Question step={step} />
    </Gate>
  );
}

function Question({ step }: { step: Step }) {
  const application = draft.value;
  const mine = application?.state === "draft";
  // Nothing to fill in, or handed in already, perhaps on another phone: the way home says how it stands.
  useEffect(() => {
    if (!mine) go("family");
  }, [mine]);
  if (!application || !mine) return null;
  const Asked = PAGES[step];
  return <Asked key={step} step={step} application={application} />;
}
