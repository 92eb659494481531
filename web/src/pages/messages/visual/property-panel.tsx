import { Button, ColorInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlignCenter, IconAlignLeft, IconAlignRight, IconPhoto } from '@tabler/icons-react';
import type { Component } from 'grapesjs';
import { useRef, useState } from 'react';
import { useWords } from '../../../words.ts';
import { FieldsMenu } from '../fields-menu.tsx';
import { readable, written } from './block-words.ts';
import { PROPERTIES, type Property } from './properties.ts';
import classes from './visual-editor.module.css';

type Props = { selected: Component | null; onImage: (component: Component) => void };

/** What can be changed of the selected block. Drawn anew with every change of the message. */
export function PropertyPanel({ selected, onImage }: Props) {
  const t = useWords('messages');
  const tag = selected?.get('tagName') ?? '';
  const isLiquid = selected?.getAttributes()['data-liquid'] !== undefined;
  const properties = isLiquid ? [] : (PROPERTIES[tag] ?? []);
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>
        {selected
          ? t(isLiquid ? 'visual.liquid' : `visual.element.${tag}`, { defaultValue: tag })
          : t('visual.block.none')}
      </legend>
      {!selected && (
        <Text size="sm" c="dimmed">
          {t('visual.chooseText')}
        </Text>
      )}
      {isLiquid && (
        <Text size="sm" c="dimmed">
          {t('visual.liquidText')}
        </Text>
      )}
      {selected && (
        <Stack gap="sm">
          {properties.map((property) => (
            <Field key={property.name} component={selected} property={property} onImage={onImage} />
          ))}
        </Stack>
      )}
    </fieldset>
  );
}

type FieldProps = { component: Component; property: Property; onImage: Props['onImage'] };

function Field({ component, property: { name, kind }, onImage }: FieldProps) {
  const t = useWords('messages');
  const label = t(`visual.property.${name}`);
  if (kind === 'words') return <WordsField component={component} label={label} />;
  if (kind === 'align') return <AlignField label={label} component={component} />;
  if (kind === 'image') {
    return (
      <Button variant="default" leftSection={<IconPhoto size={16} aria-hidden />} onClick={() => onImage(component)}>
        {t('visual.chooseImage')}
      </Button>
    );
  }
  return kind === 'colour' ? (
    <ColourField label={label} component={component} name={name} />
  ) : (
    <LineOf label={label} component={component} name={name} />
  );
}

const attributeOf = (component: Component, name: string): string => String(component.getAttributes()[name] ?? '');

function write(component: Component, name: string, value: string): void {
  if (value === '') component.removeAttributes([name]);
  else component.addAttributes({ [name]: value });
}

/**
 * What is typed stays as it is typed, and the block hears of each change; what became of the block by another way (undo, the canvas) is
 * shown instead.
 */
function useFollowing(read: () => string, tell: (next: string) => void): [string, (next: string) => void] {
  const now = read();
  const [{ shown, seen }, set] = useState({ shown: now, seen: now });
  if (now !== seen) set({ shown: now, seen: now });
  return [
    now === seen ? shown : now,
    (next) => {
      tell(next);
      set({ shown: next, seen: read() });
    },
  ];
}

const useValue = (component: Component, name: string) =>
  useFollowing(
    () => attributeOf(component, name),
    (next) => write(component, name, next),
  );

type ValueProps = { label: string; component: Component; name: string };

function ColourField({ label, component, name }: ValueProps) {
  const t = useWords('messages');
  const [value, setValue] = useValue(component, name);
  return (
    <ColorInput
      label={label}
      value={value}
      onChange={setValue}
      eyeDropperButtonProps={{ 'aria-label': t('visual.eyeDropper') }}
      popoverProps={{ withinPortal: true }}
    />
  );
}

function LineOf({ label, component, name }: ValueProps) {
  const t = useWords('messages');
  const [value, setValue] = useValue(component, name);
  return (
    <TextInput
      label={label}
      description={name === 'alt' ? t('visual.altText') : undefined}
      inputWrapperOrder={['label', 'input', 'description']}
      value={value}
      onChange={({ currentTarget }) => setValue(currentTarget.value)}
    />
  );
}

function AlignField({ label, component }: Omit<ValueProps, 'name'>) {
  const t = useWords('messages');
  const [value, setValue] = useValue(component, 'align');
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={label}
        // Without one MJML centres everything but text.
        value={value || (component.get('tagName') === 'mj-text' ? 'left' : 'center')}
        onChange={setValue}
        data={[
          { value: 'left', label: <IconAlignLeft size={16} aria-label={t('visual.left')} /> },
          { value: 'center', label: <IconAlignCenter size={16} aria-label={t('visual.center')} /> },
          { value: 'right', label: <IconAlignRight size={16} aria-label={t('visual.right')} /> },
        ]}
      />
    </div>
  );
}

/** The words of a block, with the fields that can be put into them; simple HTML is kept. */
function WordsField({ component, label }: Omit<ValueProps, 'name'>) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [words, put] = useFollowing(
    () => readable(component.getInnerHTML() ?? ''),
    (next) => void component.components(written(next, component.getInnerHTML() ?? '')),
  );
  const insert = (liquid: string) => {
    const from = area.current?.selectionStart ?? words.length;
    put(words.slice(0, from) + liquid + words.slice(area.current?.selectionEnd ?? from));
  };
  return (
    <div>
      <Textarea
        ref={area}
        label={label}
        value={words}
        onChange={({ currentTarget }) => put(currentTarget.value)}
        autosize
        minRows={3}
        maxRows={12}
      />
      <div style={{ marginTop: 6 }}>
        <FieldsMenu onPick={insert} />
      </div>
    </div>
  );
}
