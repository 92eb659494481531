import type { Decision, Person, PersonTrace, PersonWhole, TimelineItem } from '../../../src/api/contract.ts';
import { useList, useOne } from './client.ts';

const PATH = '/api/people';
const below = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

export const usePeople = (search: string) => useList<Person>(PATH, { search });
export const usePerson = (id: string) => useOne<PersonWhole>(below(id));
export const useTimeline = (id: string) => useList<TimelineItem>(`${below(id)}/timeline`);
export const useDecisions = (id: string) => useList<Decision>(`${below(id)}/decisions`);
export const usePersonScenarios = (id: string) => useList<PersonTrace>(`${below(id)}/scenarios`);
