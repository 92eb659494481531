/** A dot leaving a ring. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden>
      <path
        d="M21.6 8.2A10.5 10.5 0 1 0 25 19.9"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <circle cx="26" cy="9.5" r="4.5" fill="var(--mantine-color-poppy-6)" />
    </svg>
  );
}
