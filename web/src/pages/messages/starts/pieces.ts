/**
 * What starting points are made of. Every element says its own looks: the blocks of the visual editor are drawn one by one, and would
 * not see what stands in the head.
 */

const INK = '#22201c';
const SOFT = '#5f584e';
const PAPER = '#f4eee4';
const CARD = '#ffffff';
export const ACCENT = '#a8321a';
const FONT = 'font-family="Helvetica, Arial, sans-serif"';

const lines = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : ' '.repeat(by) + line))
    .join('\n');

/** A band of the mail with one column. */
export const band = (children: string[], { background = CARD, padding = '8px 24px' } = {}): string =>
  `<mj-section background-color="${background}" padding="${padding}">
  <mj-column>
${lines(children.join('\n'), 4)}
  </mj-column>
</mj-section>`;

/** A band with two columns; on a phone one below the other. */
export const pair = (left: string[], right: string[], { background = CARD, padding = '8px 16px' } = {}): string =>
  `<mj-section background-color="${background}" padding="${padding}">
  <mj-column>
${lines(left.join('\n'), 4)}
  </mj-column>
  <mj-column>
${lines(right.join('\n'), 4)}
  </mj-column>
</mj-section>`;

export const heading = (text: string, { colour = INK, align = 'left', size = 28 } = {}): string =>
  `<mj-text ${FONT} font-size="${size}px" line-height="${size + 8}px" font-weight="bold" color="${colour}" align="${align}" padding="8px 16px">${text}</mj-text>`;
export const words = (text: string, { colour = INK, align = 'left' } = {}): string =>
  `<mj-text ${FONT} font-size="16px" line-height="25px" color="${colour}" align="${align}" padding="8px 16px">${text}</mj-text>`;
export const small = (text: string, { align = 'left', colour = SOFT } = {}): string =>
  `<mj-text ${FONT} font-size="14px" line-height="21px" color="${colour}" align="${align}" padding="4px 16px">${text}</mj-text>`;
export const button = (text: string, { align = 'left', background = INK, colour = '#ffffff' } = {}): string =>
  `<mj-button ${FONT} font-size="16px" font-weight="bold" color="${colour}" background-color="${background}" border-radius="8px" inner-padding="14px 28px" align="${align}" padding="12px 16px 20px" href="{{ shop.url | default: 'https://example.org' }}">${text}</mj-button>`;
export const line = '<mj-divider border-width="1px" border-color="#e6ddcf" padding="12px 16px" />';

/** The whole mail: the shop's name above, who writes and how to stop below. */
export function mail(language: 'fr' | 'en', bands: string[], { promotional = true } = {}): string {
  const foot = [
    '{{ footer.identity }}<br />{{ footer.why }}',
    ...(promotional ? ['{% unsubscribe_link %} · {% preferences_link %}'] : []),
  ].join('<br />');
  const body = [
    band([heading('{{ shop.name }}', { align: 'center', size: 20 })], { background: PAPER, padding: '24px 24px 12px' }),
    ...bands,
    band(
      [
        `<mj-text ${FONT} font-size="12px" line-height="19px" color="${SOFT}" align="center" padding="8px 16px">${foot}</mj-text>`,
      ],
      { background: PAPER, padding: '16px 24px 24px' },
    ),
  ].join('\n');
  return `<mjml lang="${language}">
  <mj-body background-color="${PAPER}" width="600px">
${lines(body, 4)}
  </mj-body>
</mjml>
`;
}
