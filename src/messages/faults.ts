/** A value that cannot be shown: missing, empty, a list where a word is due, not a date. It refuses this person, not the template. */
export class UnusableValue extends Error {}
