import { Autocomplete, type AutocompleteProps, Text } from '@mantine/core';
import { useState } from 'react';

type Props = {
  /** Seen, or only heard where a row of fields has no room for labels. */
  label?: string;
  'aria-label'?: string;
  placeholder?: string;
  description?: string;
  /** As the server knows it. */
  value: string;
  onChange: (raw: string) => void;
  /** What exists, as the server knows it. */
  names: readonly string[];
  /** What people call it. */
  nameOf: (raw: string) => string;
  onOpen?: () => void;
  width?: number;
  disabled?: boolean;
  comboboxProps?: AutocompleteProps['comboboxProps'];
};

/** A name that is chosen or typed: shown as people call it, kept as the server knows it. What is being typed stays as it is typed. */
export function NameInput(props: Props) {
  const { value, onChange, names, nameOf, onOpen, width, ...rest } = props;
  const [typed, setTyped] = useState<string | null>(null);
  // Two that are called the same are told apart by what the server calls them.
  const shownOf = (raw: string): string => {
    const name = nameOf(raw);
    return names.some((other) => other !== raw && (other === name || nameOf(other) === name)) ? raw : name;
  };
  const rawOf = (text: string): string => names.find((raw) => shownOf(raw) === text) ?? text;
  const labels = new Map(names.map((raw) => [shownOf(raw), raw]));
  return (
    <Autocomplete
      {...rest}
      value={typed ?? shownOf(value)}
      onChange={(text) => {
        setTyped(text);
        onChange(rawOf(text));
      }}
      onBlur={() => setTyped(null)}
      onDropdownOpen={onOpen}
      data={[...labels.keys()]}
      filter={({ options, search, limit }) =>
        options.filter((one) => 'value' in one && fits(one.value, labels.get(one.value), search)).slice(0, limit)
      }
      renderOption={({ option }) => <Offered shown={option.value} raw={labels.get(option.value) ?? option.value} />}
      limit={30}
      maxDropdownHeight={280}
      w={width}
    />
  );
}

const fits = (shown: string, raw = '', search: string): boolean =>
  `${shown} ${raw}`.toLowerCase().includes(search.trim().toLowerCase());

/** Who knows the data by its own name finds it by that as well. */
function Offered({ shown, raw }: { shown: string; raw: string }) {
  return (
    <Text span size="sm">
      {shown}
      {shown !== raw && (
        <Text span size="xs" c="dimmed">
          {' '}
          {raw}
        </Text>
      )}
    </Text>
  );
}
