import { Box, Button, Group, Paper, Skeleton, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { itemsOf, type List } from '../queries/client.ts';
import { FRAME, useWords } from '../words.ts';
import classes from './data-table.module.css';
import { ErrorNote } from './error-note.tsx';
import { where } from './where.ts';

export type Column<Item> = {
  /** A key of its own, for React. */
  key: string;
  label: string;
  cell: (item: Item) => ReactNode;
  /** Figures stand on the right. */
  align?: 'right';
  width?: number | string;
  /** Short words that a narrow column would break: “E-mail”. */
  whole?: boolean;
};

type Props<Item> = {
  /** What the table is about, for screen readers. */
  label: string;
  list: List<Item>;
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  /** Where a row leads; its first cell becomes the link. */
  to?: (item: Item) => string;
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
          <Table
            role="table"
            aria-label={label}
            aria-busy={list.isPending}
            className={classes.table}
            highlightOnHover={!!to}
          >
            <Head columns={columns} />
            <Table.Tbody role="rowgroup" onKeyDown={moveBetweenRows}>
              {list.isPending && <Waiting columns={columns} />}
              {items.map((item) => (
                <Row key={keyOf(item)} item={item} columns={columns} to={to?.(item)} />
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
      <More list={list} shown={items.length} />
    </Box>
  );
}

function Head<Item>({ columns }: { columns: readonly Column<Item>[] }) {
  return (
    <Table.Thead role="rowgroup">
      <Table.Tr role="row">
        {columns.map(({ key, label, align, width }) => (
          <Table.Th key={key} role="columnheader" ta={align} w={width}>
            {label}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

function Row<Item>({ item, columns, to }: { item: Item; columns: readonly Column<Item>[]; to: string | undefined }) {
  return (
    <Table.Tr role="row" className={to ? classes.open : undefined}>
      {columns.map(({ key, label, cell, align, whole }, at) => (
        <Table.Td
          key={key}
          role="cell"
          ta={align}
          className={align && 'figures'}
          data-label={label}
          style={whole ? { whiteSpace: 'nowrap' } : undefined}
          data-first={at === 0 || undefined}
        >
          {at === 0 && to ? (
            <Link {...where(to)} className={classes.link}>
              {cell(item)}
            </Link>
          ) : (
            cell(item)
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** Arrow keys go from row to row, as they do in a mail program. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${classes.link}`)];
  const at = links.indexOf(event.target as HTMLElement);
  if (step === undefined || at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}

function Waiting({ columns }: { columns: readonly { key: string }[] }) {
  return ['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
    <Table.Tr key={row} role="row">
      {columns.map(({ key }) => (
        <Table.Td key={key} role="cell">
          <Skeleton h={16} maw={160} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}

/** Types freely; the list is asked once the fingers rest. */
function Search({ value, onChange, label }: { value: string; onChange: (text: string) => void; label: string }) {
  const [text, setText] = useState(value);
  const ask = useDebouncedCallback(onChange, SEARCH_DELAY_MS);
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
