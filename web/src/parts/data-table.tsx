import { Box, Button, Group, Paper, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { itemsOf, type List } from '../queries/client.ts';
import { FRAME, useWords } from '../words.ts';
import classes from './data-table.module.css';
import { ErrorNote } from './error-note.tsx';
import { type Column, Rows } from './rows.tsx';

export type { Column } from './rows.tsx';

type Props<Item> = {
  /** What the table is about, for screen readers. */
  label: string;
  list: List<Item>;
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  /** Where a row leads; its first cell becomes the link. Nothing may be behind some. */
  to?: (item: Item) => string | undefined;
  /** Shown when there is nothing at all. */
  empty: ReactNode;
  /** The search that the list was asked with, and how to change it. */
  search?: { value: string; onChange: (text: string) => void; label: string };
  /** Filters, beside the search. */
  filters?: ReactNode;
};

const SEARCH_DELAY_MS = 250;

/** A list of the server, page after page: read with the eyes, the arrow keys, or on a phone as cards. */
export function DataTable<Item>(props: Props<Item>) {
  const { label, list, columns, keyOf, to, empty, search, filters } = props;
  const items = itemsOf(list);
  const nothing = list.isSuccess && items.length === 0;
  return (
    <Box>
      {(search || filters) && (
        <Group mb="sm" gap="xs" align="flex-end" className={classes.tools}>
          {search && <Search {...search} />}
          {filters}
        </Group>
      )}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {nothing && <Paper withBorder>{search?.value ? <NothingFound /> : empty}</Paper>}
      {!nothing && !(list.error && items.length === 0) && (
        <Paper withBorder className={classes.frame} data-busy={list.isPlaceholderData || undefined}>
          <Rows label={label} items={items} pending={list.isPending} columns={columns} keyOf={keyOf} to={to} />
        </Paper>
      )}
      <More list={list} shown={items.length} />
    </Box>
  );
}

/** Types freely; the list is asked once the fingers rest. */
function Search({ value, onChange, label }: { value: string; onChange: (text: string) => void; label: string }) {
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const ask = useDebouncedCallback((next: string) => {
    asked.current = next;
    onChange(next);
  }, SEARCH_DELAY_MS);
  // What was chosen elsewhere (a link, the way back) is shown; what is being typed stays.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setText(value);
  }, [value]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        ask(currentTarget.value.trim());
      }}
      flex="1 1 240px"
      maw={400}
    />
  );
}

function NothingFound() {
  const t = useWords(FRAME);
  return (
    <Text p="xl" ta="center" c="dimmed">
      {t('table.nothingFound')}
    </Text>
  );
}

function More<Item>({ list, shown }: { list: List<Item>; shown: number }) {
  const t = useWords(FRAME);
  if (!list.hasNextPage) return null;
  return (
    <Group justify="center" mt="md" gap="md">
      <Text size="sm" c="dimmed">
        {t('table.shown', { count: shown })}
      </Text>
      <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t('table.more')}
      </Button>
    </Group>
  );
}
