import type { Asks, Wording, WordingWhole, wordings } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const PATH = '/api/wordings';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;
type Given = Asks<typeof wordings.wordingGiven>;

export const useWordings = (enabled = true) => useList<Wording>(PATH, {}, { enabled });
export const useWording = (key: string, enabled: boolean) => useOne<WordingWhole>(below(key), {}, { enabled });
export const useSaveWording = () =>
  useChange(({ key, ...given }: Given & { key: string }) => ask<WordingWhole>('PUT', below(key), given), [PATH]);
export const useArchiveWording = () => useChange((key: string) => ask('DELETE', below(key)), [PATH]);
