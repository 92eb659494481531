import { Box, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type Props = {
  icon: TablerIcon;
  title: string;
  /** What this is for and what to do next: an empty screen teaches. */
  text: ReactNode;
  action?: ReactNode;
};

/** Where nothing is yet, or nothing can be shown. */
export function EmptyState({ icon: Icon, title, text, action }: Props) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      <ThemeIcon size={56} radius={28} variant="light" color="gray">
        <Icon size={28} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Title order={2} mt="xs">
        {title}
      </Title>
      <Box maw={520}>
        <Text c="dimmed" component="div">
          {text}
        </Text>
      </Box>
      {action && (
        <Group mt="xs" justify="center">
          {action}
        </Group>
      )}
    </Stack>
  );
}
