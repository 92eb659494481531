import { Anchor, Select, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { itemsOf } from '../../../../queries/client.ts';
import { useMessageChoices } from '../../../../queries/scenarios.ts';
import { useWords } from '../../../../words.ts';
import { Length } from '../fields.tsx';
import type { FormProps } from './form.ts';

type Sender = { from: 'shop' | 'owner'; fallback?: { name: string; address?: string } };
type Coupon = { code: string; validFor?: string };

/** What is said, who signs it, and the coupon it carries. */
export function MessageForm({ step, set }: FormProps) {
  return (
    <Stack gap="md">
      <Template step={step} set={set} />
      <Signer sender={step.sender as Sender | undefined} set={set} />
      <CouponFields coupon={step.coupon as Coupon | undefined} set={set} />
    </Stack>
  );
}

function Template({ step, set }: FormProps) {
  const t = useWords('scenarios');
  const list = useMessageChoices();
  const templates = itemsOf(list).filter(({ archivedAt, key }) => archivedAt === null || key === step.template);
  const chosen = String(step.template ?? '');
  const known = templates.map(({ key, name, publishedVersion }) => ({
    value: key,
    label: publishedVersion === null ? t('fields.unpublished', { name }) : name,
  }));
  const missing = chosen !== '' && list.isSuccess && !templates.some(({ key }) => key === chosen);
  return (
    <>
      <Select
        label={t('fields.template')}
        placeholder={t('fields.choose')}
        searchable
        value={chosen === '' ? null : chosen}
        onChange={(template) => set({ template: template ?? '' })}
        data={missing ? [{ value: chosen, label: chosen }, ...known] : known}
        nothingFoundMessage={t('fields.nothingFound')}
        error={missing ? t('fields.templateMissing') : undefined}
      />
      {chosen !== '' && list.isSuccess && !missing && (
        <Anchor component={Link} to={`/messages/${encodeURIComponent(chosen)}`} size="sm" mt={-8}>
          {t('fields.openMessage')}
        </Anchor>
      )}
      {list.isSuccess && templates.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('fields.noTemplates')}
        </Text>
      )}
      {list.isSuccess && (missing || templates.length === 0) && (
        <Anchor component={Link} to="/messages" size="sm">
          {t('fields.toMessages')}
        </Anchor>
      )}
    </>
  );
}

function Signer({ sender, set }: { sender: Sender | undefined; set: FormProps['set'] }) {
  const t = useWords('scenarios');
  const choose = (from: string | null) => set({ sender: from === 'owner' ? { from: 'owner' } : undefined });
  const fallback = (fields: { name?: string; address?: string }) => {
    const next = { name: '', ...sender?.fallback, ...fields };
    const { address, ...name } = next;
    const whole = address ? next : name;
    set({ sender: { from: 'owner', ...(next.name === '' && !address ? {} : { fallback: whole }) } });
  };
  return (
    <div>
      <Select
        label={t('fields.signer')}
        value={sender?.from === 'owner' ? 'owner' : 'shop'}
        onChange={choose}
        data={[
          { value: 'shop', label: t('fields.signedByShop') },
          { value: 'owner', label: t('fields.signedByOwner') },
        ]}
      />
      {sender?.from === 'owner' && (
        <Stack gap="xs" mt="xs">
          <TextInput
            label={t('fields.fallbackName')}
            description={t('fields.fallbackText')}
            value={sender.fallback?.name ?? ''}
            onChange={({ currentTarget }) => fallback({ name: currentTarget.value })}
          />
          <TextInput
            label={t('fields.fallbackAddress')}
            value={sender.fallback?.address ?? ''}
            onChange={({ currentTarget }) => fallback({ address: currentTarget.value })}
          />
        </Stack>
      )}
    </div>
  );
}

function CouponFields({ coupon, set }: { coupon: Coupon | undefined; set: FormProps['set'] }) {
  const t = useWords('scenarios');
  const code = (text: string) =>
    set({ coupon: text.trim() === '' ? undefined : { validFor: 'P15D', ...coupon, code: text } });
  return (
    <Stack gap="xs">
      <TextInput
        label={t('fields.coupon')}
        description={t('fields.couponText')}
        value={coupon?.code ?? ''}
        onChange={({ currentTarget }) => code(currentTarget.value)}
      />
      {coupon && (
        <Length
          label={t('fields.validFor')}
          value={coupon.validFor ?? 'P15D'}
          onChange={(validFor) => set({ coupon: { ...coupon, validFor } })}
        />
      )}
    </Stack>
  );
}
