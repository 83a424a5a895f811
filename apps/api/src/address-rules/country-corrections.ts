import type { CountryMetadata } from './country-metadata.ts';

/** What is set anew or added of a country, and by whose word. */
export type Correction = {
  set?: CountryMetadata;
  /** Further names of a subdivision, under its code. */
  names?: Readonly<Record<string, readonly string[]>>;
  /** Labels have the name of a subdivision, not its code. */
  namesOnLabels?: true;
  /** Labels have the country's own code where a state would stand. */
  ownLetters?: true;
  source: string;
};

const format = 'libaddressinput, by whose newer format labels are written here';
const usps = 'USPS Publication 28: the letters of a territory stand for all of it, so nobody chooses a state';
const iso = 'ISO 3166-2, and English usage for the same place';

/** Where the metadata is dated, asks for more than the post does, or knows a place by fewer names than people do. */
export const corrections: Readonly<Record<string, Correction>> = {
  AE: { set: { fmt: '%N%n%O%n%A%n%C%n%S', lfmt: '%N%n%O%n%A%n%C%n%S' }, source: 'UPU: the locality, then the emirate' },
  AR: {
    names: { 'Ciudad Autónoma de Buenos Aires': ['Autonomous City of Buenos Aires', 'Capital Federal', 'CABA'] },
    source: iso,
  },
  AS: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  BY: { set: { fmt: '%O%n%N%n%A%n%Z, %C%n%S' }, source: format },
  CL: {
    names: { 'Región Metropolitana': ['XIII Región Metropolitana de Santiago', 'Santiago'] },
    source: 'ISO 3166-2; the number is the one the region had until 2018',
  },
  CN: { names: { 西藏自治区: ['Tibet'], 内蒙古自治区: ['Inner Mongolia'] }, source: iso },
  CO: {
    set: { fmt: '%N%n%O%n%A%n%D%n%C, %S, %Z', require: 'AC' },
    source: `${format}; ISO 3166-2: the capital district belongs to no department`,
  },
  CU: { names: { 'La Habana': ['Havana'] }, source: iso },
  EE: { set: { fmt: '%N%n%O%n%A%n%Z %C %S' }, source: format },
  EG: { names: { الغربية: ['Gharbiyya', 'Gharbiya'] }, source: 'Usual transliterations' },
  ES: {
    set: { require: 'ACZ' },
    namesOnLabels: true,
    source: 'Correos: the postal code begins with the province, which is written out where it is written',
  },
  FM: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  HK: {
    names: { 'Hong Kong Island': ['Hong Kong', '香港'], 'New Territories': ['N.T.'], Kowloon: ['KLN'] },
    namesOnLabels: true,
    source: 'Hongkong Post: how people write the three areas',
  },
  ID: { names: { 'DKI Jakarta': ['Jakarta Special Capital Region', 'Daerah Khusus Ibukota Jakarta'] }, source: iso },
  IE: { set: { fmt: '%N%n%O%n%A%n%D%n%C%n%S%n%Z' }, source: format },
  JM: {
    set: { require: 'AC' },
    source: 'Jamaica Post: in Kingston the number of the sector takes the place of the parish',
  },
  JP: {
    set: { fmt: '〒%Z%n%S%n%C%n%A%n%O%n%N', lfmt: '%N%n%O%n%A%n%C, %S%n%Z' },
    source: 'Japan Post: prefecture, municipality, then the rest; it may also stand in the lines',
  },
  KH: { set: { zip: '\\d{5,6}' }, source: 'Cambodia Post: six digits since 2018' },
  KZ: {
    set: { zip: '\\d{6}|[A-Z]\\d{2}[A-Z]\\d[A-Z]\\d' },
    source: 'Kazpost: new codes of letters and digits since 2018',
  },
  LT: { set: { fmt: '%O%n%N%n%A%nLT-%Z %C %S' }, source: format },
  LV: { set: { fmt: '%N%n%O%n%A%n%S%n%C, %Z' }, source: format },
  MH: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  MP: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  MX: {
    names: { CDMX: ['Distrito Federal', 'Federal District', 'Mexico City'] },
    source: 'Its names until 2016, and in English',
  },
  NA: { set: { fmt: '%N%n%O%n%A%n%C%n%Z' }, source: format },
  PE: { names: { 'Municipalidad Metropolitana de Lima': ['Lima'], Cuzco: ['Cusco'] }, source: iso },
  PK: { set: { fmt: '%N%n%O%n%A%n%D%n%C-%Z' }, source: format },
  PW: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  RO: { set: { fmt: '%N%n%O%n%A%n%Z %S %C' }, source: format },
  RU: {
    set: { require: 'ACZ' },
    names: { Москва: ['Moscow'], 'Санкт-Петербург': ['Saint Petersburg'] },
    source: 'Russian Post: the federal cities belong to no region',
  },
  SA: { set: { zip: '\\d{5}(?:-?\\d{4})?' }, source: 'Saudi Post: national addresses add four digits' },
  SH: {
    set: { zip: '(?:ASCN|STHL|TDCU) 1ZZ', zipex: 'STHL 1ZZ,ASCN 1ZZ,TDCU 1ZZ' },
    source: 'UPU: the three islands share this country code',
  },
  SO: { names: { BN: ['Banadir', 'Benadir'] }, source: iso },
  SV: { set: { zip: '(?:CP )?\\d{4}', zipex: '1101' }, source: 'UPU: four digits, CP before them is optional' },
  TW: {
    set: { zip: '\\d{3}(?:\\d{2,3})?' },
    source: 'Chunghwa Post: six digits since 2020, five and three still valid',
  },
  UA: { set: { require: 'ACZ' }, source: 'Ukrposhta: Kyiv belongs to no oblast' },
  UM: { set: { require: 'AC' }, ownLetters: true, source: usps },
  US: {
    names: { DC: ['Washington, D.C.'], VI: ['U.S. Virgin Islands', 'United States Virgin Islands'] },
    source: 'ISO 3166-1 and usage',
  },
  VE: { names: { 'Distrito Federal': ['Distrito Capital', 'Capital District'] }, source: 'ISO 3166-2, since 2009' },
  VI: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
};
