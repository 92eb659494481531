import { z } from 'zod';
import { defineSetting } from '../../settings/index.ts';
import { rangeOf } from './networks.ts';

/** A4's stall time: the rest of a burst comes in meanwhile. */
export const clickHold = defineSetting({
  key: 'delivery.clickHoldMinutes',
  about: 'minutes that a click waits before it counts, so that the programs’ clicks around it are known',
  schema: z.number().min(0).max(1_440),
  standard: 10,
});

const MOST_NETWORKS = 20_000;
const networks = z
  .array(z.string().refine((text) => rangeOf(text) !== null, 'each is a network, as "192.0.2.0/24"'))
  .max(MOST_NETWORKS, `at most ${MOST_NETWORKS} networks`);

export const appleNetworks = defineSetting({
  key: 'delivery.appleNetworks',
  about:
    'networks from which Apple prefetches images (it publishes them: mask-api.icloud.com/egress-ip-ranges.csv); empty: its name alone tells',
  schema: networks,
  standard: [],
});

export const gatewayNetworks = defineSetting({
  key: 'delivery.gatewayNetworks',
  about: 'networks of data centres and mail gateways: a click from there is one sign of a program',
  schema: networks,
  standard: [],
});
