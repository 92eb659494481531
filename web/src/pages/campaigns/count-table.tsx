import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Num } from '../../parts/figures.tsx';

/** How many of what: one figure to a line, under the two words that say so. */
export function CountTable(props: {
  label: string;
  of: string;
  counts: string;
  rows: readonly { key: string; says: ReactNode; count: number }[];
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
        {rows.map(({ key, says, count }) => (
          <Table.Tr key={key}>
            <Table.Td>{says}</Table.Td>
            <Table.Td ta="right" className="figures">
              <Num value={count} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
