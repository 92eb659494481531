import {
  Button,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  PasswordInput,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Provider, ProviderGiven } from '../../../../src/api/contract.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { keyFrom } from '../../parts/key.ts';
import { NumberField } from '../../parts/number-field.tsx';
import { itemsOf } from '../../queries/client.ts';
import { useProviders, useRemoveProvider, useSaveProvider } from '../../queries/sending.ts';
import { FRAME, useWords } from '../../words.ts';
import { ProviderTest } from './provider-test.tsx';
import { NO_SMTP, type Smtp, smtpUrl } from './smtp.ts';
import { WarmUpFields } from './warm-up.tsx';

type Props = { provider: Provider | null; onClose: () => void };
export type Limits = NonNullable<ProviderGiven['limits']>;
type Given = Required<Omit<ProviderGiven, 'url' | 'returnPathDomain'>> & {
  smtp: Smtp;
  returnPathDomain: string;
};

const LONGEST_KEY = 40;

const NEW: Given = {
  name: '',
  smtp: NO_SMTP,
  senderDomains: [],
  classes: [],
  purposes: [],
  priority: 1,
  weight: 1,
  limits: { domains: {} },
  returnPathDomain: '',
  paused: false,
};

function startOf(provider: Provider | null): Given {
  if (!provider) return NEW;
  const { name, senderDomains, classes, purposes, priority, weight, limits, paused, returnPathDomain } = provider;
  const rest = { name, senderDomains, classes, purposes, priority, weight, limits, paused };
  return { ...rest, smtp: NO_SMTP, returnPathDomain: returnPathDomain ?? '' };
}

/** A mail server: its address, what it may carry, how much, and how it does. */
export function ProviderForm({ provider, onClose }: Props) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const save = useSaveProvider();
  const [given, setGiven] = useState(() => startOf(provider));
  const put = (change: Partial<Given>) => setGiven((before) => ({ ...before, ...change }));
  const key = provider?.key ?? keyFrom(given.name, 'server').slice(0, LONGEST_KEY);
  const taken = itemsOf(useProviders()).find((other) => !provider && other.key === key);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    // Under the same key it would become the other one.
    if (taken) return;
    const { smtp, returnPathDomain, ...rest } = given;
    const url = smtpUrl(smtp);
    const address = url === '' ? {} : { url };
    const saved = await save
      .mutateAsync({ key, ...rest, ...address, returnPathDomain: returnPathDomain.trim() || null })
      .catch(() => null);
    if (saved) onClose();
  };
  const title = (
    <Text fw={650}>
      {provider ? t('providers.editTitle', { name: provider.name || provider.key }) : t('providers.add')}
    </Text>
  );
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': frame('close') }}>
      <form onSubmit={(event) => void send(event)}>
        <Stack>
          <Identity
            given={given}
            put={put}
            provider={provider}
            fault={taken && t('providers.taken', { name: taken.name || taken.key })}
          />
          <Carries given={given} put={put} />
          <LimitFields limits={given.limits} onChange={(limits) => put({ limits })} />
          <Switch
            label={t('providers.pausedLabel')}
            checked={given.paused}
            onChange={({ currentTarget }) => put({ paused: currentTarget.checked })}
          />
          <ErrorNote error={save.error} />
          <Group justify="space-between" gap="xs">
            <Remove provider={provider} onDone={onClose} />
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {frame('cancel')}
              </Button>
              <Button type="submit" loading={save.isPending} disabled={taken !== undefined}>
                {frame('save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      {provider && <ProviderTest provider={provider} />}
    </Modal>
  );
}

type Part = { given: Given; put: (change: Partial<Given>) => void };

function Identity({ given, put, provider, fault }: Part & { provider: Provider | null; fault: string | undefined }) {
  const t = useWords('sending');
  return (
    <>
      <TextInput
        label={t('providers.fields.name')}
        description={t('providers.about.name')}
        value={given.name}
        onChange={({ currentTarget }) => put({ name: currentTarget.value })}
        required
        maxLength={100}
        error={fault}
        data-autofocus
      />
      {!provider?.fromEnvironment && (
        <Address smtp={given.smtp} onChange={(smtp) => put({ smtp })} shown={provider?.shown ?? null} />
      )}
      <TextInput
        label={t('providers.fields.returnPathDomain')}
        description={t('providers.about.returnPathDomain')}
        value={given.returnPathDomain}
        onChange={({ currentTarget }) => put({ returnPathDomain: currentTarget.value })}
        placeholder={t('providers.returnExample')}
      />
    </>
  );
}

type AddressProps = { smtp: Smtp; onChange: (smtp: Smtp) => void; shown: string | null };

/** As the page of the provider shows it. What is kept already stays unless a server is given anew. */
function Address({ smtp, onChange, shown }: AddressProps) {
  const t = useWords('sending');
  const frame = useWords(FRAME);
  const text = (name: keyof Smtp) => ({
    label: t(`providers.fields.${name}`),
    value: smtp[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      onChange({ ...smtp, [name]: currentTarget.value }),
    autoComplete: 'off',
  });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          {...text('host')}
          description={t('providers.about.host')}
          placeholder={shown ? t('providers.unchanged', { shown }) : 'smtp-relay.brevo.com'}
          required={shown === null || [smtp.port, smtp.user, smtp.password].some((given) => given !== '')}
        />
        <TextInput
          {...text('port')}
          description={t('providers.about.port')}
          placeholder="587"
          inputMode="numeric"
          pattern="[0-9]*"
        />
        <TextInput {...text('user')} />
        <PasswordInput
          {...text('password')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': frame('password.show'), tabIndex: 0 }}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t('providers.about.kept')}
      </Text>
    </>
  );
}

const CLASSES = ['transactional', 'service', 'promotional'] as const;

function Carries({ given, put }: Part) {
  const t = useWords('sending');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <MultiSelect
        label={t('providers.fields.classes')}
        description={t('providers.about.classes')}
        data={CLASSES.map((value) => ({ value, label: t(`providers.classes.${value}`) }))}
        value={given.classes}
        onChange={(classes) => put({ classes: classes as Given['classes'] })}
      />
      <TagsInput
        label={t('providers.fields.senderDomains')}
        description={t('providers.about.senderDomains')}
        value={given.senderDomains}
        onChange={(senderDomains) => put({ senderDomains })}
      />
      <NumberField
        label={t('providers.priority')}
        description={t('providers.about.priority')}
        value={given.priority}
        min={1}
        max={100}
        onChange={(priority) => put({ priority })}
      />
      <NumberField
        label={t('providers.fields.weight')}
        description={t('providers.about.weight')}
        value={given.weight}
        min={1}
        max={1000}
        onChange={(weight) => put({ weight })}
      />
    </SimpleGrid>
  );
}

const RATES = ['perMinute', 'perHour', 'perDay', 'connections'] as const;

function LimitFields({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const t = useWords('sending');
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t('providers.limits')}
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {RATES.map((name) => (
          <NumberInput
            key={name}
            label={t(`providers.rates.${name}`)}
            placeholder={name === 'connections' ? '10' : '∞'}
            value={limits[name] ?? ''}
            min={1}
            hideControls
            onChange={(value) => onChange({ ...limits, [name]: value === '' ? null : Number(value) })}
          />
        ))}
      </SimpleGrid>
      <WarmUpFields limits={limits} onChange={onChange} />
    </Stack>
  );
}

function Remove({ provider, onDone }: { provider: Provider | null; onDone: () => void }) {
  const t = useWords('sending');
  const remove = useRemoveProvider();
  if (!provider || provider.fromEnvironment) return <span />;
  return (
    <Confirm
      title={t('providers.removeTitle', { name: provider.name || provider.key })}
      text={t('providers.removeText')}
      verb={t('providers.remove')}
      danger
      onConfirm={async () => {
        await remove.mutateAsync(provider.key);
        onDone();
      }}
      opener={(open) => (
        <Button variant="default" color="red" onClick={open}>
          {t('providers.remove')}
        </Button>
      )}
    />
  );
}
