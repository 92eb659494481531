import type { Asks, Unit, units } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList } from './client.ts';

const PATH = '/api/units';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;
type Given = Asks<typeof units.unitGiven>;

export const useUnits = () => useList<Unit>(PATH);
export const useSaveUnit = () =>
  useChange(({ key, ...given }: Given & { key: string }) => ask<Unit>('PUT', below(key), given), [PATH]);
export const useRemoveUnit = () => useChange((key: string) => ask('DELETE', below(key)), [PATH]);
