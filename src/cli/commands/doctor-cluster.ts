/** What the doctor sees of a cluster: whether its servers answer, hold what they were given, and have all the tables. */
import { type ClusterServer, clusterState, type Pool } from '../../store/index.ts';
import { type Check, check } from './doctor-check.ts';

const GUIDE = 'docs/CLUSTER.md';

type Answering = ClusterServer & { settings: NonNullable<ClusterServer['settings']> };

/** No check at all where the database is one server. */
export async function clusterChecks(pool: Pool): Promise<Check[]> {
  const state = await clusterState(pool);
  if (state === null) return [];
  const { servers, notSpread } = state;
  const answering = servers.filter((server): server is Answering => server.settings !== null);
  const namesOf = (wrong: readonly ClusterServer[]) => wrong.map(({ name }) => name).join(', ');
  const silent = servers.filter(({ settings }) => settings === null);
  const unsafe = answering.filter(({ settings }) => settings.unsafe.length > 0);
  const tight = answering.filter(({ settings }) => settings.prepared < settings.connections);
  return [
    check(
      'servers',
      silent.length === 0,
      silent.length === 0 ? `all ${servers.length} of the cluster answer` : `no answer from ${namesOf(silent)}`,
      `Start them and let them reach each other; their part of the people is not served meanwhile; ${GUIDE}.`,
    ),
    check(
      'servers-durability',
      unsafe.length === 0,
      unsafe.length === 0
        ? 'on'
        : unsafe.map(({ name, settings }) => `off on ${name}: ${settings.unsafe.join(', ')}`).join('; '),
      'Switch these settings on.',
    ),
    check(
      'two-phase',
      tight.length === 0,
      tight.length === 0 ? 'room for every connection' : `too little room on ${namesOf(tight)}`,
      'Set max_prepared_transactions to max_connections there, and start these servers again.',
    ),
    check(
      'spread',
      notSpread.length === 0,
      notSpread.length === 0 ? 'all tables' : `not yet: ${notSpread.join(', ')}`,
      'Stop the servers of Déclic and run “declic db distribute”.',
    ),
  ];
}
