/**
 * The registry of errors. A room declares its errors once, in its `errors.ts`:
 *
 *     export const segmentErrors = defineErrors('segments', {
 *       SEG_CYCLE: {
 *         status: 422,
 *         sentence: 'The segment “{segment}” refers to itself through {path}.',
 *         todo: 'Take one of these references away.',
 *       },
 *     });
 *
 * and throws them by name: `throw segmentErrors.SEG_CYCLE({ segment: 'loyal', path: 'loyal → vip → loyal' })`.
 * Every `{name}` of the two sentences is a parameter, and the compiler asks for all of them.
 */

/** What a room declares of one error. `status` is the class of the fault, numbered as HTTP does (4xx the caller's, 5xx ours). */
export type ErrorSpec = { status: number; sentence: string; todo: string };

/** One line of the registry. */
export type RegisteredError = ErrorSpec & { code: string; room: string };

type ParamNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type ParamsOf<Spec extends ErrorSpec> = ParamNames<Spec['sentence']> | ParamNames<Spec['todo']>;
/** A list is written one item a line. */
type ParamValue = string | number | bigint | boolean | readonly string[];
/** A parameter as it leaves the process: no longer than in the sentence. */
type Told = string | number | boolean | readonly string[];

/** `details` is for programs (it is sent along, so nothing secret); `cause` is for the log. */
export type ErrorExtra = { details?: unknown; cause?: unknown };

/** Makes (does not throw) the error of one code. */
type MakeError<Spec extends ErrorSpec> = [ParamsOf<Spec>] extends [never]
  ? (params?: Record<string, never>, extra?: ErrorExtra) => DeclicError
  : (params: Record<ParamsOf<Spec>, ParamValue>, extra?: ErrorExtra) => DeclicError;

type Errors<Specs extends Record<string, ErrorSpec>> = { readonly [Code in keyof Specs]: MakeError<Specs[Code]> };

/** Values longer than this are cut in a sentence: a 10 MB body must not come back inside its own error. */
const LONGEST_VALUE = 200;

const registry = new Map<string, RegisteredError>();

/** An error that a reader can act on: `message` says what is wrong, then what to do. */
export class DeclicError extends Error {
  readonly code: string;
  readonly status: number;
  /** What the sentence was filled with, for those who say it in another language. */
  readonly params: Readonly<Record<string, Told>>;
  readonly details: unknown;

  constructor(spec: RegisteredError, params: Record<string, ParamValue>, extra: ErrorExtra = {}) {
    const between = spec.sentence.endsWith('\n') ? '' : ' ';
    const text = `${spec.sentence}${between}${spec.todo}`.trim();
    super(interpolate(text, params), extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'DeclicError';
    this.code = spec.code;
    this.status = spec.status;
    this.params = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, told(value)]));
    this.details = extra.details;
  }

  /** The shape that leaves the process. `cause` and the stack stay inside. */
  toJSON(): { code: string; message: string; params?: Readonly<Record<string, Told>>; details?: unknown } {
    const { code, message, params, details } = this;
    return {
      code,
      message,
      ...(Object.keys(params).length > 0 && { params }),
      ...(details !== undefined && { details }),
    };
  }
}

/** Declares the errors of one room and returns one maker per code. Throws if a code is declared already. */
export function defineErrors<const Specs extends Record<string, ErrorSpec>>(room: string, specs: Specs): Errors<Specs> {
  const makers: Record<string, (params?: Record<string, ParamValue>, extra?: ErrorExtra) => DeclicError> = {};
  for (const [code, spec] of Object.entries(specs)) {
    const taken = registry.get(code);
    if (taken) throw new Error(`The error ${code} is declared twice: in ${taken.room} and in ${room}.`);
    if (!/^[A-Z][A-Z0-9_]+$/.test(code)) throw new Error(`An error code is written in capitals: “${code}” is not.`);
    const registered = { code, room, ...spec };
    registry.set(code, registered);
    makers[code] = (params = {}, extra) => new DeclicError(registered, params, extra);
  }
  return makers as unknown as Errors<Specs>;
}

/** Every error declared by the modules loaded so far, by room, then code. */
export function registeredErrors(): RegisteredError[] {
  return [...registry.values()].sort((a, b) => compare(a.room, b.room) || compare(a.code, b.code));
}

/** True for an error of this product, and for that code when one is given. */
export function isDeclicError(error: unknown, code?: string): error is DeclicError {
  return error instanceof DeclicError && (code === undefined || error.code === code);
}

function interpolate(text: string, params: Record<string, ParamValue>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = params[name];
    if (value === undefined) return hole;
    return typeof value === 'object' ? value.map((item) => `\n  - ${cut(item)}`).join('') : cut(String(value));
  });
}

function told(value: ParamValue): Told {
  if (typeof value === 'object') return value.map(cut);
  return typeof value === 'number' || typeof value === 'boolean' ? value : cut(String(value));
}

function cut(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

// Not localeCompare: the order of the page must not depend on the machine's language.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
