/** What this room applies, by the kind of inbox entry: one file per kind and one line here. */
import type { Applier } from '../store/index.ts';
import { applyEvents } from './events.ts';
import { applyArrivals, applyMoves } from './moving.ts';
import { applyOrders, applyTrack } from './orders.ts';

export const inboxKinds: Readonly<Record<string, Applier>> = {
  track: applyTrack,
  page: applyEvents,
  screen: applyEvents,
  message: applyEvents,
  order: applyOrders,
  'order.move': applyMoves,
  'order.arrive': applyArrivals,
};
