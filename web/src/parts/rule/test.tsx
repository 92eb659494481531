import { Select } from '@mantine/core';
import type { SuggestionQuestion } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import { type Field, operatorsFor, valueKindOf, withOperator } from './operators.ts';
import { ValueInput } from './value.tsx';

type Test = { op?: unknown; value?: unknown };
type Props<T extends Test> = {
  test: T;
  field: Field;
  from: SuggestionQuestion | null;
  onChange: (test: T) => void;
};

/** “is”, “contains”, “is at least” … and the value that it takes. */
export function TestInput<T extends Test>({ test, field, from, onChange }: Props<T>) {
  const t = useWords('rule');
  const op = String(test.op);
  return (
    <>
      <Select
        aria-label={t('operator')}
        value={op}
        onChange={(next) => next && onChange(withOperator(test, next, field))}
        data={operatorsFor(field).map((one) => ({ value: one, label: t(`ops.${one}`) }))}
        w={290}
        maw="100%"
        maxDropdownHeight={320}
      />
      <ValueInput
        kind={valueKindOf(op, field)}
        value={test.value}
        onChange={(value) => onChange({ ...test, value })}
        from={from}
      />
    </>
  );
}
