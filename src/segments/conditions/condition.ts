import type { z } from 'zod';
import type { Language, Scene } from '../operators/index.ts';
import type { Place } from '../place.ts';
import type { Fragment } from '../statement.ts';

/** A node of a rule, known by its one telling key (`trait`, `all`, `orders`, …). Checked before it comes here. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds nodes of every kind; each condition knows its own.
export type Node = any;

/** What segments and lists are called, by their keys. */
export type Called = { segment: (key: string) => string; list: (key: string) => string };
export const byKeys: Called = { segment: (key) => key, list: (key) => key };

/** What a condition may ask of the others: groups hold rules. */
export type Inner = {
  check: (rule: unknown, place: Place) => void;
  compile: (rule: Node, scene: Scene) => Fragment;
  say: (rule: Node, language: Language) => string;
  called: Called;
};

/** One kind of condition. */
export type Condition = {
  /** The key by which a node is known. */
  key: string;
  /** The published shape; `rule` is the shape of any rule. */
  schema: (rule: z.ZodType) => z.ZodType;
  /** Tells every fault of the node at its place. */
  check: (node: Node, place: Place, inner: Inner) => void;
  compile: (node: Node, scene: Scene, inner: Inner) => Fragment;
  say: (node: Node, language: Language, inner: Inner) => string;
  /** Rules inside. */
  children?: (node: Node) => Node[];
  /** Keys of the segments that this node asks for by itself. */
  segments?: (node: Node) => string[];
  /** Names of the events that this node asks for. */
  events?: (node: Node) => string[];
};
