import { expect, test } from 'vitest';
import { brandColours, contrast } from './brand-colours.ts';

test.each(['#2563eb', '#ffe600', '#000000', '#ffffff', '#808080', '#e11d48', '#767676'])(
  'The colour %s has enough contrast on every background',
  (colour) => {
    const { fill, onFill, onLight, onDark } = brandColours(colour);
    expect(contrast(fill, onFill)).toBeGreaterThanOrEqual(4.5);
    for (const background of ['#ffffff', '#f7f6f3', '#eceae6'])
      expect(contrast(onLight, background)).toBeGreaterThanOrEqual(4.5);
    for (const background of ['#161514', '#201f1d', '#2a2927'])
      expect(contrast(onDark, background)).toBeGreaterThanOrEqual(4.5);
  },
);

test('A colour with enough contrast does not change', () => {
  expect(brandColours('#1d4ed8')).toMatchObject({ fill: '#1d4ed8', onLight: '#1d4ed8' });
});
