import type {
  Asks,
  Decision,
  Erasure,
  Person,
  PersonTrace,
  PersonWhole,
  people,
  TimelineItem,
} from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList, useOne } from './client.ts';

const PATH = '/api/people';
const below = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const usePeople = (search: string) => useList<Person>(PATH, { search });
export const usePerson = (id: string, enabled = true) => useOne<PersonWhole>(below(id), {}, { enabled });
export const useTimeline = (id: string) => useList<TimelineItem>(`${below(id)}/timeline`);
export const useDecisions = (id: string) => useList<Decision>(`${below(id)}/decisions`);
export const usePersonScenarios = (id: string) => useList<PersonTrace>(`${below(id)}/scenarios`);

/** What is on the screen stays until the report was read: nothing is read anew. */
export const useErasePerson = () =>
  useChange(
    ({ id, ...given }: { id: string } & Asks<typeof people.erasureRequest>) =>
      ask<Erasure>('POST', `${below(id)}/erase`, given),
    [],
  );
