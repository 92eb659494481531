import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';

type Props = Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  value: number | null;
  /** Told of numbers alone. */
  onChange: (value: number) => void;
  /** The field is empty: without it, it keeps its number. */
  onEmpty?: () => void;
};

/**
 * A number that is typed. What is half typed (nothing yet, a minus) stays as it stands until the field is left: a field that put a number
 * there by itself would have the next digit beside it.
 */
export function NumberField({ value, onChange, onEmpty, onBlur, ...rest }: Props) {
  const [typed, setTyped] = useState<string | number | null>(null);
  const isTyped = typed !== null && (!isNumber(typed) || Number(typed) === value);
  return (
    <NumberInput
      {...rest}
      value={isTyped ? typed : (value ?? '')}
      onChange={(next) => {
        setTyped(next);
        if (next === '') onEmpty?.();
        else if (isNumber(next)) onChange(Number(next));
      }}
      onBlur={(event) => {
        setTyped(null);
        onBlur?.(event);
      }}
    />
  );
}

const isNumber = (typed: string | number): boolean => typed !== '' && Number.isFinite(Number(typed));
