import type { Answers, Asks, Closing, holidays } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const CLOSINGS = '/api/closings';
const HOLIDAYS = '/api/holidays';

export type HolidayRegion = Answers<typeof holidays.closedDays>['region'];

/** Closed days between two days of the calendar, both included. */
export const useClosedDays = (from: string, until: string) =>
  useOne<Answers<typeof holidays.closedDays>>(HOLIDAYS, { from, until });

export const useClosings = () => useList<Closing>(CLOSINGS);
export const useAddClosing = () =>
  useChange((given: Asks<typeof holidays.closingGiven>) => ask<Closing>('POST', CLOSINGS, given), [CLOSINGS, HOLIDAYS]);
export const useRemoveClosing = () =>
  useChange((id: number) => ask('DELETE', `${CLOSINGS}/${id}`), [CLOSINGS, HOLIDAYS]);
export const useChooseRegion = () =>
  useChange(
    (value: string) => ask('PUT', '/api/settings/compliance.holidayRegion', { value }),
    [HOLIDAYS, '/api/settings'],
  );
