import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Failure } from '../queries/ask.ts';
import { FRAME, type Language, useLanguage, useWords } from '../words.ts';

type Props = { error: unknown; onRetry?: () => void; mt?: string };

/** What went wrong, in a sentence that says what to do. Shown where it happened, and nothing that was typed is lost. */
export function ErrorNote({ error, onRetry, ...place }: Props) {
  const t = useWords(FRAME);
  const { language } = useLanguage();
  if (!error) return null;
  const { code, sentence, foreign } = tellOf(error, t, language);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
      {...place}
    >
      {/* The server's sentences are English: a screen reader has to know. */}
      <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }} lang={foreign ? 'en' : language}>
        {sentence}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        {code}
        {onRetry && (
          <>
            {' · '}
            <Anchor component="button" type="button" size="xs" onClick={onRetry}>
              {t('retry')}
            </Anchor>
          </>
        )}
      </Text>
    </Alert>
  );
}

/** The sentence of a failure in the reader's language where the frame knows its code, else the server's own. */
export function tellOf(error: unknown, t: ReturnType<typeof useWords>, language: Language) {
  const failure = error instanceof Failure ? error : null;
  const code = failure?.code ?? 'WEB_FAULT';
  const params = Object.entries(failure?.params ?? {}).map(([name, value]) => [name, itemised(value)]);
  const faults = saidIn(failure?.details, language);
  const values = { ...Object.fromEntries(params), ...(faults && { faults: itemised(faults) }) };
  const known = t(`errors.${code}`, { ...values, defaultValue: '' });
  if (known !== '') return { code, sentence: known, foreign: false };
  return { code, sentence: (error as Error).message, foreign: true };
}

/** A list is written one item a line, as the server does. */
const itemised = (value: unknown) => (Array.isArray(value) ? value.map((one) => `\n– ${one}`).join('') : value);

type Said = { says?: Record<Language, string> };

/** Faults of fields in the reader's language, where the server says each in both. */
function saidIn(details: unknown, language: Language): string[] | null {
  if (!Array.isArray(details) || details.length === 0) return null;
  const said = (details as Said[]).flatMap((one) => one?.says?.[language] ?? []);
  return said.length === details.length ? said : null;
}
