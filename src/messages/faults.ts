/** A value that cannot be shown: missing, empty, a list where a word is due, not a date. It refuses this person, not the template. */
export class UnusableValue extends Error {
  /** The output or link that it is about. */
  readonly about: string | undefined;
  constructor(message: string, about?: string) {
    super(message);
    this.about = about;
  }
}
