import { Anchor, Box, Button, Group, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Setting } from '../../../../src/api/contract.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Failure } from '../../queries/ask.ts';
import { useMay } from '../../queries/session.ts';
import { useChangeSetting } from '../../queries/settings.ts';
import { useWords } from '../../words.ts';
import { asShown, SettingField, typedValue } from './setting-field.tsx';
import classes from './settings.module.css';
import { useUnsaved } from './unsaved.tsx';

/** One thing to decide: what it means, its value, and the way back to the default. */
export function SettingRow({ setting }: { setting: Setting }) {
  const t = useWords('settings');
  const may = useMay();
  const change = useChangeSetting();
  const [draft, setDraft] = useState<unknown>(undefined);
  const { key, about, value, standard } = setting;
  useUnsaved(key, draft !== undefined);
  const label = t(`fields.${key}.label`, { defaultValue: key });
  const said = t(`fields.${key}.about`, { defaultValue: '' });
  const shown = draft === undefined ? asShown(setting) : draft;
  const save = (next: unknown) => change.mutate({ key, value: next }, { onSuccess: () => setDraft(undefined) });
  const edit = (next: unknown) => {
    change.reset();
    // A switch is its own answer; what is typed waits for its button.
    if (typeof standard === 'boolean') save(next);
    else setDraft(next);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (draft !== undefined) save(typedValue(key, draft, standard));
  };
  const isStandard = JSON.stringify(value) === JSON.stringify(standard);
  return (
    <form onSubmit={send} className={classes.row} data-setting={key}>
      <Box>
        <Text size="sm" fw={600} id={`label-${key}`}>
          {label}
        </Text>
        <Text size="xs" c="dimmed" lang={said === '' ? 'en' : undefined}>
          {said === '' ? about : said}
        </Text>
      </Box>
      <Box>
        <SettingField
          setting={setting}
          value={shown}
          onChange={edit}
          label={label}
          readOnly={!may('settings.write') || change.isPending}
        />
        <ErrorNote error={inOurWords(change.error, label, said)} mt="xs" />
        <Group gap="xs" mt={draft !== undefined ? 'xs' : 0}>
          {draft !== undefined && (
            <>
              <Button type="submit" size="xs" loading={change.isPending}>
                {t('save')}
              </Button>
              <Button size="xs" variant="default" onClick={() => setDraft(undefined)}>
                {t('undo')}
              </Button>
            </>
          )}
          {draft === undefined && !isStandard && !isEmpty(standard) && may('settings.write') && (
            <Anchor component="button" type="button" size="xs" c="dimmed" mt={4} onClick={() => save(null)}>
              {typeof standard === 'object' ? t('toStandardAll') : t('toStandard', { value: asText(standard, t) })}
            </Anchor>
          )}
        </Group>
      </Box>
    </form>
  );
}

/** The server knows a setting by its key and says in English what it may be: here it has a name, and words that say what is meant. */
function inOurWords(error: unknown, label: string, said: string): unknown {
  if (!(error instanceof Failure) || error.code !== 'SETTING_INVALID' || said === '') return error;
  const { status, code, message } = error;
  return new Failure(status, { code, message, params: { key: label, reason: said.replace(/\.$/, '') } });
}

/** What can be emptied by hand needs no way back. */
const isEmpty = (standard: unknown): boolean => standard === '' || (Array.isArray(standard) && standard.length === 0);

/** The default in a few letters. */
function asText(standard: unknown, t: ReturnType<typeof useWords>): string {
  if (typeof standard === 'boolean') return standard ? t('on') : t('off');
  const text = String(standard);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
