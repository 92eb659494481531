/** What an import says in a terminal. */
import type { ImportReport, Preview, Progress } from '../../intake/index.ts';
import { columns } from '../command.ts';

const number = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

const BAR_WIDTH = 24;

/** `[#########---------------]  38 %  205,000 rows  52,300/s  6 s left`, cut to the terminal. */
export function progressBar(progress: Progress, width: number): string {
  const share = progress.totalBytes ? Math.min(1, progress.bytes / progress.totalBytes) : undefined;
  const full = Math.round((share ?? 0) * BAR_WIDTH);
  const bar = share === undefined ? '' : `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]  `;
  return `${bar}${progressLine(progress)}`.slice(0, width - 1).padEnd(width - 1);
}

export function progressLine(progress: Progress): string {
  const { rows, rate, bytes, totalBytes, secondsLeft } = progress;
  const parts = [`${number.format(rows)} rows`, `${number.format(rate)}/s`];
  if (totalBytes) parts.unshift(`${Math.min(100, Math.floor((bytes * 100) / totalBytes))} %`);
  if (secondsLeft !== undefined) parts.push(`${duration(secondsLeft)} left`);
  return parts.join('  ');
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Column → field with the reason, and the first facts as they will be stored. */
export function previewText(shown: Preview): string {
  const delimiter = shown.delimiter === undefined ? '' : `, cells separated by ${JSON.stringify(shown.delimiter)}`;
  const head = [
    `${shown.file}: ${shown.format}, ${shown.encoding}${delimiter}`,
    `layout: ${shown.layout ?? 'not one of the known exports, columns guessed'}`,
    `currency: ${shown.currency ?? 'of each row'} · time zone: ${shown.timezone} · shows the state of ${shown.asOf}`,
    ...shown.notes,
  ];
  const rows = shown.columns.map((column) => [
    column.column,
    column.field ?? '(left out)',
    column.field === undefined ? '' : `${Math.round(column.confidence * 100)} %`,
    column.why,
    column.examples.join(' · '),
  ]);
  const table = columns([['COLUMN', 'FIELD', 'SURE', 'WHY', 'EXAMPLES'], ...rows]);
  const first = [...shown.facts, ...shown.catalog].map((item) => JSON.stringify(item));
  return [...head, '', table, '', 'As it will be stored:', ...first].join('\n');
}

/** The report at the end. */
export function reportText(report: ImportReport, outcome: string): string {
  const { quality } = report;
  const lines = [
    `${report.file}: ${number.format(report.rowsRead)} lines read, ${number.format(report.rowsKept)} kept, ${number.format(report.rowsRejected)} rejected, in ${report.seconds.toFixed(1)} s. ${outcome}`,
    ...(report.layout === undefined ? [] : [`layout: ${report.layout}`]),
    `facts: ${
      Object.entries(report.facts)
        .map(([kind, count]) => `${number.format(count)} ${kind}`)
        .join(', ') || 'none'
    }${report.catalogRows > 0 ? `; ${number.format(report.catalogRows)} rows of the catalogue` : ''}`,
  ];
  if (quality.orders > 0) {
    lines.push(
      `orders: ${number.format(quality.orders)} with ${number.format(quality.orderLines)} lines, ${number.format(quality.customers)} customers, net ${quality.netAmount} ${report.currency ?? ''}`.trimEnd(),
      `        ${number.format(quality.cancelledLines)} cancelled lines, ${number.format(quality.linesWithoutCustomer)} lines without a customer`,
    );
  }
  if (quality.firstMoment !== undefined) lines.push(`from ${quality.firstMoment} to ${quality.lastMoment}`);
  if (report.unusedColumns.length > 0) lines.push(`columns left out: ${report.unusedColumns.join(', ')}`);
  if (report.foreignLines > 0)
    lines.push(
      `${number.format(report.foreignLines)} lines were not ${report.encoding} and were read in another encoding`,
    );
  return [...lines, ...addressLines(report), ...faultLines(report)].join('\n');
}

function addressLines({ quality }: ImportReport): string[] {
  return Object.entries(quality.addresses)
    .filter(([, found]) => found.count > 0)
    .map(([fault, found]) => {
      const examples = found.examples
        .filter((example) => example.value !== '')
        .slice(0, 3)
        .map(
          (example) => `line ${example.line}: ${example.value}${example.suggestion ? ` (${example.suggestion}?)` : ''}`,
        );
      const shown = examples.length > 0 ? ` — ${examples.join('; ')}` : '';
      return `addresses, ${fault}: ${number.format(found.count)}${shown}`;
    });
}

function faultLines(report: ImportReport): string[] {
  const dropped = Object.entries(report.quality.droppedValues).map(([column, found]) => {
    const [first] = found.examples;
    return `values left out of “${column}”: ${number.format(found.count)}${first ? ` — line ${first.line}: ${first.value}` : ''}`;
  });
  const notes = report.quality.notes.map((note) => `${note.text}: ${number.format(note.count)}`);
  const bad = report.badLines.map(
    (line) => `line ${line.line}${line.column ? `, ${line.column}` : ''}: ${line.reason}`,
  );
  const more =
    report.rowsRejected > bad.length
      ? [`… and ${number.format(report.rowsRejected - bad.length)} more; --bad-lines FILE keeps them all`]
      : [];
  const { count, reasons } = report.refused;
  const refused = count > 0 ? [`facts refused: ${number.format(count)} — ${reasons[0] ?? ''}`] : [];
  return [...dropped, ...notes, ...bad, ...more, ...refused];
}
