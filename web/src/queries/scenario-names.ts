import type { Answers, scenarios } from '../../../src/api/contract.ts';
import { itemsOf, useWhole } from './client.ts';
import { useMay } from './session.ts';

type Line = Answers<typeof scenarios.scenarioLine>;

/** What scenarios are called, by key, archived ones and campaigns too: for other rooms that name them. */
export function useScenarioNames(): ReadonlyMap<string, string> {
  const may = useMay();
  const list = useWhole<Line>(
    '/api/scenarios',
    { archived: true, campaigns: true },
    { enabled: may('scenarios.read') },
  );
  return new Map(itemsOf(list).map(({ key, name }) => [key, name]));
}
