import { countryCodes } from '@doorstep/contracts/countries';
import { describe, expect, test } from 'vitest';
import { ruleOf } from './country-rule.ts';

const isoOf = (country: string, text: string): string | null | undefined =>
  ruleOf(country).findSubdivision(text)?.iso?.slice(3);

describe('A city and the region of the same name', () => {
  test.each([
    ['MX', 'MEX', ['México', 'mexico', 'State of Mexico', 'Mexico State', 'Estado de México', 'Edo. Méx.', 'MEX']],
    ['MX', 'CMX', ['Mexico City', 'Ciudad de México', 'CDMX', 'D.F.']],
    ['RU', 'MOS', ['Moscow Oblast', 'Moscow Region', 'Moskovskaya oblast', 'Московская обл.', 'Московская область']],
    ['RU', 'MOW', ['Moscow', 'Moskva', 'Moscow City', 'Москва', 'город Москва']],
    ['RU', 'SPE', ['St. Petersburg', 'Санкт-Петербург']],
    ['UA', '30', ['Kiev', 'Kyiv', 'Kyiv City', 'City of Kyiv', 'Київ', 'місто Київ']],
    ['UA', '32', ['Kiev oblast', 'Kyiv oblast', 'Kyiv Region', 'Kyivska oblast', 'Київська обл.']],
    ['UA', '46', ['Львівська обл.', 'Lviv']],
    ['AR', 'B', ['Buenos Aires', 'Provincia de Buenos Aires', 'Buenos Aires Province']],
    ['AR', 'C', ['Ciudad de Buenos Aires', 'City of Buenos Aires', 'Ciudad Autónoma de Buenos Aires', 'CABA']],
    ['PE', 'LMA', ['Lima', 'Provincia de Lima', 'Municipalidad Metropolitana de Lima']],
    ['PE', 'LIM', ['Lima Region', 'Región de Lima', 'Gobierno Regional de Lima']],
    ['MZ', 'MPM', ['Maputo City', 'Cidade de Maputo']],
    ['MZ', 'L', ['Maputo', 'Maputo Province', 'Província de Maputo']],
    ['TW', 'HSZ', ['Hsinchu City', '新竹市']],
    ['TW', 'HSQ', ['Hsinchu County', 'County of Hsinchu', '新竹縣']],
    ['TW', 'TPE', ['臺北市', '台北市', 'Taipei']],
  ])('in %s never match each other: %s', (country, iso, texts) => {
    expect(texts.map((text) => [text, isoOf(country, text)])).toEqual(texts.map((text) => [text, iso]));
  });

  test.each([
    ['RU', 'Moskva Region'],
    ['UA', 'Sevastopol Oblast'],
    ['VN', 'Hanoi Province'],
    ['IE', 'Kilkenny City'],
    ['TW', 'Hsinchu'],
    ['IT', 'Province'],
  ])('in %s do not match a text that may mean either or neither: %s', (country, text) => {
    expect(isoOf(country, text)).toBeUndefined();
  });
});

describe('A subdivision', () => {
  test.each([
    ['CL', 'AR', ['Región de La Araucanía', 'Araucanía']],
    ['KR', '41', ['Gyeonggi-do', 'Gyeonggi-do Province', 'Gyeonggi Province', '경기도']],
    ['IT', 'SI', ['Siena', 'Province of Siena', 'SI']],
    ['IT', 'CO', ['Como', 'CO', 'Provincia di Como']],
    ['BR', 'RS', ['Rio Grande do Sul', 'RIO GRANDE DO SUL']],
    ['IE', 'D', ['Dublin', 'Co. Dublin', 'County Dublin', 'Dublin City']],
    ['US', 'DC', ['District of Columbia', 'Washington, D.C.']],
    ['MY', '07', ['Penang', 'Pulau Pinang']],
    ['IN', 'TS', ['Telangana', 'TG', 'State of Telangana']],
  ])('of %s is found by its colloquial names: %s', (country, iso, texts) => {
    expect(texts.map((text) => [text, isoOf(country, text)])).toEqual(texts.map((text) => [text, iso]));
  });

  test.each([...countryCodes])('of %s is found by each of its own names', (country) => {
    const { subdivisions, findSubdivision } = ruleOf(country);
    const names = subdivisions.flatMap(({ code, names }) => [code, ...names].map((name) => [name, code]));
    expect(names.map(([name = '']) => [name, findSubdivision(name)?.code])).toEqual(names);
  });
});
