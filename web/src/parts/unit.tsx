/** Business units: named beside what is theirs, chosen in a form, and filtered by in a list. */
import { ColorSwatch, Group, Select, Text } from '@mantine/core';
import { itemsOf } from '../queries/client.ts';
import { useUnits } from '../queries/units.ts';
import { FRAME, useWords } from '../words.ts';
import { ChoiceFilter } from './choice-filter.tsx';

const SWATCH = 12;

/** The unit by its name and colour; one that is gone by its key. */
export function UnitName({ unit }: { unit: string | null }) {
  const found = itemsOf(useUnits()).find(({ key }) => key === unit);
  if (unit === null) return <>—</>;
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex" maw="100%">
      {found && <ColorSwatch component="span" color={found.colour} size={SWATCH} withShadow={false} aria-hidden />}
      <Text component="span" inherit miw={0} style={{ overflowWrap: 'anywhere' }}>
        {found?.name ?? unit}
      </Text>
    </Group>
  );
}

/** Whether there is anything to choose: a shop without units sees nothing of them. */
export const useHasUnits = (): boolean => itemsOf(useUnits()).length > 0;

type Props = { value: string | null; onChange: (unit: string | null) => void };

/** Whose it is. A unit that is gone stays until another one is chosen. */
export function UnitField({ value, onChange }: Props) {
  const t = useWords(FRAME);
  const units = itemsOf(useUnits());
  if (units.length === 0 && value === null) return null;
  const known = units.map(({ key, name }) => ({ value: key, label: name }));
  const gone = value !== null && !units.some(({ key }) => key === value) ? [{ value, label: value }] : [];
  return (
    <Select
      label={t('unit.one')}
      description={t('unit.text')}
      placeholder={t('unit.none')}
      data={[...known, ...gone]}
      value={value}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': t('unit.none') }}
      maw={360}
    />
  );
}

export function UnitFilter({ value, onChange }: Props) {
  const t = useWords(FRAME);
  const units = itemsOf(useUnits());
  if (units.length === 0) return null;
  return (
    <ChoiceFilter
      label={t('unit.one')}
      any={t('unit.every')}
      clear={t('unit.every')}
      data={units.map(({ key, name }) => ({ value: key, label: name }))}
      value={value}
      onChange={(next) => onChange(next ?? null)}
    />
  );
}
