import { Skeleton, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { ConflictNote } from '../../parts/conflict-note.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Leaving } from '../../parts/leaving.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useMay } from '../../queries/session.ts';
import { useLook, useTemplate } from '../../queries/templates.ts';
import { usePageParams } from '../../router.tsx';
import { useWords } from '../../words.ts';
import { Actions } from './actions.tsx';
import { ApprovalNote } from './approval.tsx';
import { Checks } from './checks.tsx';
import { ContentBar } from './content-bar.tsx';
import { type At, type Content, contentAt, withContent } from './contents.ts';
import classes from './message.module.css';
import { Preview } from './preview.tsx';
import { Results } from './results.tsx';
import { SaveMark } from './save-mark.tsx';
import { TemplateState } from './template-state.tsx';
import { useDraft } from './use-draft.ts';
import { Writing } from './writing.tsx';

/** Fingers rest this long before the server looks. */
const LOOK_AFTER_MS = 500;

/** One message: written, looked at as its readers have it, checked, tried, published. */
export function Page() {
  const t = useWords('messages');
  const { key = '' } = usePageParams();
  const { data, error, refetch } = useTemplate(key);
  const back = { to: '/messages', label: t('title') };
  if (error && !data) {
    return (
      <>
        <PageHeader title={t('message')} back={back} />
        <ErrorNote error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  return data ? <Editor key={key} template={data} /> : <Skeleton h={480} />;
}

function Editor({ template }: { template: Template }) {
  const t = useWords('messages');
  const may = useMay();
  const draft = useDraft(template);
  const [at, setAt] = useState<At>({});
  const [person, setPerson] = useState<string | null>(null);
  const { channel, class: kind, draft: source } = draft.draft;
  const content = contentAt(source, at);
  const put = (next: Partial<Content>) => draft.change({ draft: withContent(source, at, { ...content, ...next }) });
  const [question] = useDebouncedValue(
    { channel, class: kind, draft: source, at, ...(person && { personId: person }) },
    LOOK_AFTER_MS,
  );
  const look = useLook(question);
  const readOnly = !may('templates.write');
  return (
    <Stack gap="md">
      <PageHeader
        title={draft.draft.name}
        back={{ to: '/messages', label: t('title') }}
        mark={
          <>
            <TemplateState {...template} changed={template.changed || draft.revision !== template.revision} />
            <SaveMark draft={draft} />
          </>
        }
        actions={!readOnly && <Actions template={template} draft={draft} at={at} person={person} />}
      />
      <Leaving unsaved={draft.unsaved} settle={draft.settle} />
      <ErrorNote error={draft.error} />
      {draft.other && <ConflictNote other={draft.other} onTheirs={draft.takeTheirs} onMine={draft.overwrite} />}
      <ApprovalNote template={template} draft={draft} />
      <ContentBar
        source={source}
        at={at}
        onAt={setAt}
        onChange={(next) => draft.change({ draft: next })}
        readOnly={readOnly}
      />
      <Writing
        key={`${at.segment}/${at.language}`}
        channel={channel}
        source={source}
        content={content}
        onChange={put}
        readOnly={readOnly}
      />
      <div className={classes.reading}>
        <Preview look={look} person={person} onPerson={setPerson} channel={channel} />
        <Checks look={look} />
      </div>
      {template.publishedVersion !== null && <Results template={template.key} />}
    </Stack>
  );
}
