import { Button, ColorInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlignCenter, IconAlignLeft, IconAlignRight, IconPhoto } from '@tabler/icons-react';
import type { Component, Editor } from 'grapesjs';
import { useRef, useState } from 'react';
import { useWords } from '../../../words.ts';
import { FieldsMenu } from '../fields-menu.tsx';
import { PROPERTIES, type Property } from './properties.ts';
import classes from './visual-editor.module.css';

type Props = {
  editor: Editor;
  selected: Component | null;
  onImage: (component: Component) => void;
  /** Changes when the block did, by whatever way. */
  version: number;
};

/** What can be changed of the selected block. */
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
  const value = String(component.getAttributes()[name] ?? '');
  const set = (next: string) => {
    if (next === '') component.removeAttributes([name]);
    else component.addAttributes({ [name]: next });
  };
  if (kind === 'words') return <WordsField component={component} label={label} />;
  if (kind === 'colour') {
    return (
      <Kept value={value} onChange={set}>
        {(given) => (
          <ColorInput
            label={label}
            {...given}
            eyeDropperButtonProps={{ 'aria-label': t('visual.eyeDropper') }}
            popoverProps={{ withinPortal: true }}
          />
        )}
      </Kept>
    );
  }
  if (kind === 'align') return <AlignField label={label} value={value || 'left'} onChange={set} />;
  if (kind === 'image') {
    return (
      <Button variant="default" leftSection={<IconPhoto size={16} aria-hidden />} onClick={() => onImage(component)}>
        {t('visual.chooseImage')}
      </Button>
    );
  }
  return (
    <Kept value={value} onChange={set}>
      {({ onChange, ...given }) => (
        <TextInput
          label={label}
          description={name === 'alt' ? t('visual.altText') : undefined}
          inputWrapperOrder={['label', 'input', 'description']}
          {...given}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Kept>
  );
}

/** What is typed stays as it is typed; the block hears of each change. */
function Kept(props: {
  value: string;
  onChange: (value: string) => void;
  children: (given: { value: string; onChange: (value: string) => void }) => React.ReactNode;
}) {
  const [value, setValue] = useState(props.value);
  return props.children({
    value,
    onChange: (next) => {
      setValue(next);
      props.onChange(next);
    },
  });
}

function AlignField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const t = useWords('messages');
  const [shown, setShown] = useState(value);
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={label}
        value={shown}
        onChange={(next) => {
          setShown(next);
          onChange(next);
        }}
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
function WordsField({ component, label }: { component: Component; label: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [words, setWords] = useState(() => readable(component.getInnerHTML() ?? ''));
  const put = (next: string) => {
    setWords(next);
    component.components(written(next));
  };
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
        maxRows={10}
      />
      <div style={{ marginTop: 6 }}>
        <FieldsMenu onPick={insert} />
      </div>
    </div>
  );
}

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const readable = (html: string): string =>
  html.replaceAll('\u00a0', '&nbsp;').replace(LIQUID, (liquid) =>
    liquid
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replace(/&#0?39;/g, "'")
      .replaceAll('&amp;', '&'),
  );
const written = (words: string): string =>
  words.replace(LIQUID, (liquid) => liquid.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
