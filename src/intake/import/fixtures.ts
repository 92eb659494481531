/** Small files for the tests of imports. */
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import { type MappingInput, parseMapping } from './mapping.ts';
import type { ImportFile } from './reading/source.ts';
import { type ImportReport, type ImportTarget, runImport } from './run.ts';

export const NOW = new Date('2026-06-01T12:00:00Z');

/** A file of these bytes, given in pieces of `size` so that every boundary falls somewhere. */
export function fileOf(content: string | Buffer, name = 'test.csv', size = 7): ImportFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  return { name, stream: pieces(), size: bytes.length };
}

/** A target that keeps what it is given. */
export class Kept implements ImportTarget {
  readonly all: Fact[] = [];
  readonly rows: CatalogRow[] = [];
  finished: ImportReport | undefined;

  async facts(facts: readonly Fact[]): Promise<undefined> {
    this.all.push(...facts);
  }
  async catalog(rows: readonly CatalogRow[]): Promise<void> {
    this.rows.push(...rows);
  }
  async finish(report: ImportReport): Promise<void> {
    this.finished = report;
  }

  /** The facts of one kind. */
  of<Kind extends Fact['kind']>(kind: Kind): Extract<Fact, { kind: Kind }>[] {
    return this.all.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  }
}

/** Imports a small file and gives what became of it. */
export async function imported(kind: string, content: string | Buffer | ImportFile, mapping: MappingInput = {}) {
  const kept = new Kept();
  const file = typeof content === 'string' || Buffer.isBuffer(content) ? fileOf(content) : content;
  const report = await runImport(
    { kind, file, mapping: parseMapping(mapping), now: NOW, shop: { currency: 'EUR', timezone: 'Europe/Paris' } },
    kept,
  );
  return { kept, report };
}
