import { Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useDiscardUpload, useImportKinds, useLook, useStartImport } from '../../queries/imports.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Columns } from './columns.tsx';
import { Lines } from './lines.tsx';
import { useDraft } from './mapping.ts';
import { Options } from './options.tsx';

/** What is in a file that was sent: what it holds, which column is what, and its first lines as they will be stored. */
export function Page() {
  const t = useWords('imports');
  const { upload } = usePageParams();
  const draft = useDraft(upload!);
  const { data: known } = useImportKinds();
  const look = useLook(upload!, draft.asked);
  const found = look.data;
  const kind = known?.kinds.find(({ name }) => name === found?.kind);
  const back = { to: '/imports', label: t('title') };
  if (!found || !kind || !known)
    return (
      <>
        <PageHeader title={t('read.title')} back={back} />
        <ErrorNote error={look.error} onRetry={() => void look.refetch()} />
        {look.isPending && <Skeleton h={400} />}
      </>
    );
  const given = { look: found, kind, draft: { ...draft, mapping: draft.mappingOf(found) } };
  return (
    <>
      <PageHeader title={t('read.title')} text={t('read.text')} back={back} />
      <Stack gap="lg" aria-busy={look.isFetching}>
        <Card title={t('read.what')} text={<Told look={found} />}>
          <Select
            label={t('read.kind')}
            description={t('read.kindText')}
            data={known.kinds.map(({ name }) => ({ value: name, label: t(`kinds.${name}`) }))}
            value={found.kind}
            onChange={(name) => name && draft.chooseKind(name)}
            allowDeselect={false}
            maw={420}
          />
          {found.remembered && (
            <Group mt="sm" gap="xs">
              <Text size="sm">{t('read.remembered')}</Text>
              <Button size="compact-sm" variant="default" onClick={() => draft.change({})}>
                {t('read.forget')}
              </Button>
            </Group>
          )}
        </Card>
        <Card title={t('columns.title')} text={t('columns.text')}>
          <Columns {...given} />
        </Card>
        <Card title={t('options.title')} text={t('options.text')}>
          <Options {...given} />
        </Card>
        <ErrorNote error={look.error} />
        <Card title={t('preview.title')} text={t('preview.text')}>
          <Lines {...given} />
        </Card>
        <Start
          upload={upload!}
          kind={found.kind}
          mapping={given.draft.mapping}
          ready={found.problem === null && !look.error && isReadable(found)}
        />
      </Stack>
    </>
  );
}

/** Of the lines that were tried at least one can be read: a file of which none can is refused by the import as well. */
const isReadable = ({ file }: NonNullable<ReturnType<typeof useLook>['data']>): boolean =>
  file === null || file.tried > file.bad;

/** How the file was read, in one line. */
function Told({ look: { file } }: { look: NonNullable<ReturnType<typeof useLook>['data']> }) {
  const t = useWords('imports');
  if (!file) return null;
  const signs: Record<string, string> = { '\t': t('signs.tab'), ' ': ' ' };
  const delimiter = file.delimiter === null ? '' : (signs[file.delimiter] ?? file.delimiter);
  return (
    <>
      {file.layout ? t('read.layout', { layout: file.layout }) : t('read.noLayout')}{' '}
      {delimiter === ''
        ? t('read.encoding', { encoding: file.encoding.replace(/^utf/, 'UTF') })
        : t('read.encodingAndSign', { encoding: file.encoding.replace(/^utf/, 'UTF'), delimiter })}
    </>
  );
}

type StartGiven = { upload: string; kind: string; mapping: object; ready: boolean };

function Start({ upload, kind, mapping, ready }: StartGiven) {
  const t = useWords('imports');
  const navigate = useNavigate();
  const start = useStartImport(upload);
  const discard = useDiscardUpload();
  const go = async () => {
    const begun = await start.mutateAsync({ kind, mapping: { ...mapping } }).catch(() => null);
    if (begun) await navigate({ to: `/imports/${begun.id}` });
  };
  const forget = async () => {
    await discard.mutateAsync(upload);
    await navigate({ to: '/imports' });
  };
  return (
    <>
      <ErrorNote error={start.error} />
      <Group justify="flex-end">
        <Confirm
          title={t('discard.title')}
          text={t('discard.text')}
          verb={t('discard.verb')}
          onConfirm={forget}
          opener={(open) => (
            <Button variant="default" onClick={open}>
              {t('discard.verb')}
            </Button>
          )}
        />
        <Button onClick={() => void go()} loading={start.isPending} disabled={!ready}>
          {t('start')}
        </Button>
      </Group>
    </>
  );
}
