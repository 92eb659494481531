import { notifications } from '@mantine/notifications';
import { FRAME, useLanguage, useWords } from '../words.ts';
import { tellOf } from './error-note.tsx';

/** As wide as a phone, where a message at the foot would lie over the button that comes next. */
const NARROW = '(max-width: 48em)';

/** Tells that something is done, or why not, beside whatever is on the screen. */
export function useTell(): (message: string, colour?: 'teal' | 'red') => void {
  const t = useWords(FRAME);
  return (message, color = 'teal') =>
    void notifications.show({
      message,
      color,
      position: window.matchMedia(NARROW).matches ? 'top-center' : 'bottom-right',
      closeButtonProps: { 'aria-label': t('close') },
    });
}

/** Tells why something failed that has no place of its own to say so, in the reader's language. */
export function useTellFailure(): (error: unknown) => void {
  const t = useWords(FRAME);
  const { language } = useLanguage();
  const tell = useTell();
  return (error) => tell(tellOf(error, t, language).sentence, 'red');
}
