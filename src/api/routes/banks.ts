import { z } from 'zod';
import {
  amountOf,
  type Bank,
  type BankKind,
  bankErrors,
  defineBank,
  freeOf,
  importCodes,
  isCode,
  listBanks,
  listCodes,
  readBank,
  unitsOf,
  warnShare,
} from '../../banks/index.ts';
import { readSetting } from '../../settings/index.ts';
import { audit } from '../caller.ts';
import * as contract from '../contract/banks.ts';
import { key, page, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { LONGEST_BATCH } from '../limits.ts';
import { cutPage, readCursor, textMark } from '../paging.ts';
import { says } from './route.ts';

const one = z.object({ key: pathPart });

/** Hard limits: rates, stocks, budgets, pools of codes. */
export function bankRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const share = () => readSetting(store.pool, warnShare);

  api.get(
    '/api/banks',
    says('banks.read', 'banks', 'Hard limits by key, and what is left of them', contract.banks, { querystring: page }),
    async (request) => {
      const { limit, after } = request.query;
      const found = await listBanks(store.pool, store.clock.wall(), {
        after: readCursor(after, textMark),
        most: limit + 1,
      });
      const low = await share();
      return cutPage(
        found.map((bank) => shown(bank, low)),
        limit,
        (bank) => bank.key,
      );
    },
  );

  api.get(
    '/api/banks/:key',
    says('banks.read', 'banks', 'One hard limit, and what is left of it', contract.bank, { params: one }),
    async (request) => shown(await readBank(store.pool, request.params.key, store.clock.wall()), await share()),
  );

  api.put(
    '/api/banks/:key',
    says('banks.write', 'banks', 'Makes a hard limit, or changes its name and total', contract.bank, {
      params: z.object({ key }),
      body: contract.bankSpec,
    }),
    async (request) => {
      const { kind, name, total, window } = request.body;
      const spec = { key: request.params.key, kind, name, windowSeconds: window };
      const made = await defineBank(store, { ...spec, ...totalOf(spec.key, kind, total) });
      await audit(request, deps, { action: 'bank.change', target: spec.key, details: request.body });
      return shown(made, await share());
    },
  );
  codeRoutes(api, deps);
}

function codeRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/banks/:key/codes',
    says('codes.read', 'banks', 'Codes of a pool, and the messages they went to', contract.codes, {
      params: one,
      querystring: page,
    }),
    async (request) => {
      const { limit, after } = request.query;
      const from = { after: readCursor(after, textMark), most: limit + 1 };
      const lines = await listCodes(store.pool, store.buckets, request.params.key, store.clock.wall(), from);
      return cutPage(lines, limit, (line) => line.code);
    },
  );

  api.post(
    '/api/banks/:key/codes',
    {
      ...says('codes.write', 'banks', 'Brings codes into a pool, one a line (plain, or JSON)', contract.codesTaken, {
        params: one,
      }),
      bodyLimit: LONGEST_BATCH,
    },
    async (request) => {
      const taken = await importCodes(store, request.params.key, codesOf(request.body));
      await audit(request, deps, { action: 'bank.codes', target: request.params.key, details: taken });
      return taken;
    },
  );
}

const shown = (bank: Bank, share: number) => {
  const { key, kind, name, total, granted, spent, windowSeconds } = bank;
  const amount = (units: number) => amountOf(kind, units);
  const free = freeOf(bank);
  const low = kind !== 'rate' && free < share * total;
  const amounts = { total: amount(total), granted: amount(granted), spent: amount(spent), free: amount(free) };
  return { key, kind, name, window: windowSeconds, low, ...amounts };
};

/** @throws BANK_INVALID for a total that is no amount of this kind */
function totalOf(bank: string, kind: BankKind, told: string | number | undefined): { total?: number } {
  if (told === undefined) return {};
  const total = unitsOf(kind, String(told));
  if (total !== null) return { total };
  const wanted = kind === 'budget' ? 'an amount with at most 4 decimals' : 'a whole number';
  throw bankErrors.BANK_INVALID({ bank, reason: `its total must be ${wanted}, as 1000` });
}

/**
 * Codes of a body, one a line: as they are, as JSON texts, or as objects with a `code`.
 * @throws API_WRONG_MEDIA, API_BAD_LINE for the first that is none: nothing is taken
 */
function codesOf(body: unknown): string[] {
  if (typeof body !== 'string') throw errors.API_WRONG_MEDIA({ kind: 'application/json', wanted: 'text/plain' });
  return body.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const code = codeOf(line.trim());
    if (code !== null && isCode(code)) return [code];
    throw errors.API_BAD_LINE({ line: at + 1, reason: 'it holds no code of 1 to 100 characters without blanks' });
  });
}

function codeOf(line: string): string | null {
  if (!/^["{]/.test(line)) return line;
  try {
    const value: unknown = JSON.parse(line);
    const code = typeof value === 'object' && value !== null ? (value as { code?: unknown }).code : value;
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
