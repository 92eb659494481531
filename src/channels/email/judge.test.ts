import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type SmtpFault } from './judge.ts';
import { GREYLIST_PAUSE_MS, pauseAsked } from './pauses.ts';

const minute = 60_000;

test('[CH10] a server that says how long to wait is heard, in words or by the clock; greylisting has its usual time', () => {
  const asked: [string, number | null][] = [
    ['450 4.2.0 <a@b.fr>: Recipient address rejected: Greylisted, please try again in 300 seconds', 5 * minute],
    ['451 4.7.1 Greylisting in action, please come back in 00:09:58', 9 * minute + 58_000],
    ['450 4.7.1 Greylisted, retry after 10 minutes', 10 * minute],
    ['451 try again in 2 hours', 120 * minute],
    ['451 wait 1 min', minute],
    ['450 4.2.0 Greylisted', GREYLIST_PAUSE_MS],
    ['451 4.3.0 graylist: come again', GREYLIST_PAUSE_MS],
    ['451 Temporary local problem, please try later', null],
    ['452 4.2.2 The mailbox holds 300 messages', null],
    ['451 try again in 99 hours', 240 * minute],
    ['450 4.4.2 timed out in 0 seconds', null],
  ];
  for (const [reply, wait] of asked) assert.equal(pauseAsked(reply), wait, reply);
});

const fault = (given: Partial<SmtpFault>): SmtpFault =>
  Object.assign(new Error(given.response ?? 'Connection closed'), given);
const said = (response: string, command: string, code = 'EENVELOPE') =>
  fault({ response, command, code, responseCode: Number(response.slice(0, 3)) });

test('[CH11] what an error says of the way is told apart from what it says of the message', () => {
  const cases: [SmtpFault, Parameters<typeof judge>[1], string, string | undefined][] = [
    [fault({ code: 'ESOCKET', command: 'CONN' }), 'waiting', 'failed', 'unreachable'],
    [fault({ code: 'ETIMEDOUT', command: 'CONN' }), 'envelope', 'failed', 'broken'],
    [fault({ code: 'ECONNECTION', command: 'CONN' }), 'body', 'uncertain', 'broken'],
    [said('554 5.7.1 no service for you', 'CONN', 'EPROTOCOL'), 'waiting', 'failed', 'unreachable'],
    [said('421 4.7.0 too many connections', 'CONN', 'EPROTOCOL'), 'waiting', 'failed', 'crowded'],
    [said('421 4.3.2 shutting down', 'RCPT TO'), 'envelope', 'failed', 'crowded'],
    [said('535 5.7.8 bad password', 'AUTH PLAIN', 'EAUTH'), 'waiting', 'failed', 'login'],
    [said('530 5.7.0 authentication required', 'MAIL FROM'), 'envelope', 'failed', 'login'],
    [said('553 5.7.1 sender address rejected: not owned by user', 'MAIL FROM'), 'envelope', 'failed', 'sender'],
    [said('552 5.3.4 message size exceeds fixed limit', 'MAIL FROM'), 'envelope', 'rejected', undefined],
    [said('550 5.1.1 no such user', 'RCPT TO'), 'envelope', 'rejected', undefined],
    [said('550 5.7.1 blocked using zen.spamhaus.org', 'RCPT TO'), 'envelope', 'rejected', 'sender'],
    [said('450 4.2.0 greylisted', 'RCPT TO'), 'envelope', 'failed', undefined],
    [said('452 4.2.2 mailbox full', 'RCPT TO'), 'envelope', 'failed', undefined],
    [said('451 4.7.1 too many messages from your ip', 'RCPT TO'), 'envelope', 'failed', 'sender'],
    [said('554 5.7.1 looks like spam', 'DATA', 'EMESSAGE'), 'body', 'rejected', undefined],
    [said('451 4.3.0 queue is full', 'DATA', 'EMESSAGE'), 'body', 'failed', undefined],
    [said('421 4.4.2 closing', 'DATA', 'EMESSAGE'), 'body', 'failed', 'crowded'],
    [said('421 4.4.2 closing', 'CONN', 'EPROTOCOL'), 'body', 'failed', 'crowded'],
    [said('250 2.0.0 said twice', 'CONN', 'EPROTOCOL'), 'body', 'uncertain', 'broken'],
  ];
  for (const [error, progress, state, trouble] of cases) {
    const result = judge(error, progress);
    assert.deepEqual([result.state, result.trouble], [state, trouble], error.message);
  }
  assert.equal(judge(said('450 4.2.0 greylisted', 'RCPT TO'), 'envelope').waitMs, GREYLIST_PAUSE_MS);
});
