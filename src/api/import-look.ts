/** What would become of a file, as the screen shows it: faults in both languages. */
import { type Fault, type lookAt, type Mapping, sayFault, todoOf } from '../intake/index.ts';

type Looked = Awaited<ReturnType<typeof lookAt>> & { kind: string; mapping: Mapping; remembered: boolean };
type Bad = { line: number; column?: string | null; fault: Fault; raw: string };

/** A line that is not read in, with what is wrong and what to do. */
export const shownFault = ({ line, column, fault, raw }: Bad) => ({
  line,
  column: column ?? null,
  says: { fr: sayFault(fault, 'fr'), en: sayFault(fault, 'en') },
  todo: { fr: todoOf(fault, 'fr'), en: todoOf(fault, 'en') },
  raw,
});

export function shownLook(found: Looked) {
  const { kind, mapping, remembered } = found;
  const columns = (found.problem ? found.columns : found.look.columns).map(({ field, ...rest }) => ({
    ...rest,
    field: field ?? null,
  }));
  const head = { kind, mapping, remembered, columns };
  if (found.problem) {
    const { code, message, params, details } = found.problem;
    const { fields = [] } = (details ?? {}) as { fields?: string[] };
    return { ...head, problem: { code, message, params: { ...params }, fields }, file: null, lines: [], faults: [] };
  }
  const { lines, badLines, columns: _, file: __, ...file } = found.look;
  return {
    ...head,
    problem: null,
    file: { ...file, notes: [...file.notes] },
    lines: lines.map(({ bad, ...line }) => ({ ...line, fault: bad && shownFault(bad) })),
    faults: badLines.map(shownFault),
  };
}
