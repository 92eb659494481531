/** A name server on a free port of this machine that answers TXT questions from a table, over UDP as resolvers ask. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const TXT = 16;
const NAME_ERROR = 3;
const REFUSED = 5;
/** One string of a TXT record holds no more. */
const LONGEST_STRING = 255;

/** @param records texts by name; `null` refuses to answer */
export async function nameServer(
  after: (work: () => void) => void,
  records: Readonly<Record<string, string[] | null>>,
): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => socket.send(answerTo(question, records), port, address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  after(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function answerTo(question: Buffer, records: Readonly<Record<string, string[] | null>>): Buffer {
  let at = 12;
  const labels: string[] = [];
  while (question[at]! > 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + question[at]!));
    at += question[at]! + 1;
  }
  const name = labels.join('.').toLowerCase();
  const known = Object.hasOwn(records, name) ? records[name]! : undefined;
  const texts = known ?? [];
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  // An answer, with authority; recursion was asked for and is there.
  header.writeUInt16BE(0x8580 | (known === null ? REFUSED : known === undefined ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(texts.length, 6);
  return Buffer.concat([header, question.subarray(12, at + 5), ...texts.map(recordOf)]);
}

function recordOf(text: string): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < text.length; from += LONGEST_STRING) {
    const part = Buffer.from(text.slice(from, from + LONGEST_STRING));
    parts.push(Buffer.from([part.length]), part);
  }
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(12);
  // The name is the one of the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
