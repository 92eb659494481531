/** The library: images that messages show, kept under the hash of their content and served from the public address. */
import { createHash } from 'node:crypto';
import { readSetting } from '../settings/index.ts';
import { count, type Pool, type Queryable, run, statements, transaction } from '../store/index.ts';
import { errors } from './errors.ts';
import { IMAGE_TYPES, type ImageType, readPicture } from './picture.ts';
import { imageTypes, largestImage } from './settings.ts';

const sql = statements(import.meta.url, 'images.sql');

/** Where images are served: `<PUBLIC_URL>/i/<id>.<type>`. The HTTP face mounts the same path. */
export const IMAGE_PATH = '/i/';
/** Hexadecimal digits of the SHA-256 that name an image: 160 bits. */
const ID_LENGTH = 40;
/** Mails are 600 pixels wide; a picture beyond this only hurts the program that shows it. */
const LONGEST_SIDE = 8_000;
const KB = 1024;
/** Uses of an image that are named. */
const MOST_USES = 50;
const ENDINGS: Record<ImageType, string> = { png: 'png', jpeg: 'jpg', gif: 'gif', webp: 'webp' };

export type Image = {
  id: string;
  type: ImageType;
  size: number;
  width: number;
  height: number;
  name: string;
  alt: string;
  addedBy: string;
  addedAt: Date;
};

export const imagePath = ({ id, type }: Pick<Image, 'id' | 'type'>): string => `${IMAGE_PATH}${id}.${ENDINGS[type]}`;

/**
 * Takes an image in, judged by its content.
 * @throws IMAGE_TOO_LARGE, IMAGE_NOT_TAKEN
 */
export async function addImage(
  pool: Pool,
  bytes: Buffer,
  { name, alt, by, now }: { name: string; alt: string; by: string; now: Date },
): Promise<Image> {
  const most = await readSetting(pool, largestImage);
  const types = await readSetting(pool, imageTypes);
  if (bytes.length > most)
    throw errors.IMAGE_TOO_LARGE({ size: Math.ceil(bytes.length / KB), most: Math.floor(most / KB) });
  const picture = readPicture(bytes);
  const refuse = (reason: string) => errors.IMAGE_NOT_TAKEN({ reason, types: types.join(' or ') });
  if (!picture) throw refuse(looksLikeSvg(bytes) ? 'mail programs do not show SVG' : 'it is no picture');
  const { type, width, height } = picture;
  if (!types.includes(type)) throw refuse(`its kind is ${type}`);
  if (width < 1 || height < 1 || Math.max(width, height) > LONGEST_SIDE)
    throw refuse(`it is ${width} × ${height} pixels, and at most ${LONGEST_SIDE} are taken`);
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, ID_LENGTH);
  await count(pool, sql('keep'), { id, type, bytes, size: bytes.length, width, height, name, alt, by, now });
  return getImage(pool, id);
}

const looksLikeSvg = (bytes: Buffer): boolean => /<svg[\s>]/i.test(bytes.toString('utf8', 0, 4 * KB));

/** @throws IMAGE_UNKNOWN */
async function getImage(on: Queryable, id: string): Promise<Image> {
  const [row] = await run<Image>(on, sql('one'), { id });
  if (!row) throw errors.IMAGE_UNKNOWN({ image: id });
  return row;
}

/** A page of the library, newest first. */
export const listImages = (
  on: Queryable,
  { search = '', before, page }: { search?: string; before?: { at: Date; id: string }; page: number },
): Promise<Image[]> =>
  run<Image>(on, sql('list'), { search, before_at: before?.at ?? null, before_id: before?.id ?? null, page });

/** The bytes behind a public name; null for a name that is none, or of something else. */
export async function readImage(on: Queryable, file: string): Promise<{ type: ImageType; bytes: Buffer } | null> {
  const [, id, ending] = /^([0-9a-f]{40})\.([a-z]+)$/.exec(file) ?? [];
  if (id === undefined || !IMAGE_TYPES.some((type) => ENDINGS[type] === ending)) return null;
  const [row] = await run<{ type: ImageType; bytes: Buffer }>(on, sql('bytes'), { id });
  return row && ENDINGS[row.type] === ending ? row : null;
}

/** @throws IMAGE_UNKNOWN */
export async function describeImage(
  pool: Pool,
  id: string,
  { name, alt }: { name?: string; alt?: string },
): Promise<Image> {
  const known = await getImage(pool, id);
  await count(pool, sql('describe'), { id, name: name ?? known.name, alt: alt ?? known.alt });
  return getImage(pool, id);
}

/** Templates whose draft or any version shows it. */
export const imageUses = (on: Queryable, id: string): Promise<{ key: string; name: string }[]> =>
  run(on, sql('uses'), { id, most: MOST_USES });

/** Deletes what nothing shows. @throws IMAGE_UNKNOWN, IMAGE_USED */
export async function removeImage(pool: Pool, id: string): Promise<void> {
  await transaction(pool, async (tx) => {
    const image = await getImage(tx, id);
    const uses = await imageUses(tx, id);
    if (uses.length > 0)
      throw errors.IMAGE_USED({ image: image.name || id, uses: uses.map(({ name }) => `“${name}”`).join(', ') });
    await count(tx, sql('remove'), { id });
  });
}
