import { type Context, type Liquid, Tag, type TagToken, type TopLevelToken } from 'liquidjs';
import { UnusableValue } from './faults.ts';
import { languageOf, wordsOf } from './words.ts';

type Links = { unsubscribe?: string; preferences?: string; view_in_browser?: string };

/**
 * The link tags that other platforms' templates use: `{% unsubscribe_link Stop these mails %}`,
 * `{% subscription_management_link %}` (or `{% preferences_link %}`), `{% unsubscribe_url %}`, `{% preferences_url %}`,
 * `{% view_in_browser_url %}`.
 * In HTML a link tag writes an anchor, in text the label and the address. A link that does not exist refuses the message.
 */
export function registerLinkTags(engine: Liquid, mode: 'html' | 'text'): void {
  engine.registerTag('unsubscribe_url', urlTag('unsubscribe', mode));
  engine.registerTag('preferences_url', urlTag('preferences', mode));
  engine.registerTag('view_in_browser_url', urlTag('view_in_browser', mode));
  engine.registerTag('unsubscribe_link', anchorTag('unsubscribe', mode));
  engine.registerTag('subscription_management_link', anchorTag('preferences', mode));
  engine.registerTag('preferences_link', anchorTag('preferences', mode));
}

function linkOf(context: Context, name: keyof Links): string {
  const url = (context.environments as { link?: Links }).link?.[name];
  if (!url) throw new UnusableValue(`The link “${name}” does not exist for this message.`);
  return url;
}

function urlTag(name: keyof Links, mode: 'html' | 'text') {
  return class extends Tag {
    override render(context: Context): string {
      const url = linkOf(context, name);
      return mode === 'html' ? escapeAttribute(url) : url;
    }
  };
}

function anchorTag(name: 'unsubscribe' | 'preferences', mode: 'html' | 'text') {
  return class extends Tag {
    label: string;
    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
      super(token, rest, liquid);
      // The author's own words; they may hold entities and are HTML already.
      this.label = token.args.trim().replace(/^(["'])(.*)\1$/, '$2');
    }
    override render(context: Context): string {
      const url = linkOf(context, name);
      const { locale } = context.environments as { locale?: string };
      const label = this.label || wordsOf(languageOf(locale))[name];
      // French sets its colon apart, and a space must not break there.
      if (mode === 'text') return `${label}${languageOf(locale) === 'fr' ? '\u00a0' : ''}: ${url}`;
      // clicktracking=off keeps relays from rewriting a link that must never break.
      const attributes = 'clicktracking="off" target="_blank" style="color:inherit"';
      return `<a href="${escapeAttribute(url)}" ${attributes}>${label}</a>`;
    }
  };
}

function escapeAttribute(url: string): string {
  return url.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
