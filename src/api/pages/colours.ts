/** Colours that can be read: WCAG 2.2, relative luminance and contrast. Pure. */

type Rgb = readonly [number, number, number];

/** What the product's own pages are drawn in. */
export const PAPER = '#faf6ef';
export const CARD = '#fffdf9';
export const INK = '#22201c';
export const DARK_PAPER = '#1c1a17';
export const DARK_CARD = '#262320';
export const DARK_INK = '#f2ece2';

/** AA asks this of text. */
const READABLE = 4.5;

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const hexOf = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 (the same) to 21 (black on white). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Steps from a colour to black or white. */
const STEPS = 20;

/** The colour, darkened or lightened no more than it takes to be read on all of these grounds. */
export function readableOn(hex: string, ...grounds: readonly string[]): string {
  const target = luminance(grounds[0]!) > 0.4 ? 0 : 255;
  for (let step = 0; step <= STEPS; step++) {
    const mixed = hexOf(rgbOf(hex).map((part) => part + ((target - part) * step) / STEPS) as unknown as Rgb);
    if (grounds.every((ground) => contrast(mixed, ground) >= READABLE)) return mixed;
  }
  return target === 0 ? '#000000' : '#ffffff';
}

/** Black or white, whichever is read better on a colour. */
export const inkOn = (hex: string): string =>
  contrast(hex, '#ffffff') >= contrast(hex, '#16140f') ? '#ffffff' : '#16140f';
