/** The door of the API: the HTTP face of all rooms; it has no rules of its own. */
/** The app, made ready and not listening. */
export { buildApi } from './app.ts';
/** What it is made of. */
export type { ApiDeps } from './deps.ts';
/** Where an invitation is opened: also what the first start prints. */
export { invitationLink } from './pages/welcome.ts';
/** Building of the web application, when a start finds it missing or of other sources. */
export { buildWebWhenStale } from './web/index.ts';
