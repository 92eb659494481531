import { Link, useRouterState } from '@tanstack/react-router';
import { useMay } from '../../queries/session.ts';
import { pages } from '../../registry.ts';
import { FRAME, useWords } from '../../words.ts';
import classes from './shell.module.css';

/** The router would mark home everywhere. */
const EXACT = { exact: true };

/** What I may open, in the order of the registry. A page below an entry (`/segments/loyal`) marks the entry. */
export function Navigation() {
  const t = useWords(FRAME);
  const may = useMay();
  const place = useRouterState({ select: ({ location }) => location.pathname });
  const isHere = (path: string) => place === path || (path !== '/' && place.startsWith(`${path}/`));
  return pages.map(({ path, room, right, icon: Icon }) =>
    Icon && may(right) ? (
      <Link
        key={path}
        to={path}
        activeOptions={EXACT}
        className={classes.entry}
        data-here={isHere(path) || undefined}
        aria-current={isHere(path) ? 'page' : undefined}
      >
        <Icon size={20} stroke={1.6} aria-hidden />
        {t(`rooms.${room}`)}
      </Link>
    ) : null,
  );
}
