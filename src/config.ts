/**
 * The only reader of the environment. Every variable is one line of `VARIABLES`: how it is read, what it is for,
 * whether it may be shown. All faults are told at once, so that an operator corrects a deployment in one go.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineErrors } from './errors.ts';

const ROLES = ['http', 'engine', 'delivery'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the process was told. `null` stands for “not set”; paths are absolute; URLs carry no trailing slash. */
export type Config = {
  port: number;
  host: string;
  publicUrl: string | null;
  /** As Fastify takes it: false, true, a number of hops, or addresses and networks. */
  trustProxy: boolean | number | string[];
  dataDir: string;
  databaseUrl: string | null;
  /** As given. The secret in force is `secretOf(config)`, which makes one when none is given. */
  secret: string | null;
  adminEmail: string | null;
  adminPassword: string | null;
  smtpUrl: string | null;
  /** Port of the mail server that takes bounces and complaints; null = none listens. */
  bouncePort: number | null;
  /** Name servers, address:port, that records of sending domains are asked of; null = those of the machine. */
  dnsServers: string[] | null;
  roles: Role[];
  logLevel: LogLevel;
  /** A folder of public data sets for the tests that read them. */
  testDataDir: string | null;
};

/** One line of `declic config`: the value in force, secrets hidden. */
export type ConfigLine = { name: string; value: string; from: 'environment' | 'default'; about: string };

type Variable<T> = { name: string; about: string; read: (text: string) => T; otherwise: T; hide?: 'all' | 'password' };
type Variables = { [Key in keyof Config]: Variable<Config[Key]> };

const configErrors = defineErrors('config', {
  CONFIG_INVALID: {
    status: 500,
    sentence: 'The environment has {count} fault(s):{faults}\n',
    todo: 'Correct these variables and start again; “declic config” shows them all.',
  },
});

const DEFAULT_PORT = 4000;
/** Shorter secrets can be guessed; the one that `secret.ts` makes has 43 characters. */
export const SHORTEST_SECRET = 16;

/** The folder of package.json: `data/` lies there by default, wherever the command was called from. */
export const PROJECT_DIR = fileURLToPath(new URL('..', import.meta.url));

const VARIABLES: Variables = {
  port: { name: 'PORT', about: 'port of the web server; 0 takes a free one', read: readPort, otherwise: DEFAULT_PORT },
  host: { name: 'HOST', about: 'address the web server listens on', read: (text) => text, otherwise: '127.0.0.1' },
  publicUrl: {
    name: 'PUBLIC_URL',
    about: 'address under which people reach Déclic; links and unsubscription need it',
    read: readPublicUrl,
    otherwise: null,
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    about: 'proxies whose X-Forwarded-* headers are believed: true, a number of hops, or addresses',
    read: readTrustProxy,
    otherwise: false,
  },
  dataDir: {
    name: 'DECLIC_DATA',
    about: 'folder of the database, the secret and server.json',
    read: (text) => resolve(text),
    otherwise: join(PROJECT_DIR, 'data'),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    about: 'a PostgreSQL 15 or later to use in place of the bundled one',
    read: (text) => readUrl(text, ['postgres:', 'postgresql:']),
    otherwise: null,
    hide: 'password',
  },
  secret: {
    name: 'DECLIC_SECRET',
    about: 'key of sessions and signed links; made in data/secret when absent',
    read: readSecret,
    otherwise: null,
    hide: 'all',
  },
  adminEmail: {
    name: 'DECLIC_ADMIN_EMAIL',
    about: 'e-mail of the first administrator',
    read: readEmail,
    otherwise: null,
  },
  adminPassword: {
    name: 'DECLIC_ADMIN_PASSWORD',
    about: 'password of the first administrator',
    read: (text) => text,
    otherwise: null,
    hide: 'all',
  },
  smtpUrl: {
    name: 'SMTP_URL',
    about: 'mail server, smtp://user:password@host:port; without it mail goes to the local outbox',
    read: (text) => readUrl(text, ['smtp:', 'smtps:']),
    otherwise: null,
    hide: 'password',
  },
  bouncePort: { name: 'BOUNCE_PORT', about: 'port of the mail server for bounces', read: readPort, otherwise: null },
  dnsServers: {
    name: 'DNS_SERVERS',
    about: 'name servers that records of sending domains are asked of, as 192.0.2.1:53, separated by commas',
    read: readServers,
    otherwise: null,
  },
  roles: {
    name: 'ROLES',
    about: 'what this process does: http, engine, delivery',
    read: readRoles,
    otherwise: [...ROLES],
  },
  logLevel: {
    name: 'LOG_LEVEL',
    about: `least weight of what is logged: ${LOG_LEVELS.join(', ')}`,
    read: readLogLevel,
    otherwise: 'info',
  },
  testDataDir: {
    name: 'DECLIC_TEST_DATA',
    about: 'folder of the public data sets that some tests read',
    read: (text) => resolve(text),
    otherwise: null,
  },
};

/** Reads the environment. Throws one `CONFIG_INVALID` that lists every fault. An empty variable counts as not set. */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(VARIABLES) as [string, Variable<unknown>][]) {
    const text = env[variable.name]?.trim() ?? '';
    try {
      config[key] = text === '' ? variable.otherwise : variable.read(text);
    } catch (error) {
      faults.push(`${variable.name} ${(error as Error).message}`);
    }
  }
  const read = config as Config;
  faults.push(...contradictions(read, env));
  if (faults.length > 0) throw configErrors.CONFIG_INVALID({ count: faults.length, faults }, { details: faults });
  return read;
}

/** Every variable with the value in force; secrets and passwords are hidden. */
export function describe(config: Config, env: Record<string, string | undefined> = process.env): ConfigLine[] {
  return (Object.keys(VARIABLES) as (keyof Config)[]).map((key) => {
    const { name, about, hide } = VARIABLES[key];
    const from = (env[name] ?? '').trim() === '' ? 'default' : 'environment';
    return { name, value: shown(config[key], hide), from, about };
  });
}

/** Faults that no variable shows alone. */
function contradictions(config: Config, env: Record<string, string | undefined>): string[] {
  const faults: string[] = [];
  const given = (name: string) => (env[name] ?? '').trim() !== '';
  if (given('DECLIC_ADMIN_EMAIL') !== given('DECLIC_ADMIN_PASSWORD')) {
    faults.push('DECLIC_ADMIN_EMAIL and DECLIC_ADMIN_PASSWORD go together: set both or neither');
  }
  const partial = config.roles !== undefined && config.roles.length < ROLES.length;
  if (partial && !given('DATABASE_URL')) {
    faults.push('ROLES splits the work between processes, which need one PostgreSQL: set DATABASE_URL too');
  }
  if (partial && !given('DECLIC_SECRET')) {
    faults.push('ROLES splits the work between processes, which must share one secret: set DECLIC_SECRET too');
  }
  return faults;
}

function shown(value: Config[keyof Config], hide: 'all' | 'password' | undefined): string {
  if (value === null) return '';
  if (hide === 'all') return '(hidden)';
  if (hide === 'password') return hidePasswords(String(value));
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** Passwords stand before the @ or among the parameters of the address. */
function hidePasswords(address: string): string {
  const url = new URL(address);
  if (url.password !== '') url.password = 'hidden';
  for (const name of [...url.searchParams.keys()]) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, 'hidden');
  }
  return url.href;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`must be a number from 0 to 65535, not “${text}”`);
  return port;
}

function readUrl(text: string, protocols: string[]): string {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The text itself is not repeated: it may hold a password.
    throw new Error(`is not an address that starts with ${wanted} (special characters of a password are written %XX)`);
  }
  if (!protocols.includes(url.protocol)) throw new Error(`must start with ${wanted}, not ${url.protocol}//`);
  return text;
}

function readPublicUrl(text: string): string {
  const url = new URL(readUrl(text, ['http:', 'https:']));
  if (url.search !== '' || url.hash !== '') throw new Error('must not carry a ? or a # part');
  if (url.username !== '' || url.password !== '') throw new Error('must not carry a user name or a password');
  return url.href.replace(/\/+$/, '');
}

function readTrustProxy(text: string): boolean | number | string[] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d+$/.test(text)) return Number(text);
  const addresses = text.split(',').map((address) => address.trim());
  const wrong = addresses.find((address) => !/^([0-9a-fA-F:.]+(\/\d+)?|loopback|linklocal|uniquelocal)$/.test(address));
  if (wrong !== undefined) {
    throw new Error(`must be true, false, a number of hops, or addresses separated by commas; “${wrong}” is none`);
  }
  return addresses;
}

function readServers(text: string): string[] {
  const servers = text.split(',').map((server) => server.trim());
  const wrong = servers.find((server) => !/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/.test(server));
  if (wrong !== undefined)
    throw new Error(`must be addresses such as 192.0.2.1:53 or [2001:db8::1]:53; “${wrong}” is none`);
  return servers;
}

function readSecret(text: string): string {
  if (text.length < SHORTEST_SECRET) throw new Error(`must have at least ${SHORTEST_SECRET} characters`);
  return text;
}

function readEmail(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new Error(`must be an e-mail address, not “${text}”`);
  return text;
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level === undefined) throw new Error(`must be one of ${LOG_LEVELS.join(', ')}, not “${text}”`);
  return level;
}

function readRoles(text: string): Role[] {
  const roles = text.split(',').map((role) => role.trim());
  const unknown = roles.filter((role) => !(ROLES as readonly string[]).includes(role));
  if (unknown.length > 0) throw new Error(`knows ${ROLES.join(', ')}; “${unknown.join('”, “')}” is none of them`);
  return ROLES.filter((role) => roles.includes(role));
}
