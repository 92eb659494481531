import { Link, useRouterState } from '@tanstack/react-router';
import classes from './sections.module.css';

/** `/settings` is not here when `/settings/keys` is. */
const EXACT = { exact: true };

/** The pages of a room that has several, side by side below its title. */
export function Sections({ label, entries }: { label: string; entries: readonly { to: string; label: string }[] }) {
  const place = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <nav aria-label={label} className={classes.list}>
      {entries.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          activeOptions={EXACT}
          className={classes.entry}
          aria-current={place === entry.to ? 'page' : undefined}
        >
          {entry.label}
        </Link>
      ))}
    </nav>
  );
}
