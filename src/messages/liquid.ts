/**
 * The Liquid of messages. Three promises, on top of liquidjs: a hole is never printed (a missing, empty or unprintable
 * value refuses the message, unless the output says `| default:`), values are escaped where the text is HTML, and
 * a template cannot hurt the process (length, memory, output and time are bounded; there are no files).
 */
import {
  Context,
  type Emitter,
  Filter,
  Liquid,
  Output,
  Parser,
  type Template,
  TypeGuards,
  toValueSync,
} from 'liquidjs';
import { UnusableValue } from './faults.ts';
import { registerFilters } from './filters.ts';
import { registerLinkTags } from './link-tags.ts';
import { LONGEST_PART } from './template.ts';
import { htmlToText } from './text.ts';

/** Length of what a template may write, in characters: twenty times the size at which Gmail clips. */
export const LONGEST_OUTPUT = 2_000_000;
/** Units of liquidjs, near to characters and list items made while rendering. An honest message stays under 100,000. */
const MEMORY_UNITS = 5_000_000;
/** An honest message takes a few milliseconds; a wide margin, since time also passes while the machine does other things. */
const RENDER_MS = 1_000;
/** Parsed templates kept per kind of text. */
const PARSED_KEPT = 200;

/** What the text is: `html` escapes values, `text` prints them as they are. */
export type Mode = 'html' | 'text';

export type LiquidFault = {
  code: 'missing_variable' | 'unusable_value' | 'template_limit' | 'template_error';
  /** A sentence for the person's timeline. */
  reason: string;
  /** The variable or output that it is about, where it is one. */
  about?: string;
};

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]!);

const engines: Record<Mode, Liquid> = { html: makeEngine('html'), text: makeEngine('text') };
const parsed: Record<Mode, Map<string, Template[]>> = { html: new Map(), text: new Map() };

/** Renders; throws what `faultOf` explains. */
export function renderLiquid(mode: Mode, source: string, scope: object): string {
  const engine = engines[mode];
  const context = new Context(scope, engine.options, {
    sync: true,
    memoryLimit: MEMORY_UNITS,
    renderLimit: RENDER_MS,
  });
  return String(toValueSync(engine.renderer.renderTemplates(parseLiquid(mode, source), context, cappedEmitter())));
}

/** The parsed template, kept for the next person; throws on a syntax error. */
function parseLiquid(mode: Mode, source: string): Template[] {
  const kept = parsed[mode];
  const templates = kept.get(source) ?? new GuardedParser(engines[mode]).parse(source);
  // The oldest goes first; re-inserting keeps what is in use.
  kept.delete(source);
  kept.set(source, templates);
  if (kept.size > PARSED_KEPT) kept.delete(kept.keys().next().value!);
  return templates;
}

/** Variables that come from outside the template, as `user.first_name`; list items as `event.products`. */
export function variablesOf(mode: Mode, source: string): string[] {
  const segments = engines[mode].globalVariableSegmentsSync(parseLiquid(mode, source), { partials: false });
  const names = segments.map((path) => {
    const end = path.findIndex((segment) => typeof segment !== 'string');
    return (end < 0 ? path : path.slice(0, end)).join('.');
  });
  return [...new Set(names)].sort();
}

type LiquidjsError = Error & { originalError?: LiquidjsError; token?: { getPosition?: () => [number, number] } };

/** Why a render or a parse failed, in a sentence. */
export function faultOf(error: unknown): LiquidFault {
  const fault = error as LiquidjsError;
  let original: LiquidjsError = fault;
  while (original.originalError) original = original.originalError;
  const missing = /^undefined variable: (.+)$/.exec(original.message)?.[1];
  if (missing) {
    const reason = `The variable “${missing}” has no value for this person.`;
    return { code: 'missing_variable', reason, about: missing };
  }
  if (original instanceof UnusableValue) {
    return { code: 'unusable_value', reason: original.message, ...(original.about && { about: original.about }) };
  }
  if (/limit exceeded/.test(original.message) || original instanceof RangeError) {
    return {
      code: 'template_limit',
      reason: `The template asks for more than a message may use (${original.message}).`,
    };
  }
  const line = fault.token?.getPosition?.()[0];
  const place = line === undefined ? '' : ` at line ${line}`;
  return { code: 'template_error', reason: `The template cannot be read${place}: ${original.message.slice(0, 300)}.` };
}

function makeEngine(mode: Mode): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    // Conditions may ask for what is not there; that is how a template says what to do without it.
    lenientIf: true,
    ownPropertyOnly: true,
    relativeReference: false,
    // A mapping replaces the file system altogether.
    templates: {},
    timezoneOffset: 'UTC',
    parseLimit: LONGEST_PART * 2,
    // For the tags echo and cycle; outputs get their own guard in GuardedParser.
    outputEscape: function (this: unknown, value: unknown) {
      return print(mode, value, false, false, (this as { context: Context }).context, 'a tag');
    },
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
  registerFilters(engine);
  registerLinkTags(engine, mode);
  return engine;
}

/** Gives every `{{ output }}` its last filter: the one that refuses holes and escapes. */
class GuardedParser extends Parser {
  readonly engine: Liquid;
  constructor(engine: Liquid) {
    super(engine);
    this.engine = engine;
  }

  override parseToken(...args: Parameters<Parser['parseToken']>): ReturnType<Parser['parseToken']> {
    const template = super.parseToken(...args);
    if (!(template instanceof Output) || !TypeGuards.isOutputToken(args[0])) return template;
    const filters = template.value.filters;
    const engine = this.engine;
    const mode: Mode = engine === engines.html ? 'html' : 'text';
    const escapeIndex = filters.findIndex(({ name }) => name === '[object Function]');
    if (escapeIndex >= 0) filters.splice(escapeIndex, 1);
    const lenient = filters.some(({ name }) => name === 'default');
    const raw = filters.at(-1)?.raw ?? false;
    const name = args[0].getText();
    const guard = function (this: { context: Context }, value: unknown) {
      return print(mode, value, lenient, raw, this.context, name);
    };
    const token = { name: 'print', args: [] } as unknown as ConstructorParameters<typeof Filter>[0];
    filters.push(new Filter(token, { handler: guard, raw: true } as never, engine));
    return template;
  }
}

function print(mode: Mode, value: unknown, lenient: boolean, raw: boolean, context: Context, name: string): string {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    throw new UnusableValue(
      `${name} is a list or an object and cannot be printed as it is; use a field of it or “| join”.`,
    );
  }
  const text = value === null || value === undefined ? '' : value instanceof Date ? value.toISOString() : String(value);
  if (text.trim() === '' && !lenient) throw new UnusableValue(`${name} has no value for this person.`, name);
  context.memoryLimit.use(text.length);
  if (mode === 'text') return raw ? htmlToText(text) : text;
  return raw ? text : escapeHtml(text);
}

/** An emitter that stops at the longest output, so that a loop cannot write for ever. */
function cappedEmitter(): Emitter {
  let length = 0;
  return {
    buffer: '',
    write(piece: unknown) {
      const text = piece === null || piece === undefined ? '' : String(piece);
      length += text.length;
      if (length > LONGEST_OUTPUT) throw new RangeError(`output limit exceeded: ${LONGEST_OUTPUT} characters`);
      this.buffer += text;
    },
  };
}
