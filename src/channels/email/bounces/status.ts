/** The fields of a delivery status report: RFC 3464, and what senders of the field make of it. */
import { statusIn } from './classify.ts';
import { byName, type Fields, fieldLines } from './mail.ts';

export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/** What the report says of one recipient. */
export type StatusBlock = {
  addresses: readonly string[];
  action: Action | null;
  status: string | null;
  /** The words of the server that refused, with the comment of the status. */
  diagnostic: string;
};

/** Blocks of a status report that speak of a recipient. */
export function statusBlocks(text: string): StatusBlock[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .flatMap((block) => blocksOf(fieldLines(block)))
    .map((fields) => blockOf(byName(fields)));
}

type Line = { name: string; value: string };
const recipientFields = ['final-recipient', 'original-recipient', 'x-actual-recipient'];

/** Some senders forget the empty line: a name that comes a second time begins a new block. */
function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = [];
  let block: Line[] = [];
  for (const line of lines) {
    const again = line.name === 'final-recipient' && block.some(({ name }) => name === line.name);
    if (again) {
      blocks.push(block);
      block = [];
    }
    block.push(line);
  }
  blocks.push(block);
  return blocks.filter((one) => one.some(({ name }) => recipientFields.includes(name)));
}

function blockOf(fields: Fields): StatusBlock {
  const said = withoutType(fields.get('diagnostic-code') ?? '');
  const status = fields.get('status') ?? '';
  const comment = /\((.+)\)/.exec(status)?.[1] ?? '';
  const reported = statusIn(status);
  // A status of the reporting server such as 5.0.0 knows less than the one that the refusing server gave.
  const told = statusIn(said);
  const addresses = recipientFields.flatMap((name) => addressIn(fields.get(name) ?? ''));
  return {
    addresses: [...new Set(addresses)],
    action: actionOf(fields.get('action')),
    status: told ?? reported,
    diagnostic: said === '' ? comment : said,
  };
}

const withoutType = (value: string): string => value.replace(/^\s*[a-z][a-z0-9-]*\s*;\s*/i, '').trim();

function actionOf(value: string | undefined): Action | null {
  const word =
    value
      ?.trim()
      .toLowerCase()
      .split(/[\s;(]/)[0] ?? '';
  if (word.startsWith('fail') || word === 'expired' || word === 'rejected') return 'failed';
  if (word.startsWith('delay')) return 'delayed';
  if (word.startsWith('deliver')) return 'delivered'; // also “deliverable”, Postfix’s answer to sendmail -bv
  if (word.startsWith('relay')) return 'relayed';
  return word.startsWith('expand') ? 'expanded' : null;
}

/** “rfc822; a@b.fr”, with a route or brackets around it. */
export function addressIn(value: string): string[] {
  const found = /([^\s<>"';:,()[\]]+@[a-z0-9.-]+)/i.exec(withoutType(value));
  return found ? [found[1]!] : [];
}
