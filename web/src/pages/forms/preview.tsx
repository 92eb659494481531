import { Paper, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ErrorNote } from '../../parts/error-note.tsx';
import { type FormDraft, useFormPreview } from '../../queries/forms.ts';
import { type Language, useWords } from '../../words.ts';
import classes from './preview.module.css';

const REST_MS = 300;

/** The form as people will see it, while it is written. Nothing in it runs, and it leads nowhere. */
export function Preview({ draft, language }: { draft: FormDraft; language: Language }) {
  const t = useWords('forms');
  const [rested] = useDebouncedValue(draft, REST_MS);
  const { data, error } = useFormPreview(rested, language);
  return (
    <section aria-label={t('preview')} className={classes.sticky}>
      <Text size="sm" fw={600} mb="xs">
        {t('preview')}
      </Text>
      <ErrorNote error={error} />
      {data && (
        <Paper withBorder className={classes.frame}>
          <iframe sandbox="" srcDoc={data.html} title={t('preview')} className={classes.page} />
        </Paper>
      )}
    </section>
  );
}
