/** What the server has not taken yet is kept in the browser, so that a reload loses nothing. One that is full keeps nothing: writing goes on. */
export function keepHere(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // What was kept before is older than what is on the screen.
    localStorage.removeItem(name);
  }
}
