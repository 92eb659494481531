import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Asks, access, Me, Right } from '../../../src/api/contract.ts';
import { ask, Failure } from './ask.ts';
import { client, SESSION, useChange } from './client.ts';

/** Who is, or was until the session ended, at this screen. */
export type Session = Me & { ended: boolean };

/** Null when nobody is signed in. Somebody whose session ended stays, marked: their page keeps what was typed into it. */
export function useMe() {
  return useQuery({ queryKey: SESSION, queryFn: readSession, staleTime: 60_000 });
}

async function readSession(): Promise<Session | null> {
  try {
    return { ...(await ask<Me>('GET', '/api/session')), ended: false };
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 401) throw error;
    const before = client.getQueryData<Session | null>(SESSION);
    return before ? { ...before, ended: true } : null;
  }
}

/** Whether I may: the server decides again at every request, this only hides what would be refused. */
export function useMay(): (right: Right) => boolean {
  const { data } = useMe();
  return (right) => data?.rights.includes(right) ?? false;
}

export function useSignIn() {
  const known = useQueryClient();
  return useChange(async (given: Asks<typeof access.signInRequest>) => {
    const before = known.getQueryData<Session | null>(SESSION);
    const me = await ask<Me>('POST', '/api/session', given);
    // Somebody else at the same screen must see neither what the one before had open nor what they typed: the page begins anew.
    if (before && before.id !== me.id) {
      location.assign('/');
      await new Promise(() => {});
    }
    known.setQueryData<Session>(SESSION, { ...me, ended: false });
  });
}

export function useSignOut() {
  return async () => {
    await ask('DELETE', '/api/session');
    location.assign('/');
  };
}

export const useChangePassword = () =>
  useChange((given: Asks<typeof access.passwordRequest>) => ask('POST', '/api/session/password', given), []);
