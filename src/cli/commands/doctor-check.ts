/** One line of the report; `todo` is empty when all is well. */
export type Check = { name: string; ok: boolean; found: string; todo: string };

export const check = (name: string, ok: boolean, found: string, todo: string): Check => ({
  name,
  ok,
  found,
  todo: ok ? '' : todo,
});
