import { Text } from '@mantine/core';
import { useFormat } from '../../parts/figures.tsx';
import type { LineShown } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';

type Fact = LineShown['facts'][number];

/** What is told elsewhere, or to nobody. */
const HIDDEN = new Set(['kind', 'scope', 'nth', 'proof', 'source', 'origin']);

/** What a line becomes: one sentence a fact. */
export function Stored({ line }: { line: LineShown }) {
  const t = useWords('imports');
  const cells = line.dropped.map(({ column, value }) => (column === '' ? value : t('preview.cell', { column, value })));
  return (
    <>
      {line.facts.map((fact, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts of a line never change places
        <FactTold key={at} fact={fact} />
      ))}
      {line.catalog.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a line never change places
        <Told key={at} head={t(`facts.${String(row.kind)}`)} values={row} />
      ))}
      {line.facts.length + line.catalog.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('preview.nothingNew')}
        </Text>
      )}
      {cells.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('preview.dropped', { cells: cells.join(' · ') })}
        </Text>
      )}
    </>
  );
}

function FactTold({ fact }: { fact: Fact }) {
  const t = useWords('imports');
  const { moment } = useFormat();
  const who = Object.values(fact.who).map(String).join(' · ');
  const { traits, properties, ...body } = fact.body as Record<string, object>;
  const values = { ...body, ...traits, ...properties };
  const dated = fact.kind !== 'identify' && fact.kind !== 'group';
  const head = [t(`facts.${fact.kind}`), who, dated ? moment(fact.occurredAt) : ''].filter((part) => part !== '');
  return <Told head={head.join(' · ')} values={values} />;
}

function Told({ head, values }: { head: string; values: Record<string, unknown> }) {
  const t = useWords('imports');
  const text = useText();
  const shown = Object.entries(values).filter(([name, value]) => !HIDDEN.has(name) && text(value) !== '');
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      <strong>{head}</strong>
      {shown.map(([name, value]) => (
        <span key={name}>
          {' — '}
          <Text span size="sm" c="dimmed">
            {t(`fields.${name}`, { defaultValue: name })}
          </Text>{' '}
          {text(value)}
        </span>
      ))}
    </Text>
  );
}

/** A value in a few words: moments as moments, lists side by side, the parts of a line of an order. */
function useText(): (value: unknown) => string {
  const t = useWords('imports');
  const { moment, day } = useFormat();
  const text = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return moment(value);
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && Date.parse(value))
      return day(`${value}T12:00:00Z`);
    if (Array.isArray(value)) return value.map(text).join(', ');
    if (typeof value === 'object') {
      const { quantity, price, name, productId } = value as Record<string, string>;
      if (quantity !== undefined && price !== undefined) return `${quantity} × ${name ?? productId} (${price})`;
      return Object.values(value).map(text).join(' ');
    }
    return t(`values.${String(value)}`, { defaultValue: String(value) });
  };
  return text;
}
