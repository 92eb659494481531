/** What a person is called on a screen: their name, else the address or id that is known. */
type Named = {
  id: string;
  email?: string | null;
  externalId?: string | null;
  phone?: string | null;
  traits?: Record<string, unknown>;
};

const SHORT = 8;

export function nameOf(person: Named): string {
  const { traits = {} } = person;
  const text = (...names: string[]) => {
    const found = names.map((name) => traits[name]).find((value) => typeof value === 'string' && value.trim() !== '');
    return String(found ?? '').trim();
  };
  const whole = [text('firstName', 'first_name'), text('lastName', 'last_name')]
    .filter((part) => part !== '')
    .join(' ');
  return whole || text('name') || person.email || person.phone || person.externalId || person.id.slice(0, SHORT);
}
