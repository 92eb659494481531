/** Building of the application, where it is missing or older than its sources. */
export { buildWebWhenStale, type WebBuild } from './build.ts';
/** Its files and its page. */
export { asksForPage, sendApplication, webRoutes } from './serve.ts';
