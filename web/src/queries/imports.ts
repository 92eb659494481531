import { useQuery } from '@tanstack/react-query';
import type { Answers, Asks, ImportRun, imports } from '../../../src/api/contract.ts';
import { ask, Failure } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const PATH = '/api/imports';
const LOOK_EVERY_MS = 1_000;

export type ImportWhole = Answers<typeof imports.importRunWhole>;
export type ImportKinds = Answers<typeof imports.importKinds>;
export type ImportKind = ImportKinds['kinds'][number];
export type ImportLook = Answers<typeof imports.look>;
export type LineShown = ImportLook['lines'][number];
export type ImportFault = Answers<typeof imports.importFaults>['items'][number];
export type Upload = Answers<typeof imports.upload>;
/** What people decide of a file; the server knows the rest. */
export type Mapping = {
  columns?: Record<string, string | null>;
  defaults?: Record<string, string>;
  currency?: string;
  timezone?: string;
  decimal?: string;
  dates?: string;
  encoding?: string;
  delimiter?: string;
};

export const useImports = () => useList<ImportRun>(PATH, {}, { refetchInterval: 5_000 });
export const useImportKinds = () => useOne<ImportKinds>(`${PATH}/kinds`, {}, { staleTime: 300_000 });
export const useFaults = (id: string, enabled: boolean) =>
  useList<ImportFault>(`${PATH}/${id}/faults`, {}, { enabled });

/** One import, looked at while it runs. */
export const useImport = (id: string) =>
  useQuery({
    queryKey: [`${PATH}/${id}`],
    queryFn: ({ signal }) => ask<ImportWhole>('GET', `${PATH}/${id}`, undefined, signal),
    // One that is not there is not asked for again and again.
    refetchInterval: ({ state: { data, status } }) =>
      data?.state === 'running' || (data === undefined && status !== 'error') ? LOOK_EVERY_MS : false,
  });

/** What would become of a file as it is mapped; the last answer stays until the next one is there. */
export const useLook = (upload: string, asked: Asks<typeof imports.lookRequest>) =>
  useQuery({
    queryKey: [`${PATH}/uploads/${upload}/look`, JSON.stringify(asked)],
    queryFn: ({ signal }) => ask<ImportLook>('POST', `${PATH}/uploads/${upload}/look`, asked, signal),
    placeholderData: (before) => before,
    retry: false,
  });

export const useStartImport = (upload: string) =>
  useChange(
    (given: Asks<typeof imports.startRequest>) =>
      ask<Answers<typeof imports.started>>('POST', `${PATH}/uploads/${upload}/start`, given),
    [PATH],
  );
export const useDiscardUpload = () => useChange((id: string) => ask('DELETE', `${PATH}/uploads/${id}`), []);
export const useStopImport = (id: string) =>
  useChange((reason: string) => ask('POST', `${PATH}/${id}/abandon`, { reason }), [PATH]);

/** Sends a file; `fetch` tells nothing of how far it is, so this is the older way. */
export function sendFile(file: File, onProgress: (share: number) => void): Promise<Upload> {
  const query = new URLSearchParams({ file: file.name, writtenAt: new Date(file.lastModified).toISOString() });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${PATH}/uploads?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onerror = () => reject(new Failure(0, { code: 'WEB_NO_ANSWER', message: '' }));
    request.onload = () => {
      if (request.status === 200) resolve(request.response);
      else reject(new Failure(request.status, request.response?.error ?? { code: 'WEB_BAD_ANSWER', message: '' }));
    };
    request.send(file);
  });
}
