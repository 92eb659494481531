import { Group, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { FieldsMenu } from './fields-menu.tsx';

type Props = {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  readOnly: boolean;
  required?: boolean;
};

/** A line of text with the fields that can be put into it, where the cursor stands. */
export function LineField({ label, description, value, onChange, readOnly, required }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const insert = (liquid: string) => {
    const { selectionStart, selectionEnd } = input.current ?? {};
    const from = selectionStart ?? value.length;
    onChange(value.slice(0, from) + liquid + value.slice(selectionEnd ?? from));
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(from + liquid.length, from + liquid.length);
    });
  };
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        ref={input}
        label={label}
        description={description}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        readOnly={readOnly}
        required={required}
        maxLength={1_000}
        flex={1}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      {!readOnly && (
        <div style={{ paddingTop: 24 }}>
          <FieldsMenu onPick={insert} compact into={label} />
        </div>
      )}
    </Group>
  );
}
