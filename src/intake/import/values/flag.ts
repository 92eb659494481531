import { fault } from '../faults.ts';
import { cut, type Parsed } from './decimal.ts';

const YES = new Set([
  '1',
  'oui',
  'o',
  'yes',
  'y',
  'true',
  'vrai',
  't',
  'x',
  'on',
  'subscribed',
  'abonne',
  'optin',
  'active',
  'actif',
]);
const NO = new Set([
  '0',
  'non',
  'n',
  'no',
  'false',
  'faux',
  'f',
  'off',
  'unsubscribed',
  'desabonne',
  'optout',
  'inactive',
  'inactif',
  '-',
]);

/** oui/non, yes/no, true/false, vrai/faux, 1/0. Any other number is not a yes: it is a count in the wrong column. */
export function parseFlag(text: string): Parsed<boolean> {
  const word = text
    .trim()
    .normalize('NFD')
    .replace(/[\u0300-\u036f\s_]/gu, '')
    .toLowerCase();
  if (YES.has(word)) return { value: true };
  if (NO.has(word)) return { value: false };
  return { reason: fault('neither_yes_nor_no', { cell: cut(text) }) };
}
