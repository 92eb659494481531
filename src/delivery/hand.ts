/** The statements between a claim and the network. */
import { count, type Queryable, run, statements, type Tx } from '../store/index.ts';

const sql = statements(import.meta.url, 'hand.sql');

/** A message's place in the ledger and the claim that holds it. */
export type Held = { key: string; claimId: string };

/** What a message that was handed over carries: its tries, and when the first one was. */
export type Handed = { key: string; attempts: number; firstAt: Date };

/** Marks messages as handed to the network; those that are not answered must not leave. */
export const hand = (
  tx: Tx,
  bucket: number,
  wall: Date,
  held: readonly (Held & { transport: string; sender: string | null })[],
) =>
  run<Handed>(tx, sql('hand'), {
    bucket,
    wall,
    keys: held.map((one) => one.key),
    claims: held.map((one) => one.claimId),
    transports: held.map((one) => one.transport),
    senders: held.map((one) => one.sender),
  });

/** Claims that were begun and of which nobody knows whether they were made: what they took is taken again. */
export class LostClaims {
  readonly #bucketOf = new Map<string, number>();

  add(bucket: number, claimId: string): void {
    this.#bucketOf.set(claimId, bucket);
  }

  /** Gives back what they took; answers how many messages. One that fails is given back the next time. */
  async giveBack(on: Queryable): Promise<number> {
    let back = 0;
    for (const [claim, bucket] of this.#bucketOf) {
      back += await count(on, sql('give-back'), { bucket, claim });
      this.#bucketOf.delete(claim);
    }
    return back;
  }
}

/**
 * Puts claimed messages back that were never handed over, each with the moment and the reason of its waiting; `aside` are those
 * of what is paused.
 */
export const release = (
  on: Queryable,
  bucket: number,
  held: readonly (Held & { retryAt?: Date | null; reason?: string | null; aside?: boolean; sender?: string | null })[],
) =>
  count(on, sql('release'), {
    bucket,
    keys: held.map((one) => one.key),
    claims: held.map((one) => one.claimId),
    retries: held.map((one) => one.retryAt ?? null),
    reasons: held.map((one) => one.reason ?? null),
    asides: held.map((one) => one.aside ?? false),
    senders: held.map((one) => one.sender ?? null),
  });
