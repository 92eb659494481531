import { z } from 'zod';
import {
  addImage,
  describeImage,
  type Image,
  imagePath,
  imageUses,
  LARGEST_PHOTO,
  listImages,
  removeImage,
} from '../../messages/index.ts';
import { actorOf, audit } from '../caller.ts';
import * as contract from '../contract/images.ts';
import { done, pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { cutPage, momentMark, readCursor } from '../paging.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });
const tag = 'images';

/** The library of images that messages show. */
export function imageRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;
  const shown = (image: Image) => {
    const path = imagePath(image);
    const base = deps.config.publicUrl?.replace(/\/+$/, '');
    return { ...image, path, url: base ? base + path : null };
  };

  api.get(
    '/api/images',
    says('templates.read', tag, 'Images, the newest first', contract.images, { querystring: contract.imageQuery }),
    async (request) => {
      const { limit, after, search } = request.query;
      const before = readCursor(after, momentMark);
      const rows = await listImages(store.pool, { search, before, page: limit + 1 });
      return cutPage(rows.map(shown), limit, ({ addedAt, id }) => [addedAt, id]);
    },
  );

  // Whatever a browser calls a picture: what it is is judged by its bytes.
  api.addContentTypeParser(/^(image\/|application\/octet-stream)/, { parseAs: 'buffer' }, (_, body, ready) =>
    ready(null, body),
  );
  api.post(
    '/api/images',
    {
      ...says('templates.write', tag, 'Adds an image: its bytes are the body', contract.image, {
        querystring: contract.imageNames,
      }),
      bodyLimit: LARGEST_PHOTO,
    },
    async (request) => {
      const body: unknown = request.body;
      if (!Buffer.isBuffer(body))
        throw errors.API_WRONG_MEDIA({ kind: request.headers['content-type'] ?? 'none', wanted: 'image/png' });
      const { name, alt } = request.query;
      const image = await addImage(store.pool, body, { name, alt, by: actorOf(request), now: store.clock.now() });
      await audit(request, deps, { action: 'image.add', target: image.id, details: { name, size: image.size } });
      return shown(image);
    },
  );

  api.patch(
    '/api/images/:id',
    says('templates.write', tag, 'Changes its name and alternative text', contract.image, {
      params: one,
      body: contract.imageChange,
    }),
    async (request) => {
      const image = await describeImage(store.pool, request.params.id, request.body);
      await audit(request, deps, { action: 'image.describe', target: image.id });
      return shown(image);
    },
  );

  api.get(
    '/api/images/:id/uses',
    says('templates.read', tag, 'Templates that show it', contract.imageUses, { params: one }),
    async (request) => ({ templates: await imageUses(store.pool, request.params.id) }),
  );

  api.delete(
    '/api/images/:id',
    says('templates.write', tag, 'Deletes an image that nothing shows', done, { params: one }),
    async (request) => {
      const { id } = request.params;
      await removeImage(store.pool, id);
      await audit(request, deps, { action: 'image.remove', target: id });
      return { ok: true as const };
    },
  );
}
