import { Skeleton, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import classes from './rows.module.css';
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
  items: readonly Item[];
  columns: readonly Column<Item>[];
  keyOf: (item: Item) => string;
  /** Where a row leads; its first cell becomes the link. Nothing may be behind some. */
  to?: (item: Item) => string | undefined;
  /** Nothing is there yet, and its place is kept. */
  pending?: boolean;
};

/** A table that is read with the eyes, the arrow keys, or on a phone as cards. */
export function Rows<Item>({ label, items, columns, keyOf, to, pending = false }: Props<Item>) {
  return (
    <Table role="table" aria-label={label} aria-busy={pending} className={classes.table} highlightOnHover={!!to}>
      <Head columns={columns} />
      <Table.Tbody role="rowgroup" onKeyDown={moveBetweenRows}>
        {pending && <Waiting columns={columns} />}
        {items.map((item) => (
          <Row key={keyOf(item)} item={item} columns={columns} to={to?.(item)} />
        ))}
      </Table.Tbody>
    </Table>
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
