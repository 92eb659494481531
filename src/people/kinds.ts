/** What this room applies, by the kind of inbox entry: one file per kind and one line here. */
import { type Applier, noChanges } from '../store/index.ts';
import { applyAddressConsent, applyAddressSuppression, applyAddressUse } from './address-state.ts';
import { type Repoint, repoint } from './book.ts';
import { applyGroup } from './companies.ts';
import { applyAddressErase, applyForget } from './erase.ts';
import { applyForget as applyForgetUnconfirmed, forgetKind } from './forget.ts';
import { adoptKind, applyAdopt } from './heirs.ts';
import { applyAlias, applyIdentify } from './identify.ts';
import { applyLists } from './lists.ts';
import { followKind, takeApplier } from './merge.ts';
import { type MergePart, takeKind } from './merge-parts.ts';
import { applyConsent, applyCopies, applySuppression } from './permissions.ts';
import { applyPreference } from './preferences.ts';
import { applyLift, applyLiftCopies, liftCopyKind, liftKind } from './suppressions.ts';

const applyRepoint: Applier = async (bite, entries) => {
  await repoint(
    bite.tx,
    bite.bucket,
    entries.flatMap(({ body }) => (body as { rows: Repoint[] }).rows),
  );
  return noChanges();
};

/** It meant the bucket that the person left: it comes here behind what it set off. */
const applyFollow: Applier = async () => noChanges();

/** @param parts what rooms below this one give to merged people, as in `welcome` */
export const peopleKinds = (parts: readonly MergePart[]): Readonly<Record<string, Applier>> => ({
  identify: applyIdentify,
  group: applyGroup,
  alias: applyAlias,
  list: applyLists,
  consent: applyConsent,
  suppression: applySuppression,
  preference: applyPreference,
  'address.consent': applyAddressConsent,
  'address.suppression': applyAddressSuppression,
  'address.use': applyAddressUse,
  [liftKind]: applyLift,
  [liftCopyKind]: applyLiftCopies,
  'permission.copy': applyCopies,
  'address.erase': applyAddressErase,
  'book.repoint': applyRepoint,
  [forgetKind]: applyForgetUnconfirmed,
  'book.forget': applyForget,
  // Behind the two by which the book forgets.
  [adoptKind]: applyAdopt,
  [takeKind]: takeApplier(parts),
  [followKind]: applyFollow,
});
