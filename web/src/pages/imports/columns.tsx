import { Button, Group, Select, Table, Text } from '@mantine/core';
import type { ImportKind, ImportLook } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';
import classes from './columns.module.css';
import { type Draft, withColumn } from './mapping.ts';

/** Below this a guess is shown as one. */
const SURE = 0.85;
const LEFT_OUT = '';

type Given = { look: ImportLook; kind: ImportKind; draft: Draft };

/** Which column is which field, with what stands in it; whoever sees that a guess is wrong corrects it here. */
export function Columns({ look, kind, draft }: Given) {
  const t = useWords('imports');
  return (
    <>
      <LeftOut look={look} kind={kind} draft={draft} />
      <Table.ScrollContainer minWidth={280}>
        <Table aria-label={t('columns.title')} verticalSpacing={6} className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('columns.columnAndExamples')}</Table.Th>
              <Table.Th w="55%">{t('columns.field')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {look.columns.map(({ column, examples, field, confidence }) => (
              <Table.Tr key={column}>
                <Table.Td>
                  <Text size="sm" fw={550}>
                    {column}
                  </Text>
                  <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                    {examples.length > 0 ? examples.join(' · ') : t('columns.nothing')}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <FieldChoice
                    column={column}
                    field={field}
                    kind={kind}
                    onChoose={(next) => draft.change(withColumn(draft.mapping, column, next), look.kind)}
                  />
                  {field !== null && confidence < SURE && (
                    <Text size="xs" c="dimmed" mt={2}>
                      {t('columns.unsure')}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

/** Columns that hold something and have no field: they would be missed later, and can be kept under their own names. */
function LeftOut({ look, kind: { open }, draft }: Given) {
  const t = useWords('imports');
  const left = look.columns.filter(({ field, examples }) => field === null && examples.length > 0);
  if (open === null || left.length === 0) return null;
  const keep = () =>
    draft.change(
      left.reduce((mapping, { column }) => withColumn(mapping, column, openField(open, column)), draft.mapping),
      look.kind,
    );
  return (
    <Group gap="xs" mb="sm">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('columns.left', { count: left.length, columns: left.map(({ column }) => column).join(', ') })}
      </Text>
      <Button variant="default" size="compact-sm" onClick={keep}>
        {t('columns.keepLeft')}
      </Button>
    </Group>
  );
}

/** What a column is kept as under its own name. */
const openField = (open: string, column: string): string => `${open}.${column.replace(`${open}.`, '')}`;

type Choice = { column: string; field: string | null; kind: ImportKind; onChoose: (field: string | null) => void };

function FieldChoice({ column, field, kind, onChoose }: Choice) {
  const t = useWords('imports');
  const open = kind.open === null ? null : openField(kind.open, column);
  const known = kind.fields.map(({ name, about }) => ({
    value: name,
    label: t(`fields.${name}`, { defaultValue: about }),
  }));
  // What a mapping of before or a layout put there and this list would not offer.
  const other = field !== null && field !== open && !known.some(({ value }) => value === field);
  const data = [
    { value: LEFT_OUT, label: t('columns.leftOut') },
    ...(open ? [{ value: open, label: t('columns.keepAs', { name: open.slice(open.indexOf('.') + 1) }) }] : []),
    ...(other ? [{ value: field, label: t('columns.keepAs', { name: field.slice(field.indexOf('.') + 1) }) }] : []),
    ...known,
  ];
  return (
    <Select
      size="sm"
      aria-label={t('columns.fieldOf', { column })}
      data={data}
      value={field ?? LEFT_OUT}
      onChange={(next) => next !== null && onChoose(next === LEFT_OUT ? null : next)}
      allowDeselect={false}
      searchable
      nothingFoundMessage={t('columns.noField')}
    />
  );
}
