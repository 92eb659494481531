import { Alert, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { tellOf } from '../../parts/error-note.tsx';
import { useFormat } from '../../parts/figures.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Failure } from '../../queries/ask.ts';
import type { ImportFault, ImportLook, LineShown } from '../../queries/imports.ts';
import { FRAME, useLanguage, useWords } from '../../words.ts';
import { Stored } from './stored.tsx';

/** The first lines as they will be stored, and what is wrong with those that will not. */
export function Lines({ look }: { look: ImportLook }) {
  const t = useWords('imports');
  const { number } = useFormat();
  if (look.problem) return <Problem problem={look.problem} />;
  const { file, lines, faults } = look;
  const below = faults.filter(({ line }) => !lines.some((shown) => shown.line === line));
  return (
    <Stack>
      {file && (
        <Text size="sm" role="status">
          {file.tried === 0 && t('preview.noLines')}
          {file.tried > 0 && file.bad === 0 && t('preview.allGood', { count: file.tried })}
          {file.bad > 0 && file.bad < file.tried && t('preview.someBad', { count: file.bad, of: number(file.tried) })}
          {file.bad > 0 && file.bad === file.tried && t('preview.allBad', { count: file.bad })}
        </Text>
      )}
      {file?.notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" lang="en">
          {note}
        </Text>
      ))}
      <Table.ScrollContainer minWidth={280}>
        <Table aria-label={t('preview.title')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={130}>{t('preview.line')}</Table.Th>
              <Table.Th>{t('preview.stored')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rows may stand on one line
              <Table.Tr key={`${line.line} ${at}`} style={{ verticalAlign: 'top' }}>
                <Table.Td>
                  <Text size="sm" className="figures">
                    {line.line}
                  </Text>
                  <LineState line={line} />
                </Table.Td>
                <Table.Td>{line.fault ? <FaultTold fault={line.fault} /> : <Stored line={line} />}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {below.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb="xs">
            {t('preview.further')}
          </Text>
          <Stack gap="xs">
            {below.map((fault) => (
              <FaultTold key={fault.line} fault={fault} withLine />
            ))}
          </Stack>
        </div>
      )}
    </Stack>
  );
}

function LineState({ line }: { line: LineShown }) {
  const t = useWords('imports');
  if (line.fault) return <StateBadge mood="bad" label={t('preview.bad')} />;
  if (line.dropped.length > 0) return <StateBadge mood="unsure" label={t('preview.partly')} />;
  return <StateBadge mood="good" label={t('preview.good')} />;
}

/** What is wrong with a line, what to do, and the line itself. */
export function FaultTold({ fault, withLine = false }: { fault: ImportFault; withLine?: boolean }) {
  const t = useWords('imports');
  const { language } = useLanguage();
  const { line, column, says, todo, raw } = fault;
  const where = [withLine ? t('preview.lineNumber', { line }) : '', column ? t('preview.inColumn', { column }) : '']
    .filter((part) => part !== '')
    .join(', ');
  return (
    <div>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {where !== '' && <strong>{t('preview.where', { where })} </strong>}
        {sentence(says[language])} {todo[language]}
      </Text>
      <Text size="xs" c="dimmed" ff="monospace" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        {raw}
      </Text>
    </div>
  );
}

/** A fault as a sentence of its own. */
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;

/** What keeps the file from being read at all: the columns above mend it. */
function Problem({ problem }: { problem: NonNullable<ImportLook['problem']> }) {
  const t = useWords('imports');
  const frame = useWords(FRAME);
  const { language } = useLanguage();
  const missing = problem.fields.map((name) => t(`fields.${name}`)).join(', ');
  const told = tellOf(new Failure(422, { ...problem, params: problem.params as Failure['params'] }), frame, language);
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} role="status">
      {missing !== '' ? (
        <Text size="sm">{t('preview.missing', { missing })}</Text>
      ) : (
        <Text size="sm" lang={told.foreign ? 'en' : language}>
          {told.sentence}
        </Text>
      )}
    </Alert>
  );
}
