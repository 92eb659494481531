/**
 * Why a message came back, in the coarse classes that the field shares (those of Sisimai and of the labelled set of test
 * data), and what each says about the address.
 *
 * hard   the address itself is dead: nothing will ever arrive there
 * soft   the address may be well; this message, this moment, this sender or this content was the matter
 * none   nothing failed
 *
 * The line is drawn at the address: a message that was refused as spam, for want of a signature or by a policy says
 * nothing against the address, however permanent the server calls it (5xx). Suppressing those people would punish them
 * for a fault of the sender.
 */
const bounceReasons = {
  userunknown: 'hard',
  hostunknown: 'hard',
  hasmoved: 'hard',
  /** The domain takes no mail at all (RFC 7505); for good only when it says so with a permanent code. */
  notaccept: 'hard',
  mailboxfull: 'soft',
  suspend: 'soft',
  filtered: 'soft',
  rejected: 'soft',
  blocked: 'soft',
  badreputation: 'soft',
  spamdetected: 'soft',
  virusdetected: 'soft',
  authfailure: 'soft',
  requireptr: 'soft',
  policyviolation: 'soft',
  securityerror: 'soft',
  norelaying: 'soft',
  toomanyconn: 'soft',
  speeding: 'soft',
  exceedlimit: 'soft',
  mesgtoobig: 'soft',
  contenterror: 'soft',
  notcompliantrfc: 'soft',
  syntaxerror: 'soft',
  mailererror: 'soft',
  systemerror: 'soft',
  systemfull: 'soft',
  networkerror: 'soft',
  expired: 'soft',
  onhold: 'soft',
  undefined: 'soft',
  delivered: 'none',
  feedback: 'none',
  vacation: 'none',
} as const satisfies Record<string, Hardness>;

export type BounceReason = keyof typeof bounceReasons;
export type Hardness = 'hard' | 'soft' | 'none';

/** What a reason says about the address; `temporary` is a 4xx, or a report that says "delayed". */
export function hardnessOf(reason: BounceReason, temporary: boolean): Hardness {
  if (reason === 'notaccept' && temporary) return 'soft';
  return bounceReasons[reason];
}

/** Soft bounces that speak of the mailbox or its host; the others speak of the sender, the message or the moment. */
const ofAddress: ReadonlySet<BounceReason> = new Set([
  'userunknown',
  'hostunknown',
  'hasmoved',
  'notaccept',
  'mailboxfull',
  'suspend',
  'filtered',
  'mailererror',
  'systemfull',
  'networkerror',
  'expired',
  'onhold',
  'undefined',
]);

/** Whether a bounce for this reason counts towards an address's being given up. */
export const saysOfAddress = (reason: BounceReason): boolean => ofAddress.has(reason);
