/** Bringing people in on purpose: one by another program, or those who already match after seeing how many they are. */
import { countDraft, parseRule, type Rule } from '../segments/index.ts';
import { lanes, messageKey, newId, putInbox, type Queryable, type Store } from '../store/index.ts';
import { type EnrolBody, enrolType } from './commands.ts';
import type { Definition } from './definition.ts';
import { errors } from './errors.ts';
import { allBuckets, getScenario, invalid, type Scenario, tellBuckets, validateScenario } from './manage.ts';
import { type Trigger, triggerKindOf } from './triggers/index.ts';

/** Characters of the values that an enrolment may carry, as JSON. */
const longestContext = 32_000;

/** A published scenario that people can enter now. */
async function openScenario(on: Queryable, key: string): Promise<Scenario & { published: Definition }> {
  const scenario = await getScenario(on, key);
  if (scenario.archivedAt) throw errors.SCENARIO_ARCHIVED({ scenario: key });
  if (!scenario.published) throw errors.SCENARIO_NOT_PUBLISHED({ scenario: key });
  if (scenario.pausedAt) throw errors.SCENARIO_PAUSED({ scenario: key });
  return { ...scenario, published: scenario.published };
}

/**
 * Enrols one person, as the API trigger of the scenario; re-entry rules and audience hold. Answers once it is durable.
 * @param given `context` is what messages and branches see as `event`; `messageId` makes a repeat count once
 * @throws SCENARIO_NO_SUCH_TRIGGER, SCENARIO_UNKNOWN, SCENARIO_NOT_PUBLISHED, SCENARIO_PAUSED, SCENARIO_ARCHIVED, SCENARIO_CONTEXT
 */
export async function enrol(
  store: Store,
  key: string,
  given: { personId: string; bucket: number; context?: Record<string, unknown>; messageId?: string },
): Promise<void> {
  const { published } = await openScenario(store.pool, key);
  if (!published.triggers.some(({ kind }) => kind === 'api')) {
    throw errors.SCENARIO_NO_SUCH_TRIGGER({ scenario: key, kind: 'api' });
  }
  const context = given.context ?? {};
  if (JSON.stringify(context).length > longestContext) throw errors.SCENARIO_CONTEXT({ most: longestContext });
  const now = store.clock.now();
  const body: EnrolBody = { scenario: key, via: 'api', context };
  await putInbox(store.pool, [
    {
      bucket: given.bucket,
      lane: lanes.transactional,
      kind: enrolType,
      personId: given.personId,
      messageId: given.messageId === undefined ? newId() : messageKey(`enrol:${key}:${given.messageId}`),
      origin: 'live',
      occurredAt: now,
      receivedAt: now,
      body,
    },
  ]);
  store.wake([given.bucket]);
}

/** How many people already match, and some of them: to be shown before {@link enrolMatching}. */
export async function countMatching(
  store: Store,
  key: string,
  rule?: unknown,
): Promise<Awaited<ReturnType<typeof countDraft>>> {
  const { published } = await openScenario(store.pool, key);
  return countDraft(store, matchingRule(published, rule), store.clock.now());
}

/**
 * How many people match a draft already: shown before its publication, which enrols nobody.
 * @returns null where nothing says who: events, dates and other programs bring people in one by one
 * @throws SCENARIO_INVALID
 */
export async function countMatchingDraft(
  store: Store,
  draft: unknown,
): Promise<Awaited<ReturnType<typeof countDraft>> | null> {
  const { definition, errors: faults } = await validateScenario(store.pool, draft);
  if (!definition) throw invalid(draft, faults);
  if (definition.audience === undefined && definition.triggers.every((trigger) => !namesWho(trigger))) return null;
  return countDraft(store, matchingRule(definition, undefined), store.clock.now());
}

const namesWho = (trigger: Trigger): boolean => (triggerKindOf(trigger).already?.(trigger) ?? null) !== null;

/**
 * Enrols those who match now, bucket by bucket; re-entry rules hold, so that a repeat enrols nobody twice where they forbid it.
 * @param rule who; without it those whom the scenario's segment and list triggers name, within its audience
 * @throws SCENARIO_NOBODY_TO_ASK when neither says who
 */
export async function enrolMatching(store: Store, key: string, rule?: unknown): Promise<void> {
  const { published } = await openScenario(store.pool, key);
  const body = { scenario: key, rule: matchingRule(published, rule), run: newId() };
  await store.transaction((tx) =>
    tellBuckets(tx, store, { kind: 'scenario.enrol-matching', body, at: store.clock.now() }),
  );
  store.wake(allBuckets(store));
}

/** Who already matches: the rule given, or what the triggers name, and the audience. */
function matchingRule(published: Definition, rule: unknown): Rule {
  const named = published.triggers.flatMap((trigger) => {
    const holds = triggerKindOf(trigger).already?.(trigger);
    if (holds === undefined || holds === null) return [];
    return [trigger.person === undefined ? holds : { all: [holds, trigger.person] }];
  });
  const who = rule ?? (named.length > 1 ? { any: named } : named[0]);
  const parts = [who, published.audience].filter((part) => part !== undefined);
  if (parts.length === 0) throw errors.SCENARIO_NOBODY_TO_ASK({ scenario: published.key });
  return parseRule(parts.length === 1 ? parts[0] : { all: parts });
}
