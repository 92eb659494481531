import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { png } from '../../test/support/picture.ts';
import { writeSetting } from '../settings/index.ts';
import { now, published, sender, shop } from './fixtures.ts';
import { addImage, describeImage, imagePath, imageUses, listImages, readImage, removeImage } from './images.ts';
import { readPicture } from './picture.ts';
import { publish, saveTemplate } from './templates.ts';

const { pool } = await freshDatabase();

const by = { by: 'claire@shop.example', now };
const add = (bytes: Buffer, name = 'photo.png', alt = '') => addImage(pool, bytes, { name, alt, ...by });

test('[MS27] pictures are known by their bytes: PNG, GIF, JPEG and the three forms of WebP, with their size', () => {
  assert.deepEqual(readPicture(png(30, 20)), { type: 'png', width: 30, height: 20 });
  const gif = Buffer.from('GIF89a\x2c\x01\x10\x00\x00', 'latin1');
  assert.deepEqual(readPicture(gif), { type: 'gif', width: 300, height: 16 });
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108012c01900301220002110103110100', 'hex');
  assert.deepEqual(readPicture(jpeg), { type: 'jpeg', width: 400, height: 300 });
  const webp = (form: string, rest: string) =>
    Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.from(form, 'latin1'), Buffer.from(rest, 'hex')]);
  assert.deepEqual(readPicture(webp('VP8X', '0a00000000000000570200ab0000')), {
    type: 'webp',
    width: 600,
    height: 172,
  });
  assert.deepEqual(readPicture(webp('VP8 ', '000000000000009d012a58021401')), {
    type: 'webp',
    width: 600,
    height: 276,
  });
  assert.deepEqual(readPicture(webp('VP8L', '000000002f57c22a00')), { type: 'webp', width: 600, height: 172 });
});

test('[MS27] what is no picture, or breaks off, is none', () => {
  const whole = png(30, 20);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('hello'),
    whole.subarray(0, 15),
    Buffer.from('ffd8ffe0', 'hex'),
    Buffer.from('ffd8ffe0000000000000', 'hex'),
    Buffer.from('GIF89a'),
    Buffer.from('RIFF\0\0\0\0WEBPVP8X'),
  ])
    assert.equal(readPicture(bytes), null);
});

test('[MS27] SVG, other files, other kinds and what is too large are refused with the reason', async () => {
  await assert.rejects(add(Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"/>'), 'photo.png'), {
    code: 'IMAGE_NOT_TAKEN',
    message: /do not show SVG[\s\S]*png or jpeg or gif/,
  });
  await assert.rejects(add(Buffer.from('<html><script>')), { code: 'IMAGE_NOT_TAKEN', message: /it is no picture/ });
  const webp = Buffer.from('524946460000000057454250565038580a00000000000000570200ab0000', 'hex');
  await assert.rejects(add(webp), { message: /its kind is webp/ });
  await assert.rejects(add(png(9_000, 1)), { message: /9000 × 1 pixels/ });
  await writeSetting(pool, 'messages.largestImage', 20_000, now);
  await assert.rejects(add(Buffer.concat([png(3, 3), Buffer.alloc(20_000)])), { code: 'IMAGE_TOO_LARGE' });
  await writeSetting(pool, 'messages.largestImage', null, now);
});

test('[MS27] an image is named by its content: the same again is the same one, and its address never means another', async () => {
  const first = await add(png(30, 20), 'a.png', 'Un sac');
  const again = await add(png(30, 20), 'b.png', 'Autre');
  assert.deepEqual([again.id, again.name, again.alt], [first.id, 'a.png', 'Un sac']);
  assert.match(imagePath(first), /^\/i\/[0-9a-f]{40}\.png$/);
  const file = imagePath(first).slice('/i/'.length);
  assert.deepEqual((await readImage(pool, file))?.bytes, png(30, 20));
  for (const other of [file.replace('.png', '.gif'), `${file}x`, '../etc/passwd', 'x.png', first.id])
    assert.equal(await readImage(pool, other), null, other);
  assert.equal((await describeImage(pool, first.id, { alt: 'Un sac rouge' })).alt, 'Un sac rouge');
});

test('[MS27] the library is read newest first, page by page, and searched', async () => {
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  for (const nth of [1, 2, 3])
    await addImage(pool, png(10, 10, nth), { name: `ski-${nth}.png`, alt: '', by: 'x', now: later(nth) });
  const page = (before?: { at: Date; id: string }) => listImages(pool, { search: 'SKI', before, page: 2 });
  const first = await page();
  assert.deepEqual(
    first.map(({ name }) => name),
    ['ski-3.png', 'ski-2.png'],
  );
  const { addedAt: at, id } = first[1]!;
  assert.deepEqual(
    (await page({ at, id })).map(({ name }) => name),
    ['ski-1.png'],
  );
});

test('[MS28] an image that a draft or any published version shows stays; one that nothing shows goes', async () => {
  const image = await add(png(40, 40), 'hero.png');
  const draft = (body: string) => ({ format: 'html' as const, subject: 'x', body });
  const template = { key: 'hero', name: 'Héros', channel: 'email' as const, class: 'service' as const };
  await saveTemplate(pool, { ...template, draft: draft(`<img src="${imagePath(image)}" alt="">`) }, now);
  await assert.rejects(removeImage(pool, image.id), { code: 'IMAGE_USED', message: /“hero\.png”.*“Héros”/ });
  await publish(pool, 'hero', { shop, sender, now });
  await saveTemplate(pool, { ...template, draft: draft('<p>sans</p>') }, now);
  assert.deepEqual(await imageUses(pool, image.id), [{ key: 'hero', name: 'Héros' }]);
  await assert.rejects(removeImage(pool, image.id), { code: 'IMAGE_USED' });
  const unused = await add(png(41, 41));
  await removeImage(pool, unused.id);
  await assert.rejects(removeImage(pool, unused.id), { code: 'IMAGE_UNKNOWN' });
});

test('[MS28] drafts name images by their path, messages by the whole address', async () => {
  const image = await add(png(42, 42));
  const path = imagePath(image);
  const { html } = await published(
    {
      format: 'mjml',
      body: `<mjml><mj-body><mj-section><mj-column><mj-image src="${path}" alt="x" /></mj-column></mj-section></mj-body></mjml>`,
    },
    { publicUrl: 'https://mail.shop.example/' },
  );
  assert.ok(html!.includes(`src="https://mail.shop.example${path}"`), html);
  const plain = await published({ body: `<img src="${path}" alt=""><p>/i/rien</p>` });
  assert.ok(plain.html!.includes(`src="${path}"`), 'without a public address it stays as it is');
});
