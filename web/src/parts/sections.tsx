import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import classes from './sections.module.css';

/** `/settings` is not here when `/settings/keys` is. */
const EXACT = { exact: true };

type Props = {
  label: string;
  entries: readonly { to: string; label: string }[];
  /** The one that is open where that is not the page itself: a group of pages. */
  here?: string;
  /** Below others. */
  small?: boolean;
};

/** The pages of a room that has several, side by side below its title. */
export function Sections({ label, entries, here, small = false }: Props) {
  const place = useRouterState({ select: ({ location }) => location.pathname });
  const list = useRef<HTMLElement>(null);
  // On a phone the open one may stand aside: it is brought in, and the page stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: which one is open is read of what was drawn
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (list.current && open)
      list.current.scrollLeft = open.offsetLeft - list.current.offsetLeft - open.offsetWidth / 2;
  }, [place]);
  return (
    <nav aria-label={label} className={small ? classes.small : classes.list} ref={list}>
      {entries.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          activeOptions={EXACT}
          className={classes.entry}
          aria-current={place === entry.to ? 'page' : here === entry.to ? 'true' : undefined}
        >
          {entry.label}
        </Link>
      ))}
    </nav>
  );
}
