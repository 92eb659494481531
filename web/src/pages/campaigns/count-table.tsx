import { Anchor, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Num } from '../../parts/figures.tsx';

/** How many of what: one figure to a line, under the two words that say so. */
export function CountTable(props: {
  label: string;
  of: string;
  counts: string;
  /** `open` shows the people behind a figure. */
  rows: readonly { key: string; says: ReactNode; count: number; open?: () => void }[];
}) {
  const { label, of, counts, rows } = props;
  return (
    <Table aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{of}</Table.Th>
          <Table.Th ta="right">{counts}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, says, count, open }) => (
          <Table.Tr key={key}>
            <Table.Td>{says}</Table.Td>
            <Table.Td ta="right" className="figures">
              {open ? (
                <Anchor component="button" type="button" size="sm" className="figures" onClick={open}>
                  <Num value={count} />
                </Anchor>
              ) : (
                <Num value={count} />
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
