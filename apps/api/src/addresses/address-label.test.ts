import type { AddressField } from '@doorstep/contracts/address-rule';
import { countryCodes } from '@doorstep/contracts/countries';
import { describe, expect, test } from 'vitest';
import { ruleOf } from '../address-rules/country-rule.ts';
import { addressLabel } from './address-label.ts';
import { newAddress } from './address-view.ts';

const blank = newAddress({ tenantId: '', userId: '' }, new Date(0));
const label = (fields: Partial<typeof blank>) => addressLabel({ ...blank, recipientName: 'Ada', ...fields });

describe('A label', () => {
  test.each([
    [
      { country: 'DE', line1: 'Platz der Republik 1', city: 'Berlin', state: 'Berlin', postalCode: '11011' },
      ['Ada', 'Platz der Republik 1', '11011 Berlin'],
    ],
    [
      { country: 'US', line1: '548 Market St', city: 'San Francisco', state: 'California', postalCode: '94104' },
      ['Ada', '548 Market St', 'San Francisco, CA 94104'],
    ],
    [
      { country: 'GB', line1: '10 Downing Street', city: 'London', state: 'Greater London', postalCode: 'SW1A 2AA' },
      ['Ada', '10 Downing Street', 'London', 'SW1A 2AA'],
    ],
    [
      { country: 'JP', line1: '千代田1-1', city: '千代田区', state: 'Tokyo', postalCode: '100-0001' },
      ['〒100-0001', '東京都', '千代田区', '千代田1-1', 'Ada'],
    ],
    [
      { country: 'JP', line1: '1-1 Chiyoda', city: 'Chiyoda-ku', state: '東京都', postalCode: '100-0001' },
      ['Ada', '1-1 Chiyoda', 'Chiyoda-ku, Tokyo', '100-0001'],
    ],
    [
      { country: 'FR', line1: '1 rue X', line2: 'BP 2', city: 'Paris', postalCode: '75380', sortingCode: 'CEDEX 08' },
      ['Ada', '1 rue X', 'BP 2', '75380 Paris CEDEX 08'],
    ],
    [
      { country: 'BR', line1: 'Avenida Paulista, 1578', district: 'Bela Vista', city: 'São Paulo', state: 'sao paulo' },
      ['Ada', 'Avenida Paulista, 1578', 'Bela Vista', 'São Paulo-SP'],
    ],
    [
      { country: 'HU', line1: 'Kossuth Lajos tér 1', city: 'Budapest', postalCode: '1055' },
      ['Ada', 'Budapest', 'Kossuth Lajos tér 1', '1055'],
    ],
    [
      { country: 'FI', line1: 'Mannerheimintie 1', city: 'Helsinki', postalCode: 'FI-00100' },
      ['Ada', 'Mannerheimintie 1', 'FI-00100 Helsinki'],
    ],
    [
      { country: 'SG', line1: '1 Raffles Place', city: 'Singapore', postalCode: '048616' },
      ['Ada', '1 Raffles Place', 'SINGAPORE 048616'],
    ],
    [
      { country: 'AS', line1: '1 Main Road', city: 'Pago Pago', postalCode: '96799' },
      ['Ada', '1 Main Road', 'Pago Pago AS 96799'],
    ],
    [
      { country: 'ES', line1: 'Calle Mayor 1', city: 'Getafe', state: 'M', postalCode: '28901' },
      ['Ada', 'Calle Mayor 1', '28901 Getafe Madrid'],
    ],
    [
      { country: 'GH', line1: '1 High St', city: 'Accra', postalCode: 'GA-184-3215' },
      ['Ada', '1 High St', 'Accra GA-184-3215'],
    ],
    [
      { country: 'TT', line1: '1 Frederick St', city: 'Port of Spain', postalCode: '100108' },
      ['Ada', '1 Frederick St', 'Port of Spain 100108'],
    ],
    [
      { country: 'LC', line1: '1 Bridge St', city: 'Castries', postalCode: 'LC04 101' },
      ['Ada', '1 Bridge St', 'Castries LC04 101'],
    ],
    [{ country: 'PA', line1: 'Calle 50', city: 'Panamá', postalCode: '0801' }, ['Ada', 'Calle 50', 'Panamá 0801']],
    [
      { country: 'AE', line1: 'P.O. Box 1', city: 'Dubai', state: 'Dubai', postalCode: '00000' },
      ['Ada', 'P.O. Box 1', '00000', 'Dubai'],
    ],
    [
      { country: 'MX', line1: 'Av. 1', city: 'Toluca', state: 'State of Mexico', postalCode: '50000' },
      ['Ada', 'Av. 1', '50000 Toluca, Méx.'],
    ],
  ])('of $country follows the rules of its postal service', (fields, lines) => {
    expect(label(fields)).toEqual(lines);
  });

  test.each([...countryCodes])(
    'of %s contains every field, even one that the format of the country lacks',
    (country) => {
      const parts = { company: 'Works', district: 'Quarter', city: 'Town', postalCode: '1234', sortingCode: 'Sorting' };
      for (const line1 of ['街', 'Street']) {
        const printed = label({ country, line1, ...parts }).join('\n');
        for (const part of [line1, ...Object.values(parts)]) expect(printed).toContain(part);
      }
    },
  );

  test('contains the text of the customer unchanged, with any characters', () => {
    expect(label({ country: 'DE', line1: '$& $1', city: '%C' })).toEqual(['Ada', '$& $1', '%C']);
  });

  test.each([...countryCodes])('of %s has the field order of its rule in each script', (country) => {
    const { used, label: order, latinLabel } = ruleOf(country);
    const marks: Record<string, string> = {
      recipient_name: '1',
      company: '2',
      line1: '3',
      district: '4',
      city: '5',
      state: '6',
      postal_code: '7',
      sorting_code: '8',
    };
    const printed = (letter: string) => {
      const mark = (field: AddressField) => (used.has(field) ? (marks[field] ?? '') : '');
      const fields = {
        recipientName: mark('recipient_name'),
        company: mark('company'),
        line1: `${mark('line1')}${letter}`,
        district: mark('district'),
        city: mark('city'),
        state: mark('state'),
        postalCode: mark('postal_code'),
        sortingCode: mark('sorting_code'),
      };
      return label({ country, ...fields })
        .join('')
        .replaceAll(/[^1-8]/g, '');
    };
    const expected = (lines: AddressField[][]) =>
      lines
        .flat()
        .map((field) => marks[field] ?? '')
        .join('');
    expect(printed('街')).toBe(expected(order));
    expect(printed('x')).toBe(expected(latinLabel ?? order));
  });
});
