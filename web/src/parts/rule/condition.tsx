/** One condition of a rule, as a sentence with gaps. */
import { Select, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { itemsOf } from '../../queries/client.ts';
import { useLists } from '../../queries/lists.ts';
import { useSegments } from '../../queries/segments.ts';
import { useWords } from '../../words.ts';
import { FactsInput } from './facts.tsx';
import type { Field } from './operators.ts';
import { type Facts, type Kind, kindOf, type Rule } from './rule.ts';
import { TestInput } from './test.tsx';
import { Named } from './value.tsx';

export type ConditionProps = { rule: Rule; onChange: (rule: Rule) => void };

const EDITORS: Record<Exclude<Kind, 'group'>, (props: ConditionProps) => ReactNode> = {
  trait: Trait,
  identity: Identity,
  orders: Orders,
  event: DidEvent,
  permission: Permission,
  list: OnList,
  segment: InSegment,
  other: Written,
};

export function Condition(props: ConditionProps) {
  const Editor = EDITORS[kindOf(props.rule) as Exclude<Kind, 'group'>];
  return <Editor {...props} />;
}

const Lead = ({ children }: { children: ReactNode }) => (
  <Text size="sm" fw={500}>
    {children}
  </Text>
);

function Trait({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const name = String(rule.trait);
  return (
    <>
      <Lead>{t('lead.trait')}</Lead>
      <Named
        label={t('trait')}
        value={name}
        onChange={(trait) => onChange({ ...rule, trait })}
        from={{ of: 'traits' }}
        width={180}
      />
      <TestInput test={rule} field="any" from={name ? { of: 'trait', name } : null} onChange={onChange} />
    </>
  );
}

const IDENTITY: Record<string, Field> = {
  email: 'text',
  phone: 'text',
  external_id: 'text',
  locale: 'text',
  timezone: 'text',
  company: 'text',
  owner: 'text',
  first_seen: 'date',
  identified: 'flag',
  anonymous: 'flag',
};
const FIRST_TEST: Partial<Record<Field, object>> = {
  date: { op: 'in_last', value: 'P30D' },
  flag: { op: 'is', value: true },
};

function Identity({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const name = String(rule.identity);
  const field = IDENTITY[name] ?? 'text';
  const choose = (next: string) => {
    const kept = IDENTITY[next] === field ? rule : (FIRST_TEST[IDENTITY[next]!] ?? { op: 'exists' });
    onChange({ ...kept, identity: next });
  };
  return (
    <>
      <Select
        aria-label={t('identity')}
        value={name}
        onChange={(next) => next && choose(next)}
        data={Object.keys(IDENTITY).map((one) => ({ value: one, label: t(`identities.${one}`) }))}
        w={200}
      />
      <TestInput test={rule} field={field} from={null} onChange={onChange} />
    </>
  );
}

function Orders({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  return (
    <>
      <Lead>{t('lead.orders')}</Lead>
      <FactsInput facts={rule.orders as Facts} of="orders" onChange={(orders) => onChange({ orders })} />
    </>
  );
}

function DidEvent({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const { event, ...facts } = rule as Facts & { event: string };
  return (
    <>
      <Lead>{t('lead.event')}</Lead>
      <Named
        label={t('event')}
        value={event}
        onChange={(name) => onChange({ ...rule, event: name })}
        from={{ of: 'events' }}
        width={240}
      />
      <FactsInput facts={facts} of="events" event={event} onChange={(next) => onChange({ event, ...next })} />
    </>
  );
}

const CHANNELS = ['email', 'sms', 'post', 'call', 'push', 'webpush', 'whatsapp', 'messenger'];
const STATUSES = ['granted', 'withdrawn', 'suppressed', 'unknown'];

function Permission({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const choose = (status: string) => {
    const { purpose = 'marketing', ...rest } = rule;
    onChange(status === 'suppressed' ? { ...rest, status } : { ...rest, purpose, status });
  };
  return (
    <>
      <Lead>{t('lead.permission')}</Lead>
      <Select
        aria-label={t('channel')}
        value={String(rule.permission)}
        onChange={(permission) => permission && onChange({ ...rule, permission })}
        data={CHANNELS.map((one) => ({ value: one, label: t(`channels.${one}`) }))}
        w={150}
      />
      <Select
        aria-label={t('status')}
        value={String(rule.status)}
        onChange={(status) => status && choose(status)}
        data={STATUSES.map((one) => ({ value: one, label: t(`statuses.${one}`) }))}
        w={220}
      />
    </>
  );
}

function OnList({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const lists = itemsOf(useLists()).map(({ key, name }) => ({ value: key, label: name || key }));
  return (
    <>
      <Lead>{t('lead.list')}</Lead>
      <Select
        aria-label={t('list')}
        placeholder={t('list')}
        value={String(rule.list) || null}
        onChange={(list) => list && onChange({ list })}
        data={lists}
        searchable
        nothingFoundMessage={t('noList')}
        w={260}
      />
    </>
  );
}

function InSegment({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const segments = itemsOf(useSegments()).map(({ key, name }) => ({ value: key, label: name }));
  return (
    <>
      <Lead>{t('lead.segment')}</Lead>
      <Select
        aria-label={t('segment')}
        placeholder={t('segment')}
        value={String(rule.segment) || null}
        onChange={(segment) => segment && onChange({ segment })}
        data={segments}
        searchable
        nothingFoundMessage={t('noSegment')}
        w={260}
      />
    </>
  );
}

/** What the editor has no fields for stays as it is written, and can be changed so. */
function Written({ rule, onChange }: ConditionProps) {
  const t = useWords('rule');
  const [text, setText] = useState(() => JSON.stringify(rule, null, 2));
  const [wrong, setWrong] = useState(false);
  const change = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return (
    <Textarea
      label={t('written')}
      value={text}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      error={wrong && t('notJson')}
      autosize
      maxRows={12}
      style={{ flex: '1 1 100%' }}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  );
}
