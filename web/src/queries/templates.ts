import { useQuery } from '@tanstack/react-query';
import type { Answers, Asks, Looked, Template, TemplateLine, templates } from '../../../src/api/contract.ts';
import { type Asked, ask } from './ask.ts';
import { useChange, useCounted, useList, useOne } from './client.ts';

const PATH = '/api/templates';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;

export type TemplateDraft = Asks<typeof templates.templateDraft>;
export type Source = TemplateDraft['draft'];
export type LookQuestion = Asks<typeof templates.lookRequest>;
export type Check = Looked['checks'][number];

export const useTemplates = (asked: Asked) => useList<TemplateLine>(PATH, { order: 'latest', ...asked });
/** Not kept once its editor is closed: one that is opened again begins with what is there, and not with what it once read. */
export const useTemplate = (key: string) => useOne<Template>(below(key), {}, { staleTime: 0, gcTime: 0 });

/** What came of it, once some of it has left. */
export const useTemplateResults = (key: string) =>
  useCounted<Answers<typeof templates.templateResults>>(`${below(key)}/results`);

/** Not a change of what is shown: the editor itself knows what it sent. */
export const saveDraft = (key: string, draft: TemplateDraft) => ask<Template>('PUT', below(key), draft);
export const readTemplate = (key: string) => ask<Template>('GET', below(key));

export const useCreateTemplate = () =>
  useChange(({ key, ...draft }: TemplateDraft & { key: string }) => saveDraft(key, { ...draft, revision: 0 }), [PATH]);
export const useArchiveTemplate = () => useChange((key: string) => ask('DELETE', below(key)), [PATH]);

/** Checks of a draft while it is written, and the message of one person: the last answer stays until the next one is there. */
export function useLook(question: LookQuestion | null) {
  return useQuery({
    queryKey: [`${PATH}/look`, JSON.stringify(question)],
    queryFn: ({ signal }) => ask<Looked>('POST', `${PATH}/look`, question, signal),
    placeholderData: (before) => before,
    retry: false,
    enabled: question !== null,
    staleTime: 60_000,
  });
}

export type Reached = Asks<typeof templates.reached>['links'][number];
/** Whether links lead anywhere: asked by the server, once for the same links. */
export const useReach = (addresses: readonly string[]) =>
  useQuery({
    queryKey: [`${PATH}/reach`, addresses],
    queryFn: ({ signal }) => ask<{ links: Reached[] }>('POST', `${PATH}/reach`, { addresses }, signal),
    enabled: addresses.length > 0,
    staleTime: 600_000,
    retry: false,
  });

/** Every content of the draft as it is kept: what publication will say. */
export const useChecks = (key: string, revision: number, enabled: boolean) =>
  useOne<{ publishable: boolean; checks: Check[] }>(`${below(key)}/checks`, { revision }, { enabled });

type Published = { version: number };
export const usePublish = () =>
  useChange(
    ({ key, revision }: { key: string; revision: number }) =>
      ask<Published>('POST', `${below(key)}/publish`, { revision }),
    [PATH],
  );
export const useAskApproval = () =>
  useChange(
    ({ key, ...given }: { key: string } & Asks<typeof templates.approvalRequest>) =>
      ask('POST', `${below(key)}/approval`, given),
    [PATH],
  );
export const useApprove = () =>
  useChange(
    ({ key, revision }: { key: string; revision: number }) =>
      ask<Published>('POST', `${below(key)}/approve`, { revision }),
    [PATH],
  );
export const useRefuse = () =>
  useChange(
    ({ key, ...given }: { key: string } & Asks<typeof templates.approvalRefusal>) =>
      ask('POST', `${below(key)}/refuse`, given),
    [PATH],
  );

type Tested = Asks<typeof templates.tested>;
export const useTestSend = () =>
  useChange((given: Asks<typeof templates.testRequest>) => ask<Tested>('POST', `${PATH}/test`, given), []);
