import assert from 'node:assert/strict';
import type { APIRequestContext } from 'playwright-core';

/** What the server answers to a request that it takes. */
// biome-ignore lint/suspicious/noExplicitAny: answers are what each scene says they are
export async function ok(answering: ReturnType<APIRequestContext['get']>): Promise<any> {
  const answer = await answering;
  assert.ok(answer.ok(), `${answer.url()}: ${await answer.text()}`);
  return answer.json();
}
