import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { Leaving } from '../../parts/leaving.tsx';

/** Settings whose value was typed and waits for its button. */
const Unsaved = createContext<Set<string>>(new Set());

/** Leaving the page asks while any setting on it waits for its button. */
export function AskBeforeLeaving({ children }: { children: ReactNode }) {
  const [waiting] = useState(() => new Set<string>());
  return (
    <Unsaved value={waiting}>
      <Leaving unsaved={() => waiting.size > 0} />
      {children}
    </Unsaved>
  );
}

/** Says whether this setting waits. */
export function useUnsaved(key: string, waits: boolean): void {
  const waiting = useContext(Unsaved);
  useEffect(() => {
    if (waits) waiting.add(key);
    return () => void waiting.delete(key);
  }, [waiting, key, waits]);
}
