/** The secret that signs links and sessions and seals passwords of providers: DECLIC_SECRET, else a file in the data folder. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, SHORTEST_SECRET } from './config.ts';
import { defineErrors } from './errors.ts';

const errors = defineErrors('secret', {
  CONFIG_SECRET_UNREADABLE: {
    status: 500,
    sentence: 'The secret in {path} cannot be used: {reason}.',
    todo: 'Make the file readable by the user who runs Déclic, or set DECLIC_SECRET.',
  },
});

const SECRET_BYTES = 32;

type Where = Pick<Config, 'secret' | 'dataDir'>;

const pathOf = ({ dataDir }: Where): string => join(dataDir, 'secret');

/** The secret in force, if there is one already; none is made. */
export const knownSecret = (config: Where): string | null => config.secret ?? readSecretFile(pathOf(config));

/**
 * The secret in force: `DECLIC_SECRET`, else the content of `data/secret`, made at the first call (mode 0600).
 * It is linked into place whole, so that two processes that start together read the same one.
 */
export function secretOf(config: Where): string {
  if (config.secret !== null) return config.secret;
  const path = pathOf(config);
  const existing = readSecretFile(path);
  if (existing !== null) return existing;
  const draft = writeDraft(config, randomBytes(SECRET_BYTES).toString('base64url'));
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  const made = readSecretFile(path);
  if (made === null) throw errors.CONFIG_SECRET_UNREADABLE({ path, reason: 'it disappeared while it was made' });
  return made;
}

function readSecretFile(path: string): string | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw errors.CONFIG_SECRET_UNREADABLE({ path, reason: `reading it failed with ${code}` }, { cause: error });
  }
  if (text.length < SHORTEST_SECRET) {
    throw errors.CONFIG_SECRET_UNREADABLE({ path, reason: `it is shorter than ${SHORTEST_SECRET} characters` });
  }
  return text;
}

/**
 * Puts the secret of a backup into the data folder.
 * @returns where the one that was there was put aside; null when there was none
 */
export function putSecret(config: Where, secret: string, at: Date): string | null {
  const path = pathOf(config);
  const before = readSecretFile(path);
  if (before === secret) return null;
  const aside = before === null ? null : `${path}.before-${at.toISOString().replace(/[:.]/g, '')}`;
  const draft = writeDraft(config, secret);
  if (aside !== null) renameSync(path, aside);
  renameSync(draft, path);
  return aside;
}

/** Beside its place, to be put there whole. */
function writeDraft(config: Where, secret: string): string {
  // Only the folder itself is closed: the mode of mkdir would go to every parent it makes.
  mkdirSync(dirname(config.dataDir), { recursive: true });
  if (!existsSync(config.dataDir)) mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const draft = `${pathOf(config)}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(draft, 0o600);
  return draft;
}
