/** What the server found wrong, and where that stands on the drawing. Pure. */
import type { ScenarioFault } from '../../../../../src/api/contract.ts';

/** The step that a fault concerns; null for the scenario itself, its triggers, goal and settings. */
export const stepOf = ({ where }: ScenarioFault): string | null => /^step “(.+)”$/.exec(where)?.[1] ?? null;

export const faultsOfStep = (faults: readonly ScenarioFault[], key: string): ScenarioFault[] =>
  faults.filter((fault) => stepOf(fault) === key);
