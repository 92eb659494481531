import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { describe, parseRule } from '../../src/segments/index.ts';

type Words = Record<'events' | 'fields' | 'purposes', Record<string, string>>;

for (const language of ['fr', 'en'] as const) {
  test(`sentences of rules call events, fields and purposes what the screens call them (${language})`, () => {
    const file = new URL(`../../web/src/words/names.${language}.json`, import.meta.url);
    const { events, fields, purposes } = JSON.parse(readFileSync(file, 'utf8')) as Words;
    const said = (rule: object) => describe(parseRule(rule), language).toLowerCase();
    for (const [event, name] of Object.entries(events)) assert.ok(said({ event }).includes(name.toLowerCase()), event);
    for (const [trait, name] of Object.entries(fields))
      assert.ok(said({ trait, op: 'exists' }).startsWith(name.toLowerCase()), trait);
    for (const [purpose, name] of Object.entries(purposes))
      assert.ok(said({ permission: 'email', purpose, status: 'granted' }).includes(name.toLowerCase()), purpose);
  });
}
