import { ActionIcon, Button, Group, Menu, Paper, Select, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { itemsOf } from '../../../queries/client.ts';
import { useLists } from '../../../queries/lists.ts';
import { useSegments } from '../../../queries/segments.ts';
import { useWords } from '../../../words.ts';
import type { Editor } from '../editor.ts';
import { useFaultSentence } from '../fault-sentence.ts';
import type { Trigger } from '../model/draft.ts';
import { freshTrigger, TRIGGER_KINDS } from '../model/kinds.ts';
import type { Sentences } from '../sentence.ts';
import { Hour, Name, Offset } from './fields.tsx';
import { RuleField } from './rule-field.tsx';
import { WhereField } from './where-field.tsx';

/** What brings people in. */
export function Triggers({ editor, sentences }: { editor: Editor; sentences: Sentences }) {
  const t = useWords('scenarios');
  const say = useFaultSentence();
  const { draft, change, mayWrite } = editor;
  const keep = (triggers: Trigger[], about?: string) => change((now) => ({ ...now, triggers }), about);
  return (
    <Stack gap="sm">
      {draft.triggers.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('panel.noTriggers')}
        </Text>
      )}
      {draft.triggers.map((trigger, at) => (
        <Paper key={trigger.id} withBorder p="sm" role="group" aria-label={sentences.trigger(trigger)}>
          <Group justify="space-between" mb={6} wrap="nowrap" align="flex-start">
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {sentences.trigger(trigger)}
            </Text>
            {mayWrite && (
              <Tooltip label={t('panel.removeTrigger')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('panel.removeTrigger')}
                  onClick={() => keep(draft.triggers.filter((one) => one !== trigger))}
                >
                  <IconTrash size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
          {faultsOf(editor, trigger, at).map((fault) => (
            <Text key={fault.sentence} size="sm" c="var(--mantine-color-error)" mb={6}>
              {say(fault)}
            </Text>
          ))}
          <TriggerForm
            trigger={trigger}
            set={(fields) =>
              keep(
                draft.triggers.map((one) => (one === trigger ? withFields(one, fields) : one)),
                `trigger ${trigger.id} ${Object.keys(fields).join()}`,
              )
            }
          />
        </Paper>
      ))}
      {mayWrite && <AddTrigger onAdd={(kind) => keep([...draft.triggers, freshTrigger(kind, draft.triggers)])} />}
    </Stack>
  );
}

const faultsOf = (editor: Editor, trigger: Trigger, at: number) =>
  editor.faults.filter(({ where }) => where === `trigger “${trigger.id}”` || where === `trigger number ${at + 1}`);

const withFields = (trigger: Trigger, fields: Record<string, unknown>): Trigger =>
  Object.fromEntries(Object.entries({ ...trigger, ...fields }).filter(([, value]) => value !== undefined)) as Trigger;

function AddTrigger({ onAdd }: { onAdd: (kind: (typeof TRIGGER_KINDS)[number]) => void }) {
  const t = useWords('scenarios');
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} w="fit-content">
          {t('panel.addTrigger')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {TRIGGER_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {t(`triggerKinds.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type FormProps = { trigger: Trigger; set: (fields: Record<string, unknown>) => void };

function TriggerForm({ trigger, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="sm">
      <TriggerFields trigger={trigger} set={set} />
      <RuleField label={t('fields.person')} rule={trigger.person} onChange={(person) => set({ person })} optional />
    </Stack>
  );
}

function TriggerFields({ trigger, set }: FormProps) {
  const t = useWords('scenarios');
  const { kind } = trigger;
  if (kind === 'event')
    return (
      <>
        <Name
          label={t('fields.event')}
          value={trigger.event}
          onChange={(event) => set({ event })}
          from={{ of: 'events' }}
        />
        <WhereField
          label={t('fields.where')}
          event={String(trigger.event ?? '')}
          where={trigger.where}
          onChange={(where) => set({ where })}
        />
      </>
    );
  if (kind === 'segment_entered' || kind === 'segment_left') return <SegmentField trigger={trigger} set={set} />;
  if (kind === 'list') return <ListField trigger={trigger} set={set} />;
  if (kind !== 'date') return null;
  return (
    <>
      <Name
        label={t('fields.trait')}
        value={trigger.trait}
        onChange={(trait) => set({ trait })}
        from={{ of: 'traits' }}
      />
      <Switch
        label={t('fields.yearly')}
        checked={trigger.yearly === true}
        onChange={({ currentTarget }) => set({ yearly: currentTarget.checked || undefined })}
      />
      <Offset value={trigger.offset} onChange={(offset) => set({ offset })} />
      <Hour label={t('fields.dayHour')} value={trigger.hour} onChange={(hour) => set({ hour })} />
    </>
  );
}

function SegmentField({ trigger, set }: FormProps) {
  const t = useWords('scenarios');
  const segments = itemsOf(useSegments());
  return (
    <Select
      label={t('fields.segment')}
      placeholder={t('fields.choose')}
      searchable
      value={trigger.segment ? String(trigger.segment) : null}
      onChange={(segment) => set({ segment: segment ?? '' })}
      data={segments.map(({ key, name }) => ({ value: key, label: name }))}
      nothingFoundMessage={t('fields.nothingFound')}
    />
  );
}

function ListField({ trigger, set }: FormProps) {
  const t = useWords('scenarios');
  const lists = itemsOf(useLists());
  return (
    <Select
      label={t('fields.list')}
      placeholder={t('fields.choose')}
      searchable
      value={trigger.list ? String(trigger.list) : null}
      onChange={(list) => set({ list: list ?? '' })}
      data={lists.map(({ key, name }) => ({ value: key, label: name }))}
      nothingFoundMessage={t('fields.noLists')}
    />
  );
}
