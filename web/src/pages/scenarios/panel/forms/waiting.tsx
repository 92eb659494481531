/** Forms of the steps that wait. */
import { SegmentedControl, Stack, Switch, TextInput } from '@mantine/core';
import { useWords } from '../../../../words.ts';
import { Hour, Length, Name, Offset, Weekdays } from '../fields.tsx';
import { WhereField } from '../where-field.tsx';
import type { FormProps } from './form.ts';

export function WaitForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <Length
        label={t('fields.for')}
        text={t('fields.forText')}
        value={step.for}
        onChange={(value) => set({ for: value })}
      />
      <Hour label={t('fields.hour')} text={t('fields.hourText')} value={step.hour} onChange={(hour) => set({ hour })} />
    </Stack>
  );
}

export function HourForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <Hour label={t('fields.at')} text={t('fields.atText')} value={step.at} onChange={(at) => set({ at: at ?? '' })} />
      <Hour
        label={t('fields.until')}
        text={t('fields.untilText')}
        value={step.until}
        onChange={(until) => set({ until })}
      />
      <Weekdays value={step.weekdays} onChange={(weekdays) => set({ weekdays })} />
      <Switch
        label={t('fields.openDays')}
        description={t('fields.openDaysText')}
        checked={step.openDaysOnly === true}
        onChange={({ currentTarget }) => set({ openDaysOnly: currentTarget.checked || undefined })}
      />
    </Stack>
  );
}

export function UntilForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const own = step.trait !== undefined;
  const choose = (way: string) =>
    way === 'trait'
      ? set({ at: undefined, trait: '' })
      : set({ trait: undefined, offset: undefined, hour: undefined, otherwise: undefined, at: '' });
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('fields.whichDate')}
        value={own ? 'trait' : 'at'}
        onChange={choose}
        data={[
          { value: 'at', label: t('fields.sameDate') },
          { value: 'trait', label: t('fields.ownDate') },
        ]}
      />
      {own ? (
        <>
          <Name
            label={t('fields.trait')}
            value={step.trait}
            onChange={(trait) => set({ trait })}
            from={{ of: 'traits' }}
          />
          <Offset value={step.offset} onChange={(offset) => set({ offset })} />
          <Hour label={t('fields.dayHour')} value={step.hour} onChange={(hour) => set({ hour })} />
        </>
      ) : (
        <TextInput
          type="datetime-local"
          label={t('fields.moment')}
          description={t('fields.momentText')}
          value={String(step.at ?? '')}
          onChange={({ currentTarget }) => set({ at: currentTarget.value })}
        />
      )}
    </Stack>
  );
}

export function AwaitForm({ step, set }: FormProps) {
  const t = useWords('scenarios');
  return (
    <Stack gap="md">
      <Name label={t('fields.event')} value={step.event} onChange={(event) => set({ event })} from={{ of: 'events' }} />
      <WhereField
        label={t('fields.where')}
        event={String(step.event ?? '')}
        where={step.where}
        onChange={(where) => set({ where })}
      />
      <Length label={t('fields.within')} value={step.within} onChange={(within) => set({ within })} />
    </Stack>
  );
}
