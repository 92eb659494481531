/** What can be changed of a block beside it: the values of MJML that a marketer changes, in their order. */
export type Kind = 'text' | 'colour' | 'align' | 'size' | 'address' | 'image' | 'words';
export type Property = { name: string; kind: Kind };

const text: Property[] = [
  { name: 'words', kind: 'words' },
  { name: 'align', kind: 'align' },
  { name: 'font-size', kind: 'size' },
  { name: 'color', kind: 'colour' },
];
const padding: Property = { name: 'padding', kind: 'size' };
const background: Property = { name: 'background-color', kind: 'colour' };

export const PROPERTIES: Record<string, Property[]> = {
  'mj-text': [...text, { name: 'container-background-color', kind: 'colour' }, padding],
  'mj-button': [
    { name: 'words', kind: 'words' },
    { name: 'href', kind: 'address' },
    { name: 'align', kind: 'align' },
    background,
    { name: 'color', kind: 'colour' },
    { name: 'font-size', kind: 'size' },
    { name: 'border-radius', kind: 'size' },
    padding,
  ],
  'mj-image': [
    { name: 'src', kind: 'image' },
    { name: 'alt', kind: 'text' },
    { name: 'href', kind: 'address' },
    { name: 'align', kind: 'align' },
    { name: 'width', kind: 'size' },
    padding,
  ],
  'mj-section': [background, padding],
  'mj-wrapper': [background, padding],
  'mj-hero': [background, padding],
  'mj-column': [background, { name: 'width', kind: 'size' }, padding],
  'mj-body': [background, { name: 'width', kind: 'size' }],
  'mj-divider': [{ name: 'border-color', kind: 'colour' }, { name: 'border-width', kind: 'size' }, padding],
  'mj-spacer': [{ name: 'height', kind: 'size' }],
  'mj-social': [{ name: 'align', kind: 'align' }, padding],
  'mj-social-element': [
    { name: 'href', kind: 'address' },
    { name: 'words', kind: 'words' },
  ],
  'mj-navbar-link': [
    { name: 'words', kind: 'words' },
    { name: 'href', kind: 'address' },
  ],
};

/** Blocks that can be added, with what they begin as. `inside`: they need a column around them. */
export const BLOCKS = {
  text: {
    inside: true,
    of: (words: string) => `<mj-text font-size="16px" line-height="25px" color="#22201c">${words}</mj-text>`,
  },
  button: {
    inside: true,
    of: (words: string) =>
      `<mj-button href="https://" font-size="16px" background-color="#22201c" color="#ffffff" border-radius="8px" inner-padding="14px 28px">${words}</mj-button>`,
  },
  image: { inside: true, of: () => '<mj-image src="" alt=""></mj-image>' },
  divider: { inside: true, of: () => '<mj-divider border-width="1px" border-color="#e6ddcf"></mj-divider>' },
  spacer: { inside: true, of: () => '<mj-spacer height="24px"></mj-spacer>' },
  columns1: { inside: false, of: (words: string) => section([words]) },
  columns2: { inside: false, of: (words: string) => section([words, words]) },
  columns3: { inside: false, of: (words: string) => section([words, words, words]) },
  social: {
    inside: true,
    of: () =>
      '<mj-social mode="horizontal" icon-size="24px"><mj-social-element name="facebook" href="https://"></mj-social-element><mj-social-element name="instagram" href="https://"></mj-social-element></mj-social>',
  },
} as const;
export type BlockName = keyof typeof BLOCKS;

function section(columns: string[]): string {
  const inner = columns.map(
    (words) => `<mj-column><mj-text font-size="16px" line-height="25px" color="#22201c">${words}</mj-text></mj-column>`,
  );
  return `<mj-section background-color="#ffffff" padding="16px 24px">${inner.join('')}</mj-section>`;
}
