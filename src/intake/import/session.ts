/** An import at a running server: begun, fed in batches, finished. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import { importErrors } from './errors.ts';
import type { ShopDefaults } from './plan.ts';
import type { ImportReport, ImportTarget, Refused } from './run.ts';

/** What the target must know at the beginning, and what it answers. */
export type Beginning = { kind: string; file: string; currency?: string; timezone?: string };

/** A target with the clock and the settings that its facts are read by. */
export type ImportSession = ImportTarget & {
  id: string;
  now: Date;
  shop: ShopDefaults;
  /** The import will not be finished; what it brought stays. */
  abandon(reason: string): Promise<void>;
};

type Address = { address: string; token: string };

/** Tries again while the server says that its inbox is full, or restarts. */
const MOST_TRIES = 60;
const LONGEST_PAUSE_MS = 10_000;
/** Finishing waits until every fact is applied, which takes minutes for a large file. */
const FINISH_PATIENCE_MS = 3_600_000;
const PATIENCE_MS = 120_000;

/**
 * Begins an import at a server. It speaks four routes: `POST /api/imports` → `{id, now, shop}`,
 * `POST /api/imports/:id/facts` and `…/catalog` (NDJSON, durable when answered), `POST /api/imports/:id/finish` (the
 * report; answered when all is applied) and `POST /api/imports/:id/abandon`.
 */
export async function beginAtServer(server: Address, beginning: Beginning): Promise<ImportSession> {
  const answer = await post(server, '/api/imports', JSON.stringify(beginning), 'application/json', PATIENCE_MS);
  const { id, now, shop } = answer as { id: string; now: string; shop?: ShopDefaults };
  const path = `/api/imports/${encodeURIComponent(id)}`;
  const lines = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join('\n');
  return {
    id,
    now: new Date(now),
    shop: shop ?? {},
    facts: async (facts: readonly Fact[]) => {
      const taken = await post(server, `${path}/facts`, lines(facts), 'application/x-ndjson', PATIENCE_MS);
      return refusedOf(taken as Taken, facts.length);
    },
    catalog: async (rows: readonly CatalogRow[]) => {
      await post(server, `${path}/catalog`, lines(rows), 'application/x-ndjson', PATIENCE_MS);
    },
    finish: async (report: ImportReport) => {
      await post(server, `${path}/finish`, JSON.stringify({ report }), 'application/json', FINISH_PATIENCE_MS);
    },
    abandon: async (reason: string) => {
      await post(server, `${path}/abandon`, JSON.stringify({ reason }), 'application/json', PATIENCE_MS);
    },
  };
}

type Taken = { accepted?: number; rejected?: { reason: string }[] };

function refusedOf({ accepted, rejected = [] }: Taken, sent: number): Refused | undefined {
  const count = Math.max(rejected.length, sent - (accepted ?? sent));
  return count === 0 ? undefined : { count, reasons: rejected.map((one) => one.reason) };
}

async function post(server: Address, path: string, body: string, type: string, patience: number): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(server, path, body, type, patience);
    if (answer.ok) return answer.json().catch(() => ({}));
    const busy = answer.status === 429 || answer.status === 503;
    if (!busy || attempt >= MOST_TRIES) throw await refusal(server.address, answer);
    const asked = Number(answer.headers.get('retry-after'));
    await answer.body?.cancel();
    await sleep(Math.min(LONGEST_PAUSE_MS, Number.isFinite(asked) && asked > 0 ? asked * 1000 : 250 * attempt));
  }
}

async function send(server: Address, path: string, body: string, type: string, patience: number): Promise<Response> {
  try {
    return await fetch(new URL(path, server.address), {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': type },
      body,
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    const cause = (error as Error).cause;
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : (error as Error).message;
    throw importErrors.IMPORT_SERVER_GONE({ address: server.address, reason }, { cause: error });
  }
}

/** The server's own sentence where it has one. */
async function refusal(address: string, answer: Response): Promise<Error> {
  const text = await answer.text();
  let reason = text.slice(0, 500);
  try {
    const body = JSON.parse(text) as { message?: string; error?: { message?: string } };
    reason = body.error?.message ?? body.message ?? reason;
  } catch {
    // Not JSON: a proxy's page, shown as it is.
  }
  return importErrors.IMPORT_SERVER_REFUSED({ address, status: answer.status, reason });
}
