/** What the doctor sees of a cluster: whether its servers answer, hold what they were given, and have all the tables. */
import { type ClusterServer, clusterState, type Pool, type ServerAnswer } from '../../store/index.ts';
import { type Check, check } from './doctor-check.ts';
import { DEAD_ROWS } from './doctor-work.ts';

const GUIDE = 'docs/CLUSTER.md';

type Answering = ClusterServer & { answer: ServerAnswer };

/** No check at all where the database is one server. */
export async function clusterChecks(pool: Pool): Promise<Check[]> {
  const state = await clusterState(pool, DEAD_ROWS);
  if (state === null) return [];
  const { servers, notSpread } = state;
  const answering = servers.filter((server): server is Answering => server.answer !== null);
  const namesOf = (wrong: readonly ClusterServer[]) => wrong.map(({ name }) => name).join(', ');
  const silent = servers.filter(({ answer }) => answer === null);
  const unsafe = answering.filter(({ answer }) => answer.unsafe.length > 0);
  const full = answering.filter(({ answer }) => answer.dead.length > 0);
  const tight = answering.filter(({ answer }) => answer.prepared < answer.connections);
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
        : unsafe.map(({ name, answer }) => `off on ${name}: ${answer.unsafe.join(', ')}`).join('; '),
      'Switch these settings on.',
    ),
    check(
      'two-phase',
      tight.length === 0,
      tight.length === 0 ? 'room for every connection' : `too little room on ${namesOf(tight)}`,
      'Set max_prepared_transactions to max_connections there, and start these servers again.',
    ),
    check(
      'servers-size',
      true,
      answering.map(({ name, answer }) => `${Math.ceil(answer.bytes / 1e6)} MB on ${name}`).join(', '),
      '',
    ),
    check(
      'servers-dead-rows',
      full.length === 0,
      full.length === 0 ? 'few' : full.map(({ name, answer }) => `${answer.dead.join(', ')} on ${name}`).join('; '),
      'Run “vacuum” on each from the coordinator; see what holds old rows.',
    ),
    check(
      'spread',
      notSpread.length === 0,
      notSpread.length === 0 ? 'all tables' : `not yet: ${notSpread.join(', ')}`,
      'Stop the servers of Déclic and run “declic db distribute”.',
    ),
  ];
}
