import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

type Props = {
  title: string;
  text?: ReactNode;
  /** On the right of the title: a link or a figure. */
  aside?: ReactNode;
  children: ReactNode;
};

/** One matter of a page, with its own title. */
export function Card({ title, text, aside, children }: Props) {
  const id = useId();
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div className={classes.head}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {text && (
            <Text size="sm" c="dimmed" mt={2}>
              {text}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      <div style={{ marginTop: 16 }}>{children}</div>
    </Paper>
  );
}
