import type { Image } from '../../../src/api/contract.ts';
import { addressOf, ask, Failure } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const PATH = '/api/images';

export const useImages = (search: string) => useList<Image>(PATH, { search, limit: 40 });
export const useImageUses = (id: string | null) =>
  useOne<{ templates: { key: string; name: string }[] }>(`${PATH}/${id}/uses`, {}, { enabled: id !== null });

/** The bytes are the body: no form around them. */
export const useAddImage = () =>
  useChange(
    async ({ file, alt = '' }: { file: File; alt?: string }) => {
      const response = await fetch(addressOf(PATH, { name: file.name, alt }), {
        method: 'POST',
        body: file,
        // What it is is judged by its bytes: what its name says of it would only be another reason to refuse it.
        headers: { 'content-type': 'application/octet-stream' },
      }).catch(() => {
        throw new Failure(0, { code: 'WEB_NO_ANSWER', message: '' });
      });
      const read = await response.json().catch(() => ({}));
      if (!response.ok) throw new Failure(response.status, read.error ?? { code: 'WEB_BAD_ANSWER', message: '' });
      return read as Image;
    },
    [PATH],
  );
export const useDescribeImage = () =>
  useChange(
    ({ id, ...given }: { id: string; name?: string; alt?: string }) => ask<Image>('PATCH', `${PATH}/${id}`, given),
    [PATH],
  );
export const useRemoveImage = () => useChange((id: string) => ask('DELETE', `${PATH}/${id}`), [PATH]);
