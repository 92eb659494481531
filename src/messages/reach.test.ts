import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { isPublicAddress, type ReachOptions, reachLinks } from './reach.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const { url = '' } = request;
  if (url.startsWith('/moved')) return void response.writeHead(302, { location: '/here' }).end();
  if (url.startsWith('/inside')) return void response.writeHead(302, { location: 'http://inside.example/' }).end();
  if (url.startsWith('/round')) return void response.writeHead(302, { location: '/round' }).end();
  if (url.startsWith('/get') && request.method === 'HEAD') return void response.writeHead(405).end();
  if (url.startsWith('/slow')) return;
  response.writeHead(url.startsWith('/gone') ? 404 : url.startsWith('/shy') ? 403 : 200).end('body');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => {
  server.closeAllConnections();
  server.close();
});
const { port } = server.address() as AddressInfo;

/** A name that stands for the public internet: it leads to the server above; `inside.example` leads into the network. */
const options: ReachOptions = {
  lookup: async (host) => {
    if (host === 'shop.example') return [{ address: '127.0.0.1', family: 4 }];
    if (host === 'inside.example') return [{ address: '10.0.0.8', family: 4 }];
    throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  },
  isPublic: (address) => address === '127.0.0.1' || isPublicAddress(address),
  ports: [port],
  timeoutMs: 5_000,
};
const at = (path: string) => `http://shop.example:${port}${path}`;
const states = async (urls: string[], more: ReachOptions = {}) =>
  (await reachLinks(urls, { ...options, ...more })).map(({ state, status }) => [state, status]);

test('[MS26] links are asked: there, moved, gone, shy, without a host', async () => {
  assert.deepEqual(
    await states([
      at('/here'),
      at('/moved'),
      at('/get'),
      at('/gone'),
      at('/shy'),
      'https://nowhere.example/',
      at('/round'),
    ]),
    [
      ['ok', 200],
      ['ok', 200],
      ['ok', 200],
      ['dead', 404],
      ['unknown', 403],
      ['dead', null],
      ['unknown', null],
    ],
  );
});

test('[MS26] an answer that does not come is unknown, in bounded time', async () => {
  assert.deepEqual(await states([at('/slow')], { timeoutMs: 200 }), [['unknown', null]]);
});

test('[MS26] nothing private is ever asked: not by address, not by name, not by a redirect, not on another port', async () => {
  asked.length = 0;
  const closed = [
    'http://inside.example/',
    'http://10.0.0.8/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.8]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://user:word@shop.example/',
    'http://shop.example:22/',
    'ftp://shop.example/',
    'file:///etc/passwd',
    'no address',
  ];
  for (const [at, state] of (await states(closed)).entries()) assert.deepEqual(state, ['not asked', null], closed[at]);
  assert.deepEqual(asked, []);
  assert.deepEqual(await states([at('/inside')]), [['not asked', null]]);
  assert.deepEqual(await reachLinks([`http://127.0.0.1:${port}/here`, 'http://localhost/']), [
    { url: `http://127.0.0.1:${port}/here`, state: 'not asked', status: null },
    { url: 'http://localhost/', state: 'not asked', status: null },
  ]);
});

test('[MS26] what is public is told by the registries of special addresses', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '172.15.0.1', '2606:4700::1111', '2a00:1450::1'])
    assert.equal(isPublicAddress(address), true, address);
  for (const address of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:8.8.8.8',
    '64:ff9b::1',
    '2001:db8::1',
    '2002:a00::1',
    'x',
  ])
    assert.equal(isPublicAddress(address), false, address);
});
