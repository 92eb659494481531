/**
 * One content, from what the marketer wrote to what is sent: the footer is added where it is missing, MJML becomes HTML once, the
 * text part is made, and both orders of Liquid and MJML are compared on sample people.
 */
import { nameLinks } from './anchors.ts';
import type { Check } from './check.ts';
import { type CheckInput, sampleChecks, staticChecks } from './checks.ts';
import { exampleOf } from './example.ts';
import { appendFooter, appendStop, footerNeeds, lacksAny } from './footer.ts';
import { faultOf, LONGEST_OUTPUT, type Mode, renderLiquid, variablesOf } from './liquid.ts';
import { compileMjml, MjmlFault, mjmlToHtml } from './mjml.ts';
import { protectLiquid } from './protect.ts';
import { render } from './render.ts';
import { type MessageValues, type Surrounding, scopeOf } from './scope.ts';
import { type CompiledTemplate, LONGEST_PART, type TemplateSource } from './template.ts';
import { htmlToText } from './text.ts';

/** Links get their names once both orders were compared: until then the HTML is what Liquid and MJML make of it. */
function withLinks(compiled: CompiledTemplate, prefix: string): CompiledTemplate {
  return compiled.channel === 'email' && compiled.html !== undefined
    ? { ...compiled, ...nameLinks(compiled.html, prefix) }
    : compiled;
}

/** A sample person with the values they would get. */
export type Sample = { values: MessageValues; around: Surrounding };

export type ContentInput = CheckInput & {
  /** A handful of real people; without any, one made up from the template's variables. */
  samples?: readonly Sample[];
  now: Date;
  /** Before the names of links that have none of their own: those of one content are told apart from those of another. */
  linkPrefix?: string;
};

/** `compiled` is null when a check blocks. */
export type CompiledWithChecks = { compiled: CompiledTemplate | null; checks: Check[] };

export async function compileContent(given: ContentInput): Promise<CompiledWithChecks> {
  const checks: Check[] = [];
  const input = { ...given, source: withPublicImages(given.source, given.publicUrl) };
  const parts = readParts(input, checks);
  if (!parts) return { compiled: null, checks };
  checks.push(...staticChecks(input, parts.variables));
  const draft = await compile(input, parts, checks);
  if (!draft) return { compiled: null, checks };
  const samples = input.samples?.length ? input.samples : [exampleOf(input, parts.variables)];
  const compiled = withLinks(await chooseOrder(draft, parts, samples), input.linkPrefix ?? '');
  const results = await Promise.all(samples.map(({ values, around }) => render(compiled, values, around)));
  // What a made-up person lacks says nothing about real ones.
  const told = sampleChecks(compiled, results).filter(({ code }) => input.samples?.length || code !== 'SAMPLE_SKIPPED');
  checks.push(...told);
  return { compiled: checks.some(({ level }) => level === 'block') ? null : compiled, checks };
}

/** Drafts name the library's images by their path, wherever they are edited; a message needs the whole address. */
function withPublicImages(source: TemplateSource, publicUrl: string | undefined): TemplateSource {
  if (!publicUrl || source.format === 'text') return source;
  const base = publicUrl.replace(/\/+$/, '');
  return { ...source, body: source.body.replace(/(["'(]\s*)(?=\/i\/[0-9a-f]{40}\.)/g, `$1${base}`) };
}

type Parts = { body: string; text: string | undefined; variables: string[] };

/** Parses every part; a syntax error is a check with the name of the part. Adds the footer to those that lack one. */
function readParts(input: ContentInput, checks: Check[]): Parts | null {
  const { source, shop } = input;
  const mode: Mode = source.format === 'text' ? 'text' : 'html';
  const variables = new Set<string>();
  const read = (part: string, text: string | undefined, as: Mode): string[] => {
    if (text === undefined) return [];
    try {
      if (text.length > LONGEST_PART) throw new RangeError(`length limit exceeded: ${LONGEST_PART} characters`);
      const names = variablesOf(as, text);
      for (const name of names) variables.add(name);
      return names;
    } catch (error) {
      const { reason } = faultOf(error);
      checks.push({
        code: 'LIQUID_INVALID',
        level: 'block',
        sentence: `In the ${part}: ${reason}`,
        details: { part, reason },
      });
      return [];
    }
  };
  const inBody = read('body', source.body, mode);
  const inText = read('text part', source.text, 'text');
  for (const part of ['subject', 'preheader', 'fromName', 'fromAddress', 'replyTo'] as const)
    read(part, source[part], 'text');
  if (checks.some(({ level }) => level === 'block')) return null;
  if (input.channel === 'sms') {
    const body = input.class === 'promotional' ? appendStop(source.body) : source.body;
    return { body, text: undefined, variables: [...variables].sort() };
  }
  if (input.channel !== 'email') return { body: source.body, text: source.text, variables: [...variables].sort() };
  const bodyNeeds = footerNeeds(source.body, inBody, input.class, shop);
  const body = appendFooter(source.format, withPreheader(source.format, source.body, source.preheader), bodyNeeds);
  const text =
    source.text === undefined
      ? undefined
      : appendFooter('text', source.text, footerNeeds(source.text, inText, input.class, shop));
  if (lacksAny(bodyNeeds)) {
    checks.push({
      code: 'FOOTER_ADDED',
      level: 'info',
      sentence: 'The identity and unsubscribe lines that the template lacks are added at its end.',
    });
  }
  return { body, text, variables: [...variables].sort() };
}

function withPreheader(format: string, body: string, preheader: string | undefined): string {
  if (!preheader || format === 'text') return body;
  if (format === 'html') {
    const hidden = `<div style="display:none;max-height:0;overflow:hidden">${preheader}</div>`;
    return /<body\b[^<>]*>/i.test(body) ? body.replace(/<body\b[^<>]*>/i, (tag) => tag + hidden) : hidden + body;
  }
  if (/<mj-preview\b/i.test(body)) return body;
  const tag = `<mj-preview>${preheader}</mj-preview>`;
  if (/<mj-head\b[^<>]*>/i.test(body)) return body.replace(/<mj-head\b[^<>]*>/i, (head) => head + tag);
  return body.replace(/<mj-body\b/i, (start) => `<mj-head>${tag}</mj-head>${start}`);
}

async function compile(input: ContentInput, parts: Parts, checks: Check[]): Promise<CompiledTemplate | null> {
  const { source } = input;
  const base: CompiledTemplate = {
    compiler: 1,
    channel: input.channel,
    class: input.class,
    slow: false,
    variables: parts.variables,
    ...(source.utm !== undefined && { utm: source.utm }),
  };
  for (const name of ['subject', 'fromName', 'fromAddress', 'replyTo'] as const) {
    if (source[name]?.trim()) base[name] = source[name];
  }
  if (source.format === 'text') return { ...base, text: parts.body };
  if (source.format === 'html') return withText({ ...base, html: parts.body }, parts.text);
  try {
    const { html, slowReason } = await compileMjml(parts.body);
    if (html.length > LONGEST_OUTPUT) throw new MjmlFault('it becomes longer than a message may be');
    const compiled = withText({ ...base, html }, parts.text);
    return slowReason ? slowly(compiled, parts, slowReason) : compiled;
  } catch (error) {
    if (!(error instanceof MjmlFault)) throw error;
    // Liquid may stand where MJML cannot bear it (inside a tag); Liquid first may still work, the samples will tell.
    if (/\{[{%]/.test(error.message)) {
      return slowly(base, parts, `Liquid stands where MJML cannot keep it (${error.message})`);
    }
    const sentence = `The MJML has a fault: ${error.message}.`;
    checks.push({ code: 'MJML_INVALID', level: 'block', sentence, details: { reason: error.message } });
    return null;
  }
}

/**
 * Liquid first, for each person. The text part is then made from each person's HTML, unless the author wrote one: text
 * made from the compiled HTML might follow another branch.
 */
function slowly(compiled: CompiledTemplate, { body, text }: Parts, slowReason: string): CompiledTemplate {
  const { html: _html, text: _text, ...rest } = compiled;
  return { ...rest, ...(text !== undefined && { text }), slow: true, slowReason, mjml: body };
}

/** The author's text part, else one made from the HTML with its Liquid kept, where that can be read as Liquid. */
function withText(compiled: CompiledTemplate, own: string | undefined): CompiledTemplate {
  if (own !== undefined) return { ...compiled, text: own };
  if (compiled.html === undefined) return compiled;
  try {
    const { text, restore } = protectLiquid(compiled.html);
    const made = restore(htmlToText(text));
    variablesOf('text', made);
    return { ...compiled, text: made };
  } catch {
    // A condition that began in the head or inside a tag: the text is then made from each person's HTML. (Markup that
    // is nested too deeply fails there as well, and the samples tell.)
    return compiled;
  }
}

/** Renders every sample both ways; where they differ, the template keeps its MJML and Liquid goes first. */
async function chooseOrder(
  compiled: CompiledTemplate,
  parts: Parts,
  samples: readonly Sample[],
): Promise<CompiledTemplate> {
  if (compiled.slow || compiled.html === undefined || !/<mjml\b/i.test(parts.body)) return compiled;
  for (const { values, around } of samples) {
    const scope = scopeOf(compiled, values, around);
    const [fast, slow] = [
      attempt(() => renderLiquid('html', compiled.html!, scope)),
      attempt(() => renderLiquid('html', parts.body, scope)),
    ];
    // Skipped either way: this person says nothing about the order.
    if (fast === null && slow === null) continue;
    const first = slow === null ? null : await mjmlToHtml(slow).catch(() => null);
    if (fast === null || first === null || layoutOf(fast) !== layoutOf(first)) {
      return slowly(
        compiled,
        parts,
        'for a sample person, Liquid before MJML gives another message than MJML before Liquid',
      );
    }
  }
  return compiled;
}

/** What readers see, in a form in which equal layouts are equal texts. */
function layoutOf(html: string): string {
  const from = html.indexOf('<title>');
  const title = from < 0 ? '' : html.slice(from, html.indexOf('</title>', from));
  const body = html.slice(Math.max(html.indexOf('<body'), 0));
  return (
    (title + body)
      .replace(/\s+/g, ' ')
      .replaceAll('> <', '><')
      // MJML joins neighbouring Outlook comments; with Liquid between them it cannot see that they are neighbours.
      .replaceAll('<![endif]--><!--[if mso | IE]>', '')
      .replaceAll(' <', '<')
      .replaceAll(' >', '>')
      .replaceAll('< ', '<')
      .replaceAll('> ', '>')
      .trim()
  );
}

function attempt(work: () => string): string | null {
  try {
    return work();
  } catch {
    return null;
  }
}
