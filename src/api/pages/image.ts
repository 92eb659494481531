import type { FastifyInstance } from 'fastify';
import { IMAGE_PATH, readImage } from '../../messages/index.ts';
import type { ApiDeps } from '../deps.ts';

/** Named by its content, an image never changes under its address. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Images of messages: anybody with a mail may load them, from any page or mail program; nothing in one is ever run. */
export function imagePages(app: FastifyInstance, { store }: ApiDeps): void {
  app.get<{ Params: { file: string } }>(`${IMAGE_PATH}:file`, async (request, reply) => {
    const { file } = request.params;
    const image = await readImage(store.pool, file);
    if (!image) return reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send('');
    if (request.headers['if-none-match'] === `"${file}"`) return reply.code(304).send();
    return reply
      .headers({
        'content-type': `image/${image.type}`,
        'cache-control': FOREVER,
        etag: `"${file}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'content-disposition': 'inline',
      })
      .send(image.bytes);
  });
}
