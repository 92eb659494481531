/** Routes out of the registry. Words and code of a page are fetched together, and already when a link to it is pointed at. */
import {
  type AsyncRouteComponent,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  useParams,
  useSearch,
} from '@tanstack/react-router';
import { Allowed } from './parts/allowed.tsx';
import { BrokenPage, MissingPage } from './parts/astray.tsx';
import { Shell } from './parts/shell/shell.tsx';
import { type PageSpec, pages } from './registry.ts';
import { loadWords } from './words.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage, errorComponent: BrokenPage });

const routeOf = ({ path, room, words = [], right, load }: PageSpec) => {
  const Page = lazyRouteComponent(load, 'Page') as AsyncRouteComponent<object>;
  return createRoute({
    getParentRoute: () => root,
    path,
    loader: () => Promise.all([room, ...words].map(loadWords)),
    component: () => (
      <Allowed right={right}>
        <Page />
      </Allowed>
    ),
    errorComponent: BrokenPage,
  });
};

export const router = createRouter({
  routeTree: root.addChildren(pages.map(routeOf)),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: Number.POSITIVE_INFINITY,
  scrollRestoration: true,
});

/** The parameters of this page's path. */
export const usePageParams = (): Record<string, string> => useParams({ strict: false });

/** What stands behind the ? of this page's address: filters live there, so that a view can be kept and passed on. */
export const usePageSearch = (): Record<string, string | undefined> => useSearch({ strict: false });
