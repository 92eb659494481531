import { spaced } from './phone.ts';

/** An e-mail address, which a narrow place breaks before its domain and nowhere else; or a phone number. */
export function Address({ value }: { value: string }) {
  const at = value.lastIndexOf('@');
  if (at <= 0) return <>{spaced(value)}</>;
  return (
    <>
      {value.slice(0, at)}
      <wbr />
      {value.slice(at)}
    </>
  );
}
