/** The tenant's colour as it is used: each readable where it stands (WCAG 2.2, 1.4.3: at least 4.5 to 1). */
export type BrandColours = {
  /** Behind the text of buttons; the tenant's own colour. */
  fill: string;
  onFill: string;
  /** For links and icons on a light page, and on a dark one. */
  onLight: string;
  onDark: string;
};

type Rgb = readonly [number, number, number];

const parse = (colour: string): Rgb => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

const hex = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

const luminance = (rgb: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** The contrast of two colours, `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const enough = 4.5;

/** A colour moved towards black or white until it can be read on a background. */
const readable = (colour: string, background: string, towards: string): string => {
  const [from, to] = [parse(colour), parse(towards)];
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = hex([0, 1, 2].map((i) => (from[i] ?? 0) * (1 - share) + (to[i] ?? 0) * share) as unknown as Rgb);
    if (contrast(mixed, background) >= enough) return mixed;
  }
  return towards;
};

// The backgrounds that the colour has least contrast with: washes and raised surfaces of either theme.
const lightest = '#eceae6';
const darkest = '#2a2927';

/** What is made of a tenant's colour, `#rrggbb`. */
export const brandColours = (colour: string): BrandColours => ({
  fill: colour,
  onFill: contrast(colour, '#ffffff') >= enough ? '#ffffff' : '#111111',
  onLight: readable(colour, lightest, '#000000'),
  onDark: readable(colour, darkest, '#ffffff'),
});
