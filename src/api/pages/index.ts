import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../deps.ts';
import { confirmPages } from './confirm.ts';
import { engagementPages } from './engagement.ts';
import { formPages } from './form.ts';
import { imagePages } from './image.ts';
import { messagePages } from './message.ts';
import { preferencePages } from './preferences.ts';
import { welcomePages } from './welcome.ts';

/** Forms of these pages are a few words long. */
const LONGEST_FORM = 16 * 1024;

/** The pages that people open without an account: what they hold in their hand is a signed link or an invitation. */
export const publicPages = (deps: ApiDeps) => async (app: FastifyInstance) => {
  const form = { parseAs: 'string', bodyLimit: LONGEST_FORM } as const;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', form, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  // Scripts of the shop's pages send forms as JSON. What is none says nothing: the form says what is missing.
  app.addContentTypeParser('application/json', form, (_, body, done) => done(null, jsonOrNothing(String(body))));
  // RFC 8058 lets mailboxes post multipart forms too; whatever comes, the link alone says what is meant.
  app.addContentTypeParser('*', form, (_, _body, done) => done(null, {}));
  imagePages(app, deps);
  messagePages(app, deps);
  preferencePages(app, deps);
  formPages(app, deps);
  confirmPages(app, deps);
  engagementPages(app, deps);
  welcomePages(app, deps);
};

function jsonOrNothing(text: string): object {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}
