/**
 * How a command reaches the product: through the server that runs on this folder, else through one that it starts for itself.
 * One way in, so that rights, checks and the audit log are the same.
 */
import type { Role } from '../config.ts';
import { DeclicError } from '../errors.ts';
import type { Call } from './command.ts';
import { cliErrors } from './errors.ts';
import { carriesToken, findServer, newToken } from './server-file.ts';

type Where = { address: string; token: string };

/** Calls the API and gives what it answered; throws the API's own error. */
export type Face = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<T>;

/** Opens the way in for one command. */
export async function withFace<T>(call: Call, work: (face: Face) => Promise<T>, roles: Role[] = ['http']): Promise<T> {
  return withServer(call, roles, (server) => work(faceOf(server)));
}

/** The server that runs on this folder; without one, a server of this command's own with these roles, for nobody else. */
export async function withServer<T>(call: Call, roles: Role[], work: (server: Where) => Promise<T>): Promise<T> {
  const running = await findServer(call.config.dataDir);
  if (running !== null) return work(running);
  const token = newToken();
  // Loaded only here: beside a running server a command needs none of it.
  const { startServer } = await import('../server.ts');
  const own = await startServer({
    config: { ...call.config, host: '127.0.0.1', port: 0, roles },
    clock: null,
    isLocalCommand: (authorization) => carriesToken(authorization, token),
    // The link for a first administrator would lead to an address that is gone in a moment.
    log: () => {},
  });
  try {
    return await work({ address: own.address, token });
  } finally {
    await own.stop();
  }
}

function faceOf({ address, token }: Where): Face {
  return async (method, path, body) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    // A text goes as it is, anything else as JSON.
    const plain = typeof body === 'string';
    if (body !== undefined) headers['content-type'] = plain ? 'text/plain' : 'application/json';
    const sent = plain ? body : JSON.stringify(body);
    const { answer, text } = await ask(address, path, { method, headers, body: sent });
    const read = text === '' ? null : JSON.parse(text);
    if (answer.ok) return read;
    const { code = `HTTP_${answer.status}`, message = text, details } = read?.error ?? {};
    throw new DeclicError({ code, room: 'api', status: answer.status, sentence: message, todo: '' }, {}, { details });
  };
}

/** @throws CLI_SERVER_GONE where it ends before it has answered */
async function ask(address: string, path: string, init: RequestInit): Promise<{ answer: Response; text: string }> {
  try {
    const answer = await fetch(new URL(path, address), init);
    return { answer, text: await answer.text() };
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
    throw cliErrors.CLI_SERVER_GONE({ address, reason }, { cause: error });
  }
}

/** Every item of a list, page by page. */
export async function* pagesOf<Item>(face: Face, path: string): AsyncGenerator<Item[]> {
  for (let after: string | null = ''; after !== null; ) {
    const query: string = after === '' ? 'limit=200' : `limit=200&after=${encodeURIComponent(after)}`;
    const page: { items: Item[]; next: string | null } = await face('GET', `${path}?${query}`);
    yield page.items;
    after = page.next;
  }
}

/** Every item of a list that is short enough to be held. */
export async function allOf<Item>(face: Face, path: string): Promise<Item[]> {
  const all: Item[] = [];
  for await (const items of pagesOf<Item>(face, path)) all.push(...items);
  return all;
}
