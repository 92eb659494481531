/** Limits of the doors, named. Sizes in bytes of UTF-8. */
export type IntakeLimits = {
  /** One event of a batch; a larger one is rejected alone. */
  event: number;
  /** One request, after unpacking. */
  batch: number;
  /** One request of the historical import door, after unpacking. */
  importBatch: number;
  /** Facts that may wait in the inbox before senders are asked to come back. */
  waiting: number;
  /** What senders are told to wait then, in seconds. */
  retryAfter: number;
};

/** Segment's own limits for events and batches; its libraries split at them. */
export const defaultLimits: IntakeLimits = {
  event: 32 * 1024,
  batch: 500 * 1024,
  importBatch: 500 * 1024,
  waiting: 200_000,
  retryAfter: 5,
};

/** Facts written in one transaction. */
export const factsPerWrite = 2_000;
/** Levels of nesting in a fact: deeper JSON would exhaust the stack of whoever reads it. */
export const deepest = 32;
/** Characters of a rejected event that are kept. */
export const rawKept = 4_096;
/** How long an answer about the depth of the inbox is believed, in milliseconds of the wall clock. */
export const depthBelieved = 250;
/** Below this part of the limit, that many times as long. */
export const farFromLimit = 4;
