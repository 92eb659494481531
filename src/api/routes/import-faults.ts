import { Readable } from 'node:stream';
import { z } from 'zod';
import { type FaultLine, listFaults, sayFault, todoOf } from '../../intake/index.ts';
import * as contract from '../contract/imports.ts';
import { pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { shownFault } from '../import-look.ts';
import { cutPage, numberMark, readCursor } from '../paging.ts';
import { runOf } from './imports.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });
/** Lines of a report that are read at a time. */
const REPORT_PAGE = 1_000;

const HEADS = {
  fr: ['Ligne', 'Colonne', 'Ce qui ne va pas', 'Que faire', 'Contenu de la ligne'],
  en: ['Line', 'Column', 'What is wrong', 'What to do', 'Content of the line'],
} as const;

/** Lines of an import that were not read in: on the screen, and as a file for a spreadsheet. */
export function importFaultRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.get(
    '/api/imports/:id/faults',
    says('imports.read', 'imports', 'Lines that were not read in, in the order of the file', contract.importFaults, {
      params: one,
      querystring: contract.faultsQuery,
    }),
    async (request) => {
      const { id } = await runOf(deps, request.params.id);
      const { limit, after } = request.query;
      const from = readCursor(after, numberMark) ?? 0;
      const { items, next } = cutPage(
        await listFaults(store.pool, id, { after: from, most: limit + 1 }),
        limit,
        ({ number }) => number,
      );
      return { items: items.map(shownFault), next };
    },
  );

  api.get(
    '/api/imports/:id/faults.csv',
    says('imports.read', 'imports', 'The same as a file for a spreadsheet', z.any(), {
      params: one,
      querystring: contract.reportQuery,
    }),
    async (request, reply) => {
      const { id, file } = await runOf(deps, request.params.id);
      const { language } = request.query;
      const name = `${file.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80) || 'import'}.${language === 'fr' ? 'erreurs' : 'errors'}.csv`;
      return reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        })
        .send(Readable.from(report(deps, id, language)));
    },
  );
}

/** Semicolons and a byte order mark: what a French Excel opens by a double click, and every other spreadsheet asks about. */
async function* report({ store }: ApiDeps, id: string, language: 'fr' | 'en'): AsyncGenerator<string> {
  yield `\ufeff${row(HEADS[language])}`;
  for (let after = 0; ; ) {
    const faults = await listFaults(store.pool, id, { after, most: REPORT_PAGE });
    if (faults.length === 0) return;
    yield faults.map((fault) => row(cellsOf(fault, language))).join('');
    after = faults.at(-1)!.number;
  }
}

const cellsOf = ({ line, column, fault, raw }: FaultLine, language: 'fr' | 'en'): string[] => [
  String(line),
  column ?? '',
  sayFault(fault, language),
  todoOf(fault, language),
  raw,
];

const row = (cells: readonly string[]): string => `${cells.map(cell).join(';')}\r\n`;

/** A cell of somebody else's file must not become a formula of ours. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
