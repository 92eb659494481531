/** What events, fields of people and purposes of consent are called in the reader's language; whatever only this shop has keeps its own name. */
import { useWords } from '../words.ts';

/** Names that can be asked for as keys: others hold what separates keys, and are no names of ours. */
const PLAIN = /^[\w ]+$/;

/** What shops ask consent for; others can be typed. */
export const PURPOSES = ['marketing', 'partners', 'measure'];

/** What pages of ours and the usual tags of shops tell: a shop where none has come in yet waits for them all the same. */
export const EVENTS = [
  'Form Confirmed',
  'Account Created',
  'Product Viewed',
  'Product Added',
  'Checkout Started',
  'Order Completed',
  'Order Cancelled',
  'Order Refunded',
  'Products Searched',
  'Wishlist Product Added',
  'Message Opened',
  'Message Clicked',
  'Message Unsubscribed',
  'Preferences Changed',
];

type NameOf = (raw: string) => string;

export function useNames(): { event: NameOf; field: NameOf; purpose: NameOf; liquid: NameOf } {
  const t = useWords('names');
  const known = (raw: string, say: () => string) => (PLAIN.test(raw) ? say() : raw);
  return {
    event: (raw) => known(raw, () => t(`events.${raw}`, { defaultValue: raw })),
    field: (raw) => known(raw, () => t(`fields.${raw}`, { defaultValue: raw })),
    purpose: (raw) => known(raw, () => t(`purposes.${raw}`, { defaultValue: raw })),
    /** `link.unsubscribe`, without whose it is: `city` of `user.city` is a field. */
    liquid: (raw) => t(`liquid.${raw.replaceAll('.', '_')}`, { defaultValue: raw }),
  };
}
