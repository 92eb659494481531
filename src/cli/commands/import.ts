/** `declic import <kind> FILE`: reads a shop's file and hands its facts to the running server. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeclicError } from '../../errors.ts';
import {
  beginAtServer,
  type ImportReport,
  type ImportSession,
  importErrors,
  importKind,
  importKinds,
  type Mapping,
  mappingJsonSchema,
  type Progress,
  preview,
  readMapping,
  runImport,
} from '../../intake/index.ts';
import type { Call, Command } from '../command.ts';
import { withServer } from '../face.ts';
import { previewText, progressBar, progressLine, reportText } from './import-text.ts';

const kinds = importKinds.map((kind) => kind.name).join('|');

/** Between two drawings of the bar, and between two lines where nobody watches. */
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 5000;

export const importCommand: Command = {
  summary: 'imports a file of customers, orders, products, …',
  usage: `declic import ${kinds} FILE [--mapping FILE] [--dry-run] [--bad-lines FILE] [--json] | declic import --schema`,
  options: {
    mapping: { type: 'string' },
    'dry-run': { type: 'boolean' },
    'bad-lines': { type: 'string' },
    schema: { type: 'boolean' },
  },
  run: async (call) => {
    if (call.options.schema) {
      const schema = mappingJsonSchema();
      call.answer(schema, JSON.stringify(schema, null, 2));
      return 0;
    }
    const [kind, file, ...others] = call.positionals;
    if (kind === undefined || file === undefined) throw call.wrong('An import needs a kind and a file');
    if (others.length > 0) throw call.wrong(`One file at a time; “${others[0]}” is too many`);
    importKind(kind);
    const mapping = await mappingOf(call.options.mapping);
    return call.options['dry-run'] ? dryRun(call, kind, file, mapping) : importFile(call, kind, file, mapping);
  },
};

async function mappingOf(path: string | boolean | undefined): Promise<Mapping | undefined> {
  if (typeof path !== 'string') return undefined;
  try {
    return readMapping(await readFile(path, 'utf8'));
  } catch (error) {
    if (isDeclicError(error)) throw error;
    throw importErrors.IMPORT_NO_FILE({ file: path, reason: (error as Error).message }, { cause: error });
  }
}

type Arguments = { kind: string; mapping?: Mapping; now: Date };

function settings(kind: string, mapping: Mapping | undefined, now: Date): Arguments {
  return mapping === undefined ? { kind, now } : { kind, mapping, now };
}

/** Shows the mapping and the first facts, then reads the whole file for its report. Nothing is stored. */
async function dryRun(call: Call, kind: string, file: string, mapping: Mapping | undefined): Promise<number> {
  const now = new Date();
  const shown = await preview(file, settings(kind, mapping, now));
  if (!call.json) call.say(previewText(shown));
  const nowhere = { facts: async () => undefined, catalog: async () => {}, finish: async () => {} };
  const report = await watched(call, (progress, signal) =>
    runImport({ ...settings(kind, mapping, now), file, signal, ...badLines(call) }, nowhere, progress),
  );
  call.answer({ preview: shown, report }, reportText(report, 'Nothing was stored.'));
  return 0;
}

async function importFile(call: Call, kind: string, file: string, mapping: Mapping | undefined): Promise<number> {
  const report = await withServer(call, ['http', 'engine'], async (server) => {
    const session = await beginAtServer(server, {
      kind,
      file: basename(file),
      ...(mapping?.currency === undefined ? {} : { currency: mapping.currency }),
      ...(mapping?.timezone === undefined ? {} : { timezone: mapping.timezone }),
    });
    return throughSession(call, session, file, settings(kind, mapping, session.now));
  });
  call.answer(report, reportText(report, 'Everything is applied.'));
  return 0;
}

async function throughSession(
  call: Call,
  session: ImportSession,
  file: string,
  given: Arguments,
): Promise<ImportReport> {
  try {
    return await watched(call, (progress, signal) =>
      runImport({ ...given, shop: session.shop, file, signal, ...badLines(call) }, session, progress),
    );
  } catch (error) {
    // The first fault is the one to tell; that the server could not be told as well adds nothing.
    await session.abandon((error as Error).message).catch(() => {});
    throw error;
  }
}

function badLines(call: Call): { badLinesFile?: string } {
  const path = call.options['bad-lines'];
  return typeof path === 'string' ? { badLinesFile: path } : {};
}

/** Runs with a progress bar on a terminal, lines elsewhere, and stops between two batches on Ctrl-C. */
async function watched(
  call: Call,
  work: (progress: (progress: Progress) => void, signal: AbortSignal) => Promise<ImportReport>,
): Promise<ImportReport> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const bar = call.err.isTTY && !call.json;
  let drawn = 0;
  const show = (progress: Progress) => {
    const now = performance.now();
    if (now - drawn < (bar ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    const first = drawn === 0;
    drawn = now;
    if (bar) call.err.write(`\r${progressBar(progress, call.err.columns ?? 80)}`);
    else if (!first) call.err.write(`${progressLine(progress)}\n`);
  };
  try {
    return await work(show, stop.signal);
  } finally {
    if (bar && drawn > 0) call.err.write('\r\u001b[2K');
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
