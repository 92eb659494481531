import { Alert, Anchor, Button, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote, tellOf } from '../../parts/error-note.tsx';
import { DateTime, Num, useFormat } from '../../parts/figures.tsx';
import { JobProgress } from '../../parts/job-progress.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { StatCard } from '../../parts/stat-card.tsx';
import { Failure } from '../../queries/ask.ts';
import { itemsOf } from '../../queries/client.ts';
import { type ImportWhole, useFaults, useImport, useStopImport } from '../../queries/imports.ts';
import { useMay, useMe } from '../../queries/session.ts';
import { usePageParams } from '../../router.tsx';
import { FRAME, useLanguage, useWords } from '../../words.ts';
import { ImportState } from './import-state.tsx';
import { FaultTold } from './lines.tsx';
import { readReport, Totals } from './totals.tsx';

/** One import: how far it is, what it brought, and which lines it left out. */
export function Page() {
  const t = useWords('imports');
  const { id } = usePageParams();
  const found = useImport(id!);
  const run = found.data;
  const back = { to: '/imports', label: t('title') };
  if (!run)
    return (
      <>
        <PageHeader title={t('title')} back={back} />
        <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
        {found.isPending && <Skeleton h={320} />}
      </>
    );
  return (
    <>
      <PageHeader
        title={run.file || t('title')}
        text={t('run.text', { kind: t(`kinds.${run.kind}`, { defaultValue: run.kind }) })}
        back={back}
        mark={<ImportState {...run} />}
        actions={<Again run={run} />}
      />
      <Stack gap="lg">
        {run.state === 'running' && <Running run={run} />}
        {run.state === 'interrupted' && <Interrupted run={run} />}
        <Figures run={run} />
        {run.state === 'finished' && <Totals run={run} />}
        <Faults run={run} />
      </Stack>
    </>
  );
}

type Given = { run: ImportWhole };

function Running({ run: { id, progress, kind } }: Given) {
  const t = useWords('imports');
  const may = useMay();
  const { data: me } = useMe();
  const stop = useStopImport(id);
  const { number } = useFormat();
  const doing = progress?.waiting ? 'waiting' : (progress?.phase ?? 'reading');
  const label = t(`run.doing.${doing}`, { lines: number(progress?.rows ?? 0) });
  return (
    <Card title={t('run.running')} text={t('run.leave')}>
      <JobProgress
        label={label}
        done={progress?.phase === 'reading' ? Math.round(progress.bytes / 1024) : 0}
        of={progress?.phase === 'reading' && !progress.waiting ? Math.ceil(progress.totalBytes / 1024) : null}
        told={t('run.lines', { count: progress?.rows ?? 0 })}
      />
      {may('imports.write') && (
        <Group justify="flex-end" mt="md">
          <Confirm
            title={t('run.stopTitle')}
            text={t('run.stopText')}
            verb={t('run.stop')}
            danger
            onConfirm={() => stop.mutateAsync(t('run.stoppedBy', { who: me?.email ?? kind }))}
            opener={(open) => (
              <Button variant="default" onClick={open}>
                {t('run.stop')}
              </Button>
            )}
          />
        </Group>
      )}
    </Card>
  );
}

/** Why it came to no end, and what to do. */
function Interrupted({ run }: Given) {
  const t = useWords('imports');
  const frame = useWords(FRAME);
  const { language } = useLanguage();
  const { code, reason, params } = run.report as { code?: string; reason?: string; params?: Failure['params'] };
  const told = code
    ? tellOf(new Failure(422, { code, message: reason ?? '', params: params ?? {} }), frame, language)
    : null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} title={t('run.interrupted')}>
      <Text size="sm" lang={told?.foreign ? 'en' : language} style={{ overflowWrap: 'anywhere' }}>
        {told?.sentence ?? reason}
      </Text>
      <Text size="sm" mt="xs">
        {t('run.nothingTwice')}
      </Text>
    </Alert>
  );
}

/** The same file once more, with other columns, as long as it is kept. */
function Again({ run: { state, progress } }: Given) {
  const t = useWords('imports');
  const may = useMay();
  if (state !== 'interrupted' || !progress?.upload || !may('imports.write')) return null;
  return (
    <Button component={Link} to={`/imports/file/${progress.upload}`}>
      {t('run.again')}
    </Button>
  );
}

function Figures({ run }: Given) {
  const t = useWords('imports');
  const report = readReport(run);
  const { progress } = run;
  const read = report?.rowsRead ?? progress?.rows;
  const bad = report?.rowsRejected ?? progress?.faults ?? 0;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      <StatCard label={t('run.read')} value={<Num value={read} />} />
      <StatCard label={t('run.kept')} value={<Num value={read === undefined ? null : read - bad} />} />
      <StatCard label={t('run.bad')} value={<Num value={bad} />} note={bad > 0 ? t('run.badNote') : undefined} />
      <StatCard
        label={t('startedAt')}
        value={
          <Text fz="md" fw={600}>
            <DateTime value={run.startedAt} />
          </Text>
        }
        note={
          run.finishedAt && (
            <>
              {t('run.until')} <DateTime value={run.finishedAt} />
            </>
          )
        }
      />
    </SimpleGrid>
  );
}

/** The first bad lines, and all of them as a file. */
function Faults({ run }: Given) {
  const t = useWords('imports');
  const { language } = useLanguage();
  const count = run.progress?.faults ?? 0;
  const list = useFaults(run.id, count > 0);
  if (count === 0) return null;
  const download = (
    <Anchor href={`/api/imports/${run.id}/faults.csv?language=${language}`} download size="sm">
      <IconDownload size={16} aria-hidden /> {t('run.download')}
    </Anchor>
  );
  return (
    <Card title={t('run.faults')} text={t('run.faultsText')} aside={download}>
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      <Stack gap="sm">
        {itemsOf(list).map((fault, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
          <FaultTold key={at} fault={fault} withLine />
        ))}
      </Stack>
      {list.hasNextPage && (
        <Button variant="default" mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('run.moreFaults')}
        </Button>
      )}
    </Card>
  );
}
