import type { OrderBody } from '../../../facts/index.ts';
import { nameKey } from '../values/text.ts';

type Status = OrderBody['status'];

/** Words of Shopify, WooCommerce and PrestaShop, English and French, looked for in this order at the start of the status. */
const words: readonly (readonly [Status, readonly string[]])[] = [
  ['partially_refunded', ['partiallyrefunded', 'partiellementrembours', 'rembourseepartiel', 'remboursepartiel']],
  ['refunded', ['refund', 'rembours']],
  [
    'cancelled',
    ['cancel', 'void', 'annul', 'failed', 'echou', 'expired', 'expire', 'erreur', 'trash', 'declined', 'refus'],
  ],
  [
    'pending',
    [
      'pending',
      'onhold',
      'enattente',
      'authorized',
      'autoris',
      'draft',
      'brouillon',
      'unpaid',
      'nonpaye',
      'checkoutdraft',
      'awaiting',
    ],
  ],
  [
    'completed',
    [
      'complete',
      'paid',
      'partiallypaid',
      'process',
      'termin',
      'encours',
      'pay',
      'paiementaccept',
      'livr',
      'expedi',
      'ship',
      'deliver',
      'fulfil',
      'preparation',
      'encoursdepreparation',
      'closed',
      'done',
      'invoiced',
      'factur',
    ],
  ],
];

/** Reads a shop's word for the state of an order; an unknown one is taken as completed and said so. */
export function readStatus(text: string | undefined, wasCancelled: boolean): { status: Status; known: boolean } {
  if (wasCancelled) return { status: 'cancelled', known: true };
  if (text === undefined) return { status: 'completed', known: true };
  const key = nameKey(text).replace(/^wc/u, '');
  const found = words.find(([, starts]) => starts.some((start) => key.startsWith(start)));
  return found ? { status: found[0], known: true } : { status: 'completed', known: false };
}
