/** How far back the rules in use look at events, so that none of what they need is deleted. */
import { loadScenarios } from '../scenarios/index.ts';
import { listSegments, readDuration } from '../segments/index.ts';
import type { Queryable } from '../store/index.ts';

const DAY_MS = 86_400_000;

/** A window in days, and who looks through it. */
export type Window = { days: number; what: string };

/** The longest one of all segments in use and all versions of scenarios that people walk; null when none looks back. */
export async function longestWindow(on: Queryable, now: Date): Promise<Window | null> {
  const segments = await listSegments(on);
  const { versions } = await loadScenarios(on);
  const windows = [
    ...segments.flatMap(({ key, rule }) =>
      windowsOf(rule, now).map((days) => ({ days, what: `the segment “${key}”` })),
    ),
    ...[...versions.values()].flatMap(({ scenarioKey, definition }) =>
      windowsOf(definition, now).map((days) => ({ days, what: `the scenario “${scenarioKey}”` })),
    ),
  ];
  return windows.reduce<Window | null>((longest, one) => (one.days > (longest?.days ?? 0) ? one : longest), null);
}

/**
 * Days that the conditions about events in a definition look back: their durations, and fixed days from the first of them on. A
 * condition without a window looks at all that is kept, whatever that is. Pure.
 */
export function windowsOf(definition: unknown, now: Date, inEvent = false): number[] {
  if (typeof definition === 'string') return inEvent ? daysOf(definition, now) : [];
  if (typeof definition !== 'object' || definition === null) return [];
  const isEvent = inEvent || typeof (definition as { event?: unknown }).event === 'string';
  // Values that properties are compared with are no windows.
  const parts = Object.entries(definition).filter(([key]) => key !== 'event' && key !== 'where');
  return parts.flatMap(([, part]) => windowsOf(part, now, isEvent));
}

function daysOf(text: string, now: Date): number[] {
  const length = readDuration(text);
  if (length) return [Math.ceil(length.months * 31 + length.days + length.seconds / 86_400)];
  const day = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return day < now.getTime() ? [Math.ceil((now.getTime() - day) / DAY_MS)] : [];
}
