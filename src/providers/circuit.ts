/**
 * A way that fails is left alone for a while; pure.
 *
 *     closed ──troubles in a row──▶ open ──its pause is over, one message──▶ probing ──it left──▶ closed
 *                                    ▲                                          │
 *                                    └────────────── a longer pause ◀───────────┘
 */
import type { SendResult, Trouble } from '../channels/index.ts';

export type Circuit = {
  state: 'closed' | 'open' | 'probing';
  /** Openings in a row without a message that left. */
  openings: number;
  reason: string | null;
  since: Date;
  /** Open: not tried before. Probing: from then on the one who tries counts as gone. */
  until: Date | null;
};

export type CircuitRules = {
  /** Troubles in a row that open it. A sign-in that is refused opens it at once: no second try fares better. */
  troubles: number;
  /** First pause; each one doubles. */
  firstPauseMs: number;
  longestPauseMs: number;
};

export const standardCircuit: CircuitRules = { troubles: 5, firstPauseMs: 30_000, longestPauseMs: 15 * 60_000 };
/** A probe that has not been answered by then belongs to a process that is gone: longer than a connection's own patience. */
export const probeLeaseMs = 4 * 60_000;

export const closedCircuit = (since: Date): Circuit => ({
  state: 'closed',
  openings: 0,
  reason: null,
  since,
  until: null,
});

/** How long the way is left alone after so many openings in a row. */
export const pauseOf = (openings: number, rules: CircuitRules): number =>
  Math.min(rules.longestPauseMs, rules.firstPauseMs * 2 ** Math.min(openings - 1, 30));

export function opened(before: Circuit, reason: string, wall: Date, rules: CircuitRules): Circuit {
  const openings = before.openings + 1;
  return { state: 'open', openings, reason, since: wall, until: new Date(wall.getTime() + pauseOf(openings, rules)) };
}

/** Whether an answer says that the way is well: also a refusal of one message does. */
export const isWell = ({ state, trouble }: SendResult): boolean => trouble === undefined && state !== 'uncertain';

/** Troubles after which the way is left alone at once. */
export const opensAtOnce = (trouble: Trouble): boolean => trouble === 'login';
