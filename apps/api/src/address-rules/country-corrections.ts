import type { CountryMetadata } from './country-metadata.ts';

/** What is set anew or added of a country, and by whose word. */
export type Correction = {
  set?: CountryMetadata;
  /** Subdivisions that are younger than the metadata, under their codes, each with its name and its letters of ISO 3166-2. */
  added?: Readonly<Record<string, { name?: string; iso: string }>>;
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
  AE: {
    set: { fmt: '%N%n%O%n%A%n%C%n%S', lfmt: '%N%n%O%n%A%n%C%n%S' },
    source: 'An emirate may have several cities: Al Ain is in that of Abu Dhabi',
  },
  AR: {
    names: { 'Ciudad Autónoma de Buenos Aires': ['Autonomous City of Buenos Aires', 'Capital Federal', 'CABA'] },
    source: iso,
  },
  AS: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  BY: { set: { fmt: '%O%n%N%n%A%n%Z, %C%n%S' }, source: format },
  CL: {
    added: { Ñuble: { iso: 'NB' } },
    names: {
      'Región Metropolitana': ['XIII Región Metropolitana de Santiago', 'Santiago'],
      Araucanía: ['La Araucanía'],
      Aysén: ['Aisén del General Carlos Ibáñez del Campo'],
    },
    source: 'ISO 3166-2; the number is the one the region had until 2018',
  },
  CN: {
    set: {
      sub_isoids:
        'AH~MO~BJ~CQ~FJ~GS~GD~GX~GZ~HI~HE~HA~HL~HB~HN~JL~JS~JX~LN~NM~NX~QH~SD~SX~SN~SH~SC~TW~TJ~XZ~HK~XJ~YN~ZJ',
    },
    names: { 西藏自治区: ['Tibet'], 内蒙古自治区: ['Inner Mongolia'] },
    source: `${iso}; its letters took the place of numbers in 2017`,
  },
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
    source: 'Usage: how people write the three areas',
  },
  ID: {
    added: {
      'Papua Barat Daya': { iso: 'PD' },
      'Papua Pegunungan': { iso: 'PE' },
      'Papua Selatan': { iso: 'PS' },
      'Papua Tengah': { iso: 'PT' },
    },
    names: {
      'DKI Jakarta': ['Jakarta Special Capital Region', 'Daerah Khusus Ibukota Jakarta', 'Jakarta Raya', 'Jakarta'],
      'Daerah Istimewa Yogyakarta': ['Yogyakarta', 'DI Yogyakarta'],
    },
    source: `${iso}; four provinces were made of Papua in 2022`,
  },
  IE: { set: { fmt: '%N%n%O%n%A%n%D%n%C%n%S%n%Z' }, source: format },
  IN: {
    set: {
      sub_isoids:
        'AN~AP~AR~AS~BR~CH~CG~~~DL~GA~GJ~HR~HP~JK~JH~KA~KL~LD~MP~MH~MN~ML~MZ~NL~OD~PY~PB~RJ~SK~TN~TS~TR~UP~UK~WB',
    },
    added: { 'Dadra and Nagar Haveli and Daman and Diu': { iso: 'DH' }, Ladakh: { iso: 'LA' } },
    names: { Puducherry: ['Pondicherry'] },
    source: `${iso}, as it is since two territories became one and another was made in 2019 and 2020`,
  },
  IR: {
    set: { sub_isoids: '03~04~24~10~30~16~18~23~14~29~09~28~06~19~20~11~07~26~25~12~08~05~17~27~01~15~02~00~22~13~21' },
    source: 'ISO 3166-2, which numbered the provinces anew in 2020',
  },
  IT: {
    added: { SU: { name: 'Sud Sardegna', iso: 'SU' } },
    source: 'ISO 3166-2, since 2016',
  },
  JM: {
    set: { require: 'AC' },
    source: 'Usage: in Kingston the number of the postal sector takes the place of the parish',
  },
  JP: {
    set: { fmt: '〒%Z%n%S%n%C%n%A%n%O%n%N', lfmt: '%N%n%O%n%A%n%C, %S%n%Z' },
    source: 'libaddressinput itself, as it was before: prefecture, municipality, then the rest',
  },
  KH: {
    set: { zip: '\\d{5,6}|\\d{8}' },
    source: 'Five digits of before, six that came after them, and eight by the Prakas on postal codes of 2025',
  },
  KR: {
    names: { 강원도: ['강원특별자치도', 'Gangwon State'], 전라북도: ['전북특별자치도', 'Jeonbuk State'] },
    source: 'Their names since 2023 and 2024',
  },
  KZ: {
    set: { zip: '\\d{6}|[A-Z]\\d{2}[A-Z]\\d[A-Z]\\d' },
    source: 'Kazpost: a code of letters and digits for each building, beside the six digits',
  },
  LT: { set: { fmt: '%O%n%N%n%A%nLT-%Z %C %S' }, source: format },
  LV: { set: { fmt: '%N%n%O%n%A%n%S%n%C, %Z' }, source: format },
  MH: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  MP: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  MX: {
    names: {
      CDMX: ['Distrito Federal', 'Federal District', 'Mexico City'],
      'Mich.': ['Michoacán de Ocampo'],
      'Ver.': ['Veracruz de Ignacio de la Llave'],
    },
    source: 'ISO 3166-2; of the capital the names until 2016, and in English',
  },
  MY: {
    names: {
      'Kuala Lumpur': ['Wilayah Persekutuan Kuala Lumpur'],
      Labuan: ['Wilayah Persekutuan Labuan'],
      Putrajaya: ['Wilayah Persekutuan Putrajaya'],
    },
    source: 'ISO 3166-2',
  },
  NA: { set: { fmt: '%N%n%O%n%A%n%C%n%Z' }, source: format },
  NG: { names: { 'Federal Capital Territory': ['Abuja Federal Capital Territory', 'Abuja', 'FCT'] }, source: iso },
  PE: {
    names: { 'Municipalidad Metropolitana de Lima': ['Lima'], Cuzco: ['Cusco'] },
    source: 'ISO 3166-2; who writes Lima lives in the city far more often than in the region around it',
  },
  PH: {
    added: { 'Maguindanao del Norte': { iso: 'MGN' }, 'Maguindanao del Sur': { iso: 'MGS' } },
    names: {
      'Metro Manila': ['National Capital Region', 'NCR'],
      'Compostela Valley': ['Davao de Oro'],
      'Zamboanga Sibuguey': ['Zamboanga Sibugay'],
    },
    source: `${iso}; Davao de Oro is the name since 2019, Maguindanao two provinces since 2022`,
  },
  PK: { set: { fmt: '%N%n%O%n%A%n%D%n%C-%Z' }, source: format },
  PW: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
  RO: { set: { fmt: '%N%n%O%n%A%n%Z %S %C' }, source: format },
  RU: {
    set: { require: 'ACZ' },
    names: { Москва: ['Moscow'], 'Санкт-Петербург': ['Saint Petersburg'] },
    source: 'ISO 3166-2: the federal cities belong to no region',
  },
  SA: { set: { zip: '\\d{5}(?:-?\\d{4})?' }, source: 'Saudi Post: national addresses add four digits' },
  SH: {
    set: { zip: '(?:ASCN|STHL|TDCU) 1ZZ', zipex: 'STHL 1ZZ,ASCN 1ZZ,TDCU 1ZZ' },
    source: 'ISO 3166-1: one country code for three islands, which libaddressinput has apart, as AC, SH and TA',
  },
  SO: { names: { BN: ['Banadir', 'Benadir'] }, source: iso },
  SV: {
    set: { zip: '(?:CP )?\\d{4}', zipex: '1101' },
    source: 'Usage: CP says that a postal code follows, if it is there',
  },
  TR: { names: { Afyon: ['Afyonkarahisar'] }, source: iso },
  TW: {
    set: { zip: '\\d{3}(?:\\d{2,3})?' },
    source: 'Chunghwa Post: three digits, and three more since 2020, of which there were two before',
  },
  UA: {
    set: { require: 'ACZ' },
    names: {
      'Київська область': ['Kyivska oblast', 'Kyiv oblast'],
      'Одеська область': ['Odesa oblast', 'Odeska oblast'],
    },
    source: 'ISO 3166-2, by which Kyiv belongs to no oblast, and its spellings',
  },
  UM: { set: { require: 'AC' }, ownLetters: true, source: usps },
  US: {
    names: { DC: ['Washington, D.C.'], VI: ['U.S. Virgin Islands', 'United States Virgin Islands'] },
    source: 'ISO 3166-1 and usage',
  },
  VE: { names: { 'Distrito Federal': ['Distrito Capital', 'Capital District'], Vargas: ['La Guaira'] }, source: iso },
  VI: { set: { require: 'ACZ' }, ownLetters: true, source: usps },
};
