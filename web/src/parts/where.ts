/** An address of ours, with what stands behind its `?`, as the router's links take it. */
export function where(address: string): { to: string; search: never } {
  const [to = '/', query = ''] = address.split('?', 2);
  return { to, search: Object.fromEntries(new URLSearchParams(query)) as never };
}
