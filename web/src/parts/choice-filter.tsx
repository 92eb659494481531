import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = {
  label: string;
  /** What is shown while nothing is chosen. */
  any: string;
  /** Name of the button that takes the choice away. */
  clear: string;
  data: readonly { value: string; label: string }[];
  value: string | null | undefined;
  onChange: (next: string | undefined) => void;
  searchable?: boolean;
  w?: number;
};

const WIDTH = 200;

/** Narrows a list to one of a few values, or to none of them. */
export function ChoiceFilter({ label, any, clear, data, value, onChange, searchable, w = WIDTH }: Props): ReactNode {
  return (
    <Select
      aria-label={label}
      placeholder={any}
      data={data}
      value={value || null}
      onChange={(next) => onChange(next ?? undefined)}
      allowDeselect
      clearable
      clearButtonProps={{ 'aria-label': clear }}
      searchable={searchable}
      w={w}
    />
  );
}
