import { channelOf } from '../../channels/index.ts';
import { accept } from '../../intake/index.ts';
import { liftSuppression, listSuppressions, markOf } from '../../people/index.ts';
import { addressHash, lanes } from '../../store/index.ts';
import { audit } from '../caller.ts';
import { done } from '../contract/parts.ts';
import * as contract from '../contract/suppressions.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, readCursor } from '../paging.ts';
import { says } from './route.ts';

const tag = 'suppressions';

/** Addresses that are not written to: looked through, added and taken off, each with who did it and why. */
export function suppressionRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/suppressions',
    says('suppressions.read', tag, 'Addresses that are not written to, newest first', contract.suppressions, {
      querystring: contract.suppressionsQuery,
    }),
    async (request) => {
      const { limit, after, address, reason } = request.query;
      const before = readCursor(after, mark);
      const rows = await listSuppressions(store.pool, {
        ...(address ? { address } : {}),
        ...(reason ? { reason } : {}),
        ...(before ? { before } : {}),
        most: limit + 1,
      });
      return cutPage(rows, limit, (row) => [row.at, markOf(row)]);
    },
  );

  api.post(
    '/api/suppressions',
    says('suppressions.add', tag, 'Writes to an address no more', done, { body: contract.suppressionAdded }),
    async (request) => {
      const { channel, address: given, reason, why } = request.body;
      const kind = channelOf(channel);
      const named = kind.addressKind === 'email' || kind.addressKind === 'phone' ? kind.addressKind : null;
      const read = kind.normalise(given);
      if (!named || !read.ok) {
        const fault = read.ok ? 'this channel has no address of its own' : read.reason;
        throw errors.API_BAD_VALUE({ field: 'address', reason: fault.replace(/\.$/, '') });
      }
      const at = store.clock.now();
      const { rejected } = await accept(
        store,
        [
          {
            kind: 'suppression',
            origin: 'live',
            occurredAt: at,
            receivedAt: at,
            who: { [named]: read.address },
            body: { channel, reason },
          },
        ],
        { source: 'suppressions', lane: lanes.transactional },
      );
      if (rejected[0]) throw errors.API_BAD_VALUE({ field: 'address', reason: rejected[0].reason.replace(/\.$/, '') });
      // The log is kept when the person is erased: it names the address as the list does.
      const hash = addressHash(channel, read.address).toString('hex');
      await audit(request, deps, {
        action: 'suppression.add',
        target: shortOf(channel, hash),
        details: { reason, why },
      });
      return { ok: true as const };
    },
  );

  api.post(
    '/api/suppressions/remove',
    says('suppressions.remove', tag, 'Takes an address off the list; who asks for it answers for that', done, {
      body: contract.suppressionRemoved,
    }),
    async (request) => {
      const { channel, hash, why } = request.body;
      await liftSuppression(store, { channel, hash });
      await audit(request, deps, { action: 'suppression.remove', target: shortOf(channel, hash), details: { why } });
      return { ok: true as const };
    },
  );
}

/** Enough of a hash to find its line again. */
const shortOf = (channel: string, hash: string): string => `${channel}:${hash.slice(0, SHORT_HASH)}`;
const SHORT_HASH = 12;

/** A mark of a moment and an address. */
function mark(found: unknown): { at: Date; key: string } | null {
  if (!Array.isArray(found) || found.length !== 2) return null;
  const [at, key] = found;
  const moment = new Date(typeof at === 'string' ? at : Number.NaN);
  return Number.isNaN(moment.getTime()) || typeof key !== 'string' ? null : { at: moment, key };
}
