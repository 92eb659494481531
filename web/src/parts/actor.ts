import { FRAME, useWords } from '../words.ts';

const KEY = /^key (.+)$/;

/** Who did something, in words: an account by its address, a program by the name of its key. */
export function useActor(): (by: string) => string {
  const t = useWords(FRAME);
  return (by) => {
    const name = KEY.exec(by)?.[1];
    return name === undefined ? by : t('actor.key', { name });
  };
}
