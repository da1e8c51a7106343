/** What every page of the application is given. */

import type { Step } from "../../family/steps.ts";
import type { Application } from "../../family/wire.ts";

export interface Page {
  readonly step: Step;
  readonly application: Application;
}
