import { Anchor, Box, Group, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';

type Props = {
  title: string;
  /** One sentence: what this page answers. */
  text?: ReactNode;
  /** The page above this one. */
  back?: { to: string; label: string };
  /** What can be done here, most wanted last. */
  actions?: ReactNode;
  /** Beside the title: a state. */
  mark?: ReactNode;
};

/** Title of a page, also of the browser's tab. */
export function PageHeader({ title, text, back, actions, mark }: Props) {
  useEffect(() => {
    document.title = `${title} · Déclic`;
  }, [title]);
  return (
    <Box component="header" mb="lg">
      {back && (
        <Anchor component={Link} to={back.to} size="sm" c="dimmed" mb={4} display="inline-flex">
          <IconChevronLeft size={18} aria-hidden /> {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Box miw={0} style={{ flex: '1 1 280px' }}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {mark}
          </Group>
          {text && (
            <Text c="dimmed" mt={4} maw={720} style={{ overflowWrap: 'anywhere' }}>
              {text}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </Box>
  );
}
