import { Box, Group, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Source } from '../../queries/templates.ts';
import { useWords } from '../../words.ts';
import type { CodeHandle } from './code-editor.tsx';
import type { Content } from './contents.ts';
import { FieldsMenu } from './fields-menu.tsx';
import { ImageButton } from './image-button.tsx';
import { LineField } from './line-field.tsx';
import { SmsBody } from './sms-body.tsx';
import classes from './writing.module.css';

const CodeEditor = lazy(() => import('./code-editor.tsx'));
const VisualEditor = lazy(() => import('./visual/visual-editor.tsx'));

type View = 'visual' | 'both' | 'code';
const VIEWS: readonly View[] = ['visual', 'both', 'code'];
const KEPT = 'declic.messages.view';

type Props = {
  channel: string;
  source: Source;
  content: Content;
  onChange: (next: Partial<Content>) => void;
  readOnly: boolean;
};

/** Where a content is written: what is read first, then the body, in blocks, in code, or both side by side. */
export function Writing({ channel, source, content, onChange, readOnly }: Props) {
  const t = useWords('messages');
  if (channel !== 'email') return <SmsBody content={content} onChange={onChange} readOnly={readOnly} />;
  return (
    <Stack gap="sm">
      <div className={classes.head}>
        <LineField
          label={t('subject')}
          value={content.subject ?? ''}
          onChange={(subject) => onChange({ subject })}
          readOnly={readOnly}
          required
        />
        <LineField
          label={t('preheader')}
          description={t('preheaderText')}
          value={content.preheader ?? ''}
          onChange={(preheader) => onChange({ preheader: preheader === '' ? undefined : preheader })}
          readOnly={readOnly}
        />
      </div>
      <Body format={source.format} body={content.body} onChange={(body) => onChange({ body })} readOnly={readOnly} />
    </Stack>
  );
}

type BodyProps = { format: Source['format']; body: string; onChange: (body: string) => void; readOnly: boolean };

function Body({ format, body, onChange, readOnly }: BodyProps) {
  const t = useWords('messages');
  const blocks = format === 'mjml' && !readOnly;
  const [wanted, setWanted] = useState<View>(() => (localStorage.getItem(KEPT) as View | null) ?? 'visual');
  // Below each other nothing stands side by side.
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const ways = VIEWS.filter((one) => wide || one !== 'both');
  const view = !blocks ? 'code' : ways.includes(wanted) ? wanted : 'visual';
  const code = useRef<CodeHandle>(null);
  const choose = (next: View) => {
    localStorage.setItem(KEPT, next);
    setWanted(next);
  };
  return (
    <Stack gap="xs" component="section" aria-label={t('body')}>
      <Group justify="space-between" gap="xs">
        {blocks ? (
          <SegmentedControl
            aria-label={t('view.label')}
            data={ways.map((value) => ({ value, label: t(`view.${value}`) }))}
            value={view}
            onChange={(next) => choose(next as View)}
          />
        ) : (
          <div />
        )}
        {view !== 'visual' && !readOnly && (
          <Group gap="xs">
            <ImageButton onPick={({ path, alt }) => code.current?.insert(imageTag(format, path, alt))} />
            <FieldsMenu onPick={(liquid) => code.current?.insert(liquid)} />
          </Group>
        )}
      </Group>
      <Suspense fallback={<Skeleton h={560} />}>
        <div className={classes.body} data-view={view}>
          {view !== 'code' && <VisualEditor body={body} onChange={onChange} onCode={() => choose('code')} />}
          {view !== 'visual' && (
            <Box className={classes.code}>
              <CodeEditor ref={code} label={t('code')} value={body} onChange={onChange} readOnly={readOnly} />
            </Box>
          )}
        </div>
      </Suspense>
    </Stack>
  );
}

const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** How an image is written: a block of MJML, an element of HTML, its address in plain text. */
function imageTag(format: Source['format'], path: string, alt: string): string {
  if (format === 'text') return path;
  const attributes = `src="${path}" alt="${quoted(alt)}"`;
  return format === 'mjml' ? `<mj-image ${attributes} />` : `<img ${attributes}>`;
}
