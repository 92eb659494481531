import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standsOf } from '../../web/src/pages/campaigns/stands.ts';

test('a campaign whose first count is under way is not said to have sent nothing', () => {
  const words = (key: string, values?: { count: number }) => `${key} ${values?.count ?? ''}`.trim();
  const standing = { entered: 9, inside: 2, waiting: 3, sent: 0 };
  assert.equal(standsOf({ ...standing, asOf: null }, words), 'stand.counting stand.waits 5');
  assert.equal(standsOf({ ...standing, sent: 4, asOf: '2026-03-03T09:00:00Z' }, words), 'stand.sent 4 stand.waits 5');
  assert.equal(standsOf(standing, words), 'stand.sent 0 stand.waits 5');
});
