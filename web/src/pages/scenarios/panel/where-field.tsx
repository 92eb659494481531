import { Stack } from '@mantine/core';
import { Where } from '../../../parts/rule/facts.tsx';
import type { PropertyTest } from '../../../parts/rule/rule.ts';
import { Labelled } from './fields.tsx';

type Props = { label: string; event: string; where: unknown; onChange: (where: PropertyTest[] | undefined) => void };

/** Conditions on the properties of an event. */
export function WhereField({ label, event, where, onChange }: Props) {
  const tests = Array.isArray(where) ? (where as PropertyTest[]) : [];
  return (
    <Labelled label={label}>
      <Stack gap={6}>
        <Where of="events" event={event} facts={{ where: tests }} onChange={({ where: next }) => onChange(next)} />
      </Stack>
    </Labelled>
  );
}
