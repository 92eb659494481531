/** Metrics that are read from the database when somebody scrapes. */
import { defineReadings } from '../metrics/index.ts';
import { storedCircuits } from '../providers/index.ts';
import type { Queryable } from '../store/index.ts';
import { readDatabase, readLag, readWaiting } from './state.ts';

const byLabel = (label: string, values: Record<string, number>) =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));

defineReadings<Queryable>(
  [
    { name: 'declic_inbox_rows', help: 'Facts accepted and not yet applied, counted over at most 20000 rows' },
    { name: 'declic_inbox_oldest_seconds', help: 'Since when the oldest fact waits, by lane', labels: ['lane'] },
    {
      name: 'declic_outbox_messages',
      help: 'Messages that have not come to an end, by state, counted up to 20000',
      labels: ['state'],
    },
    {
      name: 'declic_outbox_oldest_seconds',
      help: 'Since when the oldest message is due that may leave, by lane',
      labels: ['lane'],
    },
    { name: 'declic_positions_oldest_seconds', help: 'Since when the oldest step of a scenario is due' },
    { name: 'declic_database_bytes', help: 'Size of the database' },
    { name: 'declic_database_connections', help: 'Sessions on the database, of all processes' },
    { name: 'declic_database_connections_limit', help: 'Sessions that its server allows' },
    { name: 'declic_database_transaction_seconds', help: 'How long the oldest transaction is open' },
    {
      name: 'declic_provider_shut',
      help: '1 while a provider is left alone because it failed; providers that never did are absent',
      labels: ['provider'],
    },
  ],
  async ({ on, now, wall }) => {
    const lag = await readLag(on, { now, wall });
    const waiting = await readWaiting(on);
    const database = await readDatabase(on, { wall });
    const shut = [...(await storedCircuits(on))].map(([key, { state }]) => [key, state === 'closed' ? 0 : 1]);
    return {
      declic_inbox_rows: [{ value: waiting.facts }],
      declic_inbox_oldest_seconds: byLabel('lane', lag.inbox),
      declic_outbox_messages: byLabel('state', waiting.messages),
      declic_outbox_oldest_seconds: byLabel('lane', lag.outbox),
      declic_positions_oldest_seconds: [{ value: lag.positions }],
      declic_database_bytes: [{ value: database.bytes }],
      declic_database_connections: [{ value: database.connections }],
      declic_database_connections_limit: [{ value: database.mostConnections }],
      declic_database_transaction_seconds: [{ value: database.oldestTransactionSeconds }],
      declic_provider_shut: byLabel('provider', Object.fromEntries(shut)),
    };
  },
);
