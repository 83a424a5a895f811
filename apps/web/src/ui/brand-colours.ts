/** Variants of the tenant's colour with enough contrast for their background (WCAG 2.2, 1.4.3: at least 4.5 to 1). */
export type BrandColours = {
  /** The tenant's own colour, as the background of buttons. */
  fill: string;
  onFill: string;
  /** For links and icons on light pages; `onDark` for dark pages. */
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

/** The contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2). */
export const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const minContrast = 4.5;

/** Mixes a colour with black or white until its contrast with a background suffices. */
const readable = (colour: string, background: string, towards: string): string => {
  const [from, to] = [parse(colour), parse(towards)];
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = hex([0, 1, 2].map((i) => (from[i] ?? 0) * (1 - share) + (to[i] ?? 0) * share) as unknown as Rgb);
    if (contrast(mixed, background) >= minContrast) return mixed;
  }
  return towards;
};

// The background of each theme with the lowest contrast to text.
const lightWash = '#eceae6';
const darkWash = '#2a2927';

/** Derives the brand colours from a tenant's colour `#rrggbb`. */
export const brandColours = (colour: string): BrandColours => ({
  fill: colour,
  onFill: contrast(colour, '#ffffff') >= minContrast ? '#ffffff' : '#111111',
  onLight: readable(colour, lightWash, '#000000'),
  onDark: readable(colour, darkWash, '#ffffff'),
});
