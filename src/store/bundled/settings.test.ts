import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/property.ts';
import { serverArguments, serverSettings, thisMachine } from './settings.ts';

const MB = 1024 * 1024;
const megabytes = (text: string | undefined) => Number(/^(\d+)MB$/.exec(text ?? '')?.[1]);

test('[PG15] shared buffers are an eighth of the memory, from 32 to 256 MB', () => {
  const buffers = (memory: number) => serverSettings({ memory, cores: 2 }, 18, '/s').shared_buffers;
  assert.equal(buffers(128 * MB), '32MB');
  assert.equal(buffers(1024 * MB), '128MB');
  assert.equal(buffers(2048 * MB), '256MB');
  assert.equal(buffers(1024 * 1024 * MB), '256MB');
});

test('[PG15] on any machine durability is on, and buffers and work memory leave most of it free', () => {
  fc.assert(
    fc.property(fc.integer({ min: 256, max: 4_000_000 }), fc.integer({ min: 1, max: 256 }), (memory, cores) => {
      const settings = serverSettings({ memory: memory * MB, cores }, 18, '/s');
      assert.equal(settings.synchronous_commit, 'on');
      assert.equal(settings.fsync, undefined);
      assert.equal(settings.full_page_writes, undefined);
      assert.ok(megabytes(settings.shared_buffers) <= memory / 4);
      assert.ok(megabytes(settings.work_mem) * 10 + megabytes(settings.maintenance_work_mem) <= memory / 2);
      assert.ok(Number(settings.max_parallel_workers_per_gather) < cores);
    }),
  );
});

test('[PG15] this machine has memory and a processor', () => {
  const { memory, cores } = thisMachine();
  assert.ok(memory > 64 * MB && cores >= 1);
});

test('[PG2] the socket folder may hold quotes and commas, and no address is listened on', () => {
  const settings = serverSettings({ memory: 1024 * MB, cores: 2 }, 18, '/a "b", c');
  assert.equal(settings.unix_socket_directories, '"/a ""b"", c"');
  assert.equal(settings.listen_addresses, '');
  assert.deepEqual(serverArguments('/d', { a: '1', b: 'x y' }), ['-D', '/d', '-c', 'a=1', '-c', 'b=x y']);
});

test('[PG15] PostgreSQL 15 is not given the settings that 18 brought', () => {
  const machine = { memory: 1024 * MB, cores: 2 };
  assert.equal(serverSettings(machine, 15, '/s').io_method, undefined);
  assert.equal(serverSettings(machine, 18, '/s').io_method, 'sync');
});
