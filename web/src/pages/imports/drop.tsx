import '@mantine/dropzone/styles.layer.css';
import { Button, Paper, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ErrorNote } from '../../parts/error-note.tsx';
import { JobProgress } from '../../parts/job-progress.tsx';
import { Failure } from '../../queries/ask.ts';
import { sendFile, useImportKinds } from '../../queries/imports.ts';
import { useWords } from '../../words.ts';

const MB = 1024 * 1024;

/** Takes a file, sends it, and opens the page that shows what is in it. */
export function Drop() {
  const t = useWords('imports');
  const navigate = useNavigate();
  const { data: known } = useImportKinds();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<{ file: string; share: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const most = known?.longestUpload;
  const tooLarge = () =>
    setError(
      new Failure(413, { code: 'INTAKE_UPLOAD_TOO_LARGE', message: '', params: { most: Math.floor(most! / MB) } }),
    );
  const send = async ([file]: File[]) => {
    if (!file) return;
    setError(null);
    setSending({ file: file.name, share: 0 });
    try {
      const { id } = await sendFile(file, (share) => setSending({ file: file.name, share }));
      await navigate({ to: `/imports/file/${id}` });
    } catch (caught) {
      setError(caught);
    }
    setSending(null);
  };
  return (
    <Stack gap="sm" mb="lg">
      <Dropzone
        onDrop={(files) => void send(files)}
        onReject={tooLarge}
        {...(most === undefined ? {} : { maxSize: most })}
        multiple={false}
        useFsAccessApi={false}
        // The button is what keyboards and screen readers use. It has an input of its own: that of the drop zone opens by Space and not by Enter.
        activateOnKeyboard={false}
        disabled={sending !== null}
        p="xl"
        inputProps={{ 'aria-label': t('drop.title') }}
      >
        <Stack align="center" gap="xs" ta="center">
          <IconFileUpload size={36} stroke={1.4} aria-hidden />
          <Text fw={600}>{t('drop.title')}</Text>
          <Button
            variant="default"
            disabled={sending !== null}
            style={{ pointerEvents: 'all' }}
            onClick={(event) => {
              event.stopPropagation();
              input.current?.click();
            }}
          >
            {t('drop.choose')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('drop.text')}
          </Text>
        </Stack>
      </Dropzone>
      <input
        type="file"
        hidden
        ref={input}
        aria-label={t('drop.choose')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file && most !== undefined && file.size > most) tooLarge();
          else if (file) void send([file]);
          // The same file again, once it was corrected, is a change too.
          currentTarget.value = '';
        }}
      />
      {sending && (
        <Paper withBorder p="md">
          <JobProgress
            label={t('drop.sending', { file: sending.file })}
            done={Math.round(sending.share * 100)}
            of={100}
            told=""
          />
        </Paper>
      )}
      <ErrorNote error={error} />
    </Stack>
  );
}
