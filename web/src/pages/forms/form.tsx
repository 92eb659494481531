import { Button, Grid, Group, SegmentedControl, Skeleton, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useByHand } from '../../parts/by-hand.ts';
import { Card } from '../../parts/card.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ConflictNote } from '../../parts/conflict-note.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { keyFrom } from '../../parts/key.ts';
import { Leaving } from '../../parts/leaving.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { useTell } from '../../parts/tell.ts';
import { itemsOf } from '../../queries/client.ts';
import {
  type Form,
  type FormDraft,
  readForm,
  useArchiveForm,
  useForm,
  usePublishForm,
  useSaveForm,
} from '../../queries/forms.ts';
import { useMay } from '../../queries/session.ts';
import { useSettings, useShop } from '../../queries/settings.ts';
import { useWordings } from '../../queries/wordings.ts';
import { usePageParams } from '../../router.tsx';
import { type Language, useLanguage, useWords } from '../../words.ts';
import { Consents } from './consents.tsx';
import { newDraft, tidy, withKept } from './draft.ts';
import { Fields } from './fields.tsx';
import { OnTheSite } from './on-the-site.tsx';
import { Preview } from './preview.tsx';
import { Texts } from './texts.tsx';

const NEW = 'new';
const LONGEST_KEY = 64;

/** One form: what it asks and says, how it looks, where it stands, and what it brought. */
export function Page() {
  const t = useWords('forms');
  const { key } = usePageParams();
  const found = useForm(key!, key !== NEW);
  const { name } = useShop();
  const back = { to: '/forms', label: t('title') };
  const wordings = useWordings();
  // A new form begins with the name of the shop.
  const waits = useSettings().isPending || wordings.isPending;
  if ((key !== NEW && !found.data) || waits)
    return (
      <>
        <PageHeader title={t('title')} back={back} />
        <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
        {(found.isPending || waits) && <Skeleton h={400} />}
      </>
    );
  const draftOf = (form: Form | null): Draft => ({
    name: form?.name ?? '',
    draft: form ? withKept(form.draft as FormDraft, itemsOf(wordings)) : newDraft(name),
  });
  return <Editor key={key} form={key === NEW ? null : found.data!} draftOf={draftOf} />;
}

type Draft = { name: string; draft: FormDraft };

function Editor({ form, draftOf }: { form: Form | null; draftOf: (form: Form | null) => Draft }) {
  const t = useWords('forms');
  const may = useMay();
  const { language: own } = useLanguage();
  const save = useSaveForm();
  const hand = useByHand<Form, Draft>({
    thing: form,
    draftOf,
    send: (given, revision) => {
      const key = form?.key ?? keyFrom(given.name, 'form').slice(0, LONGEST_KEY);
      return save.mutateAsync({ key, name: given.name, draft: tidy(given.draft), revision });
    },
    read: () => readForm(form!.key),
    faster: 'FORM_CHANGED',
  });
  const { name, draft } = hand.draft;
  const [language, setLanguage] = useState<Language>(own);
  const put = (change: Partial<FormDraft>) => hand.change((before) => ({ draft: { ...before.draft, ...change } }));
  const mark =
    form?.publishedVersion == null ? (
      <StateBadge mood="draft" label={t('draft')} />
    ) : (
      <StateBadge mood="good" label={t('online', { version: form.publishedVersion })} />
    );
  const given = { draft, put, language };
  return (
    <>
      <PageHeader
        title={form?.name ?? t('newTitle')}
        text={t('editText')}
        back={{ to: '/forms', label: t('title') }}
        mark={mark}
      />
      <Leaving unsaved={hand.unsaved} saving={hand.saving} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            {hand.other && <ConflictNote other={hand.other} onTheirs={hand.takeTheirs} onMine={hand.overwrite} />}
            <Card title={t('general')}>
              <Stack>
                <TextInput
                  label={t('name')}
                  description={t('nameText')}
                  value={name}
                  onChange={({ currentTarget }) => hand.put({ name: currentTarget.value })}
                  required
                  maxLength={200}
                />
                <div>
                  <SegmentedControl
                    aria-label={t('language')}
                    data={[
                      { value: 'fr', label: t('languages.fr') },
                      { value: 'en', label: t('languages.en') },
                    ]}
                    value={language}
                    onChange={(next) => setLanguage(next as Language)}
                  />
                </div>
                <Texts {...given} />
              </Stack>
            </Card>
            <Card title={t('fields.title')} text={t('fields.text')}>
              <Fields {...given} />
            </Card>
            <Card title={t('consents.title')} text={t('consents.text')}>
              <Consents {...given} />
            </Card>
            {may('forms.write') && <Keep form={form} hand={hand} />}
            {form && <OnTheSite form={form} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Preview draft={tidy(draft)} language={language} />
        </Grid.Col>
      </Grid>
    </>
  );
}

type Kept = { form: Form | null; hand: ReturnType<typeof useByHand<Form, Draft>> };

function Keep({ form, hand }: Kept) {
  const t = useWords('forms');
  const tell = useTell();
  const navigate = useNavigate();
  const publish = usePublishForm();
  const archive = useArchiveForm();
  const nameless = hand.draft.name.trim() === '';
  const keep = async () => {
    const saved = await hand.save().catch(() => null);
    if (saved && !form) await navigate({ to: `/forms/${saved.key}`, replace: true });
    return saved;
  };
  const putOnline = async () => {
    const kept = hand.changed || !form ? await keep() : form;
    if (!kept) return;
    const done = await publish.mutateAsync(kept).catch(() => null);
    if (done) tell(t('published', { version: done.version }));
  };
  const keepOnly = async () => {
    if (await keep()) tell(t('kept'));
  };
  return (
    <>
      <ErrorNote error={hand.error ?? publish.error} />
      <Group justify="space-between">
        {form ? (
          <Confirm
            title={t('archiveTitle', { name: form.name })}
            text={t('archiveText')}
            verb={t('archive')}
            danger
            onConfirm={async () => {
              await archive.mutateAsync(form.key);
              await navigate({ to: '/forms', ignoreBlocker: true });
            }}
            opener={(open) => (
              <Button variant="default" onClick={open}>
                {t('archive')}
              </Button>
            )}
          />
        ) : (
          <span />
        )}
        <Group gap="xs">
          <Button variant="default" onClick={() => void keepOnly()} loading={hand.pending} disabled={nameless}>
            {t('keep')}
          </Button>
          <Button onClick={() => void putOnline()} loading={publish.isPending} disabled={nameless}>
            {t('publish')}
          </Button>
        </Group>
      </Group>
    </>
  );
}
