/** What a definition may refer to: read from the store for a publication, made by hand in tests. */
export type Known = {
  segments: ReadonlySet<string>;
  lists: ReadonlySet<string>;
  /** Templates by key; `published` is whether a version exists that can be sent. */
  templates: ReadonlyMap<string, { published: boolean; archived?: boolean }>;
};
