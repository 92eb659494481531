import { useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Answers,
  Asks,
  InScenario,
  Scenario,
  ScenarioExample,
  ScenarioFault,
  ScenarioLine,
  ScenarioStats,
  ScenarioVersion,
  scenarios,
  Template,
  Walk,
} from '../../../src/api/contract.ts';
import { type Asked, ask } from './ask.ts';
import { useChange, useList, useOne, useWhole } from './client.ts';

const PATH = '/api/scenarios';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;

type Saved = Answers<typeof scenarios.scenarioSaved>;
export type Judged = { errors: ScenarioFault[]; warnings: ScenarioFault[] };
export type ScenarioDraft = Asks<typeof scenarios.scenarioDraft>;

export const useScenarios = (asked: Asked) => useList<ScenarioLine>(PATH, asked, { refetchInterval: 30_000 });
/** Not kept once its editor is closed: one that is opened again begins with what is there now. */
export const useScenario = (key: string) => useOne<Scenario>(below(key), {}, { gcTime: 0 });
export const readScenario = (key: string) => ask<Scenario>('GET', below(key));
export const useExamples = () => useOne<{ items: ScenarioExample[] }>(`${PATH}/examples`, {}, { staleTime: 600_000 });

/** What is wrong with the draft that is kept: asked when the editor opens; each saving answers it anew. */
export const useJudged = (key: string) => useOne<Judged>(`${below(key)}/validate`, {}, { staleTime: 0 });

/** Figures, read anew while somebody looks. */
export const useScenarioStats = (key: string, enabled: boolean) =>
  useOne<ScenarioStats>(`${below(key)}/stats`, {}, { enabled, refetchInterval: 15_000 });

/** Who stands in a scenario, at one step of it or anywhere. */
export const useInScenario = (key: string, step: string | undefined) =>
  useList<InScenario>(`${below(key)}/people`, { step });

export const useVersions = (key: string) =>
  useList<{ version: number; publishedAt: string }>(`${below(key)}/versions`, { limit: 200 });
export const useVersion = (key: string, version: number | null) =>
  useOne<ScenarioVersion>(`${below(key)}/versions/${version}`, {}, { enabled: version !== null, staleTime: 600_000 });

/** Keeps a draft under its key, over the revision that was seen. The scenario as it is known here follows. */
export function useKeepDraft(key: string): (draft: ScenarioDraft, seen: number) => Promise<number> {
  const known = useQueryClient();
  return async (draft, seen) => {
    const { revision, ...judged } = await ask<Saved>('PUT', below(key), { ...draft, revision: seen });
    known.setQueryData<Scenario>(
      [below(key), {}],
      (before) => before && { ...before, draft, name: draft.name, revision },
    );
    known.setQueryData<Judged>([`${below(key)}/validate`, {}], judged);
    return revision;
  };
}

export const useMakeScenario = () =>
  useChange(
    ({ key, ...draft }: ScenarioDraft & { key: string }) => ask<Saved>('PUT', below(key), { ...draft, revision: 0 }),
    [PATH],
  );

/** Whether a key is taken, archived scenarios included. */
export const isTaken = async (key: string): Promise<boolean> => {
  const { items } = await ask<{ items: ScenarioLine[] }>(
    'GET',
    `${PATH}?archived=true&limit=200&search=${encodeURIComponent(key)}`,
  );
  return items.some((line) => line.key === key);
};

export const usePublish = (key: string) =>
  useChange((revision: number) => ask<{ version: number }>('POST', `${below(key)}/publish`, { revision }), [PATH]);
export const useChangeState = (key: string) =>
  useChange((verb: 'pause' | 'resume' | 'archive') => ask('POST', `${below(key)}/${verb}`), [PATH]);

/** How many match a draft already; null where nothing says who. */
export function useDraftMatching(draft: ScenarioDraft, enabled: boolean) {
  return useQuery({
    queryKey: [`${PATH}/matching`, JSON.stringify(draft)],
    queryFn: ({ signal }) =>
      ask<Answers<typeof scenarios.draftMatching>>('POST', `${PATH}/matching`, { draft }, signal),
    retry: false,
    staleTime: 0,
    enabled,
  });
}

type Matching = Answers<typeof scenarios.matching>;

/** Who matches the published scenario already: counted, then enrolled when somebody says so. */
export const useMatching = (key: string, enabled: boolean) =>
  useQuery({
    queryKey: [`${below(key)}/matching`],
    queryFn: ({ signal }) => ask<Matching>('POST', `${below(key)}/matching`, {}, signal),
    retry: false,
    staleTime: 0,
    enabled,
  });
export const useEnrolMatching = (key: string) =>
  useChange((atMost: number) => ask<Matching>('POST', `${below(key)}/enrol-matching`, { atMost }), [PATH]);

export const useWalk = () =>
  useChange((question: Asks<typeof scenarios.walkQuestion>) => ask<Walk>('POST', `${PATH}/walk`, question), []);

/** Messages that a step can send. */
export const useMessageChoices = () => useWhole<Template>('/api/templates');
