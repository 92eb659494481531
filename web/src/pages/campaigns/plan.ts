import type { Campaign } from '../../../../src/api/contract.ts';

/** What is edited: a plan with everything in its place. */
export type Draft = {
  name: string;
  unit: string | null;
  to: { segments: string[]; except: string[]; rule?: unknown };
  messages: { template: string; afterDays?: number }[];
  when: { at: string | null; zone: 'shop' | 'person' };
  pace: {
    messages: number;
    per: 'minute' | 'hour' | 'day';
    from?: string;
    until?: string;
    openDaysOnly?: boolean;
  } | null;
  holdout: number;
  stopOnOrder: boolean;
};

export const emptyDraft = (): Draft => ({
  name: '',
  unit: null,
  to: { segments: [], except: [] },
  messages: [],
  when: { at: null, zone: 'shop' },
  pace: null,
  holdout: 0,
  stopOnOrder: false,
});

export function draftOf({ plan }: Pick<Campaign, 'plan'>): Draft {
  const { segments, except, rule } = plan.to as Draft['to'];
  return {
    name: plan.name,
    unit: plan.unit ?? null,
    to: { segments, except, ...(rule !== undefined && { rule }) },
    messages: plan.messages.map(({ template, afterDays }) => ({
      template,
      ...(afterDays !== undefined && { afterDays }),
    })),
    when: plan.when,
    pace: plan.pace ? { ...plan.pace } : null,
    holdout: plan.holdout ?? 0,
    stopOnOrder: plan.stopOnOrder,
  };
}

/** As the server takes it: rows that say nothing yet are left out. */
export const planOf = (draft: Draft) => ({
  ...draft,
  name: draft.name.trim(),
  messages: draft.messages.filter(({ template }) => template !== ''),
  holdout: draft.holdout > 0 ? draft.holdout : null,
});
