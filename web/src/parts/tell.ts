import { notifications } from '@mantine/notifications';
import { FRAME, useWords } from '../words.ts';

/** Tells that something is done, or why not, beside whatever is on the screen. */
export function useTell(): (message: string, colour?: 'teal' | 'red') => void {
  const t = useWords(FRAME);
  return (message, color = 'teal') =>
    void notifications.show({ message, color, closeButtonProps: { 'aria-label': t('close') } });
}
