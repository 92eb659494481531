import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Engine } from '../engine/index.ts';
import type { Dns, Providers } from '../providers/index.ts';
import type { Store } from '../store/index.ts';

/** What the API is made of. */
export type ApiDeps = {
  store: Store;
  config: Config;
  /** Key of signed links: `secretOf(config)`. */
  secret: string;
  engine: Pick<Engine, 'advance' | 'quiet'>;
  /** Over whom mail leaves: their tests, and those of messages. */
  providers: Pick<Providers, 'check' | 'sendOver' | 'refresh' | 'any' | 'choose' | 'send' | 'letGo'>;
  /** Where the records of sending domains are looked up. */
  dns: Dns;
  log: Logger;
  /** Lets commands of this machine in by their token; absent where there are none (tests, a web process of a cluster). */
  isLocalCommand?: (authorization: string) => boolean;
};

/** The app as route files see it: schemas are zod's. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
