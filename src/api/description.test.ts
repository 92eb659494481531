import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createKey } from '../access/index.ts';
import { testApp } from './fixtures.ts';

const { app, store, engine, as } = await testApp({ after });

type Schema = Record<string, unknown>;
type Media = { content?: Record<string, { schema: Schema }> };
type Operation = {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: Media;
  responses: Record<string, Media>;
};
type Description = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
};

const answer = await as(null, 'GET', '/api/openapi.json');
const described = answer.json() as Description;
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation, called: `${method} ${path}` })),
);

/** What a success answers: 202 where the work goes on behind the answer. */
const answerOf = ({ responses }: Operation) =>
  (responses['200'] ?? responses['202'])?.content?.['application/json']?.schema;

/** Paths as the route files write them. */
function writtenPaths(): string[] {
  const folder = new URL('./routes/', import.meta.url);
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const hole = /\$\{verb\}/;
  // Verbs that share their code are the keys of the table that is gone through beside the path.
  const verbsOf = (source: string) => {
    const table = /Object\.entries\((\w+)\)/.exec(source)?.[1];
    const body = new RegExp(`const ${table}\\b[\\s\\S]*? = \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
    return [...body.matchAll(/^ {2}'?([\w-]+)'?: \{/gm)].map((match) => match[1]!);
  };
  const spread = sources.flatMap((source) =>
    [...source.matchAll(/['`](\/api\/[^'`?]+)['`]/g)].flatMap(([, path]) =>
      hole.test(path!) ? verbsOf(source).map((verb) => path!.replace(hole, verb)) : [path!],
    ),
  );
  return [...new Set(spread)].map((path) => path.replace(/:(\w+)/g, '{$1}')).sort();
}

test('[AP1] the description is OpenAPI 3.1 and covers every route under /api', () => {
  assert.equal(described.openapi, '3.1.0');
  assert.ok(described.info.title && described.info.version);
  assert.deepEqual(Object.keys(described.paths).sort(), writtenPaths());
});

test('[AP1] every operation says what it does, names its parameters, and describes its answer and its failures', () => {
  for (const { path, operation, called } of operations) {
    assert.ok(operation.summary && operation.summary.length > 5, called);
    assert.equal(operation.tags?.length, 1, called);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((one) => one.name);
    assert.deepEqual(declared, inPath, called);
    assert.ok(answerOf(operation), called);
    assert.ok(operation.responses['4XX']?.content?.['application/json']?.schema, called);
  }
});

test('[AP1] every schema in it is valid JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const { operation, called } of operations) {
    const media = [operation.requestBody, ...Object.values(operation.responses)];
    const schemas = media.flatMap((one) => Object.values(one?.content ?? {}).map(({ schema }) => schema));
    for (const schema of [...schemas, ...(operation.parameters ?? []).map((one) => one.schema)]) {
      assert.doesNotThrow(
        () => ajv.compile({ ...schema, components: (described as unknown as Schema).components }),
        called,
      );
    }
  }
});

test('[AP1] lists take “limit” and “after” and answer items and next', () => {
  const lists = operations.filter(({ operation }) => {
    const schema = answerOf(operation) as { properties?: Schema };
    return schema.properties !== undefined && 'items' in schema.properties;
  });
  assert.ok(lists.length > 15);
  for (const { operation, called } of lists) {
    const schema = operation.responses['200']!.content!['application/json']!.schema as { required: string[] };
    assert.deepEqual(
      schema.required.filter((name) => ['items', 'next'].includes(name)).sort(),
      ['items', 'next'],
      called,
    );
  }
});

test('[AP25] tracking comes in by the write key through the same server, and a secret key is none', async () => {
  const wall = store.clock.wall();
  const write = await createKey(store.pool, wall, { kind: 'write' });
  const secret = await createKey(store.pool, wall, { kind: 'secret' });
  const send = (key: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/track',
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'text/plain' },
      payload: JSON.stringify({ userId: 'zoe', event: 'Signed Up', properties: { plan: 'trial' }, messageId: 'm-1' }),
    });
  assert.equal((await send(secret.key)).statusCode, 401);
  assert.equal((await send(write.key)).statusCode, 200);
  assert.equal((await send(write.key)).statusCode, 200);
  await engine.quiet();
  const [zoe] = (await as('analyst', 'GET', '/api/people?externalId=zoe')).json().items;
  const { items } = (await as('analyst', 'GET', `/api/people/${zoe.id}/timeline`)).json();
  assert.deepEqual([items.length, items[0].name, items[0].properties.plan], [1, 'Signed Up', 'trial']);
});
