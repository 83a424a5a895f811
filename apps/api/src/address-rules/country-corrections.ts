import type { CountryMetadata } from './libaddressinput.ts';

type Names = Readonly<Record<string, readonly string[]>>;

/** A correction of a country's metadata, with its source. */
export type Correction = {
  set?: CountryMetadata;
  /** Subdivisions that the metadata lacks, by code, with their names and ISO 3166-2 suffixes. */
  added?: Readonly<Record<string, { name?: string; iso: string }>>;
  /** Further official names of a subdivision, by code. */
  names?: Names;
  /** Colloquial names of a subdivision, by code. An alias matches only exactly, without words such as "province". */
  aliases?: Names;
  /** The codes of cities whose names do not contain "city", while a region may have the same name. */
  cities?: readonly string[];
  /** Required fields that differ from those of the country, by code of the subdivision. */
  requires?: Readonly<Record<string, string>>;
  /** Labels show the name of a subdivision instead of its code. */
  namesOnLabels?: true;
  /** Labels show the country's own code in place of a state. */
  ownCodeOnLabels?: true;
  source: string;
};

const format = 'libaddressinput, by whose newer format labels are written here';
const usps = 'USPS Publication 28: the letters of a territory stand for all of it, so customers choose no state';
const iso = 'ISO 3166-2, and English usage for the same place';

const koreanCities = [
  ...['서울특별시', '부산광역시', '대구광역시', '인천광역시'],
  ...['광주광역시', '대전광역시', '울산광역시', '세종특별자치시'],
];

/** Corrects metadata that is outdated, stricter than the postal service, or lacks names that people use. */
export const corrections: Readonly<Record<string, Correction>> = {
  AE: {
    set: { fmt: '%N%n%O%n%A%n%C%n%S', lfmt: '%N%n%O%n%A%n%C%n%S' },
    source: 'An emirate may have several cities: Al Ain is in that of Abu Dhabi',
  },
  AR: {
    aliases: {
      'Ciudad Autónoma de Buenos Aires': ['Autonomous City of Buenos Aires', 'Capital Federal', 'CABA', 'C.A.B.A.'],
    },
    source: iso,
  },
  AS: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
  BY: { set: { fmt: '%O%n%N%n%A%n%Z, %C%n%S' }, source: format },
  CL: {
    added: { Ñuble: { iso: 'NB' } },
    names: {
      'Región Metropolitana': ['XIII Región Metropolitana de Santiago'],
      Araucanía: ['La Araucanía'],
      Aysén: ['Aisén del General Carlos Ibáñez del Campo'],
    },
    aliases: { 'Región Metropolitana': ['Santiago'] },
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
  FM: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
  HK: {
    aliases: { 'Hong Kong Island': ['Hong Kong', '香港'], 'New Territories': ['N.T.'], Kowloon: ['KLN'] },
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
      'DKI Jakarta': ['Jakarta Special Capital Region', 'Daerah Khusus Ibukota Jakarta', 'Jakarta Raya'],
      'Daerah Istimewa Yogyakarta': ['Yogyakarta', 'DI Yogyakarta'],
    },
    aliases: { 'DKI Jakarta': ['Jakarta'] },
    source: `${iso}; four provinces were created from Papua in 2022`,
  },
  IE: {
    set: { fmt: '%N%n%O%n%A%n%D%n%C%n%S%n%Z' },
    aliases: {
      'Co. Cork': ['Cork City'],
      'Co. Dublin': ['Dublin City'],
      'Co. Galway': ['Galway City'],
      'Co. Limerick': ['Limerick City'],
      'Co. Waterford': ['Waterford City'],
    },
    source: `${format}; cities that are in the county of their name`,
  },
  IN: {
    set: {
      zip: '\\d{3} ?\\d{3}',
      sub_isoids:
        'AN~AP~AR~AS~BR~CH~CG~~~DL~GA~GJ~HR~HP~JK~JH~KA~KL~LD~MP~MH~MN~ML~MZ~NL~OD~PY~PB~RJ~SK~TN~TS~TR~UP~UK~WB',
    },
    added: { 'Dadra and Nagar Haveli and Daman and Diu': { iso: 'DH' }, Ladakh: { iso: 'LA' } },
    aliases: { Puducherry: ['Pondicherry'], Telangana: ['TG'], Uttarakhand: ['Uttaranchal'] },
    source: `${iso}, as it is since two territories became one and another was made in 2019 and 2020; India Post, for the gap`,
  },
  IR: {
    set: { sub_isoids: '03~04~24~10~30~16~18~23~14~29~09~28~06~19~20~11~07~26~25~12~08~05~17~27~01~15~02~00~22~13~21' },
    source: 'ISO 3166-2, which renumbered the provinces in 2020',
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
    names: {
      강원도: ['강원특별자치도', 'Gangwon State'],
      전라북도: ['전북특별자치도', 'Jeonbuk State'],
    },
    aliases: { 세종특별자치시: ['세종시'] },
    requires: Object.fromEntries(koreanCities.map((city) => [city, 'ASZ'])),
    source: 'Their names since 2023 and 2024; cities with the rank of a province, of which Sejong has no districts',
  },
  KZ: {
    set: { zip: '\\d{6}|[A-Z]\\d{2}[A-Z]\\d[A-Z]\\d' },
    source: 'Kazpost: a code of letters and digits for each building, beside the six digits',
  },
  LT: { set: { fmt: '%O%n%N%n%A%nLT-%Z %C %S' }, source: format },
  LV: { set: { fmt: '%N%n%O%n%A%n%S%n%C, %Z' }, source: format },
  MH: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
  MP: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
  MX: {
    aliases: {
      CDMX: ['Distrito Federal', 'Federal District', 'D.F.', 'Mexico City'],
      'Méx.': ['México', 'Edo. Méx.', 'Edomex'],
    },
    names: {
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
    aliases: { 'Pulau Pinang': ['Penang'] },
    source: iso,
  },
  NA: { set: { fmt: '%N%n%O%n%A%n%C%n%Z' }, source: format },
  NG: { aliases: { 'Federal Capital Territory': ['Abuja Federal Capital Territory', 'Abuja', 'FCT'] }, source: iso },
  PE: {
    aliases: {
      'Municipalidad Metropolitana de Lima': ['Lima', 'Lima Metropolitana', 'Lima Province', 'Provincia de Lima'],
    },
    names: { Cuzco: ['Cusco'] },
    cities: ['Municipalidad Metropolitana de Lima'],
    source: 'ISO 3166-2; who writes Lima lives in the city far more often than in the region around it',
  },
  PH: {
    added: { 'Maguindanao del Norte': { iso: 'MGN' }, 'Maguindanao del Sur': { iso: 'MGS' } },
    names: {
      'Compostela Valley': ['Davao de Oro'],
      'Zamboanga Sibuguey': ['Zamboanga Sibugay'],
    },
    aliases: { 'Metro Manila': ['National Capital Region', 'NCR'] },
    source: `${iso}; Davao de Oro is the name since 2019, Maguindanao two provinces since 2022`,
  },
  PK: { set: { fmt: '%N%n%O%n%A%n%D%n%C-%Z' }, source: format },
  PW: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
  RO: { set: { fmt: '%N%n%O%n%A%n%Z %S %C' }, source: format },
  RU: {
    set: { require: 'ACZ' },
    aliases: {
      Москва: ['Moscow', 'Moscow City', 'Moskva City'],
      'Московская область': ['Moscow Oblast', 'Moscow Region', 'Moskva Oblast', 'Подмосковье'],
      'Санкт-Петербург': ['Saint Petersburg', 'St. Petersburg', 'Saint Petersburg City', 'St. Petersburg City'],
      'Ленинградская область': ['Leningrad Oblast', 'Leningrad Region'],
    },
    cities: ['Москва', 'Санкт-Петербург'],
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
    aliases: {
      'місто Київ': ['Kyiv', 'Kiev', 'Kiev City', 'Киев', 'город Киев'],
      'Київська область': ['Kyiv Region', 'Kiev Region', 'Киевская область'],
      'місто Севастополь': ['Sevastopol', 'Sevastopol City'],
    },
    names: {
      'Київська область': ['Kyivska oblast', 'Kyiv oblast'],
      'Одеська область': ['Odesa oblast', 'Odeska oblast'],
    },
    source: 'ISO 3166-2, by which Kyiv belongs to no oblast, and its spellings',
  },
  UM: { set: { require: 'AC' }, ownCodeOnLabels: true, source: usps },
  US: {
    aliases: {
      AA: ['Armed Forces Americas'],
      AE: ['Armed Forces Europe'],
      AP: ['Armed Forces Pacific'],
      DC: ['Washington, D.C.'],
      VI: ['U.S. Virgin Islands', 'United States Virgin Islands'],
    },
    source: 'ISO 3166-1, USPS Publication 28 and usage',
  },
  VE: {
    aliases: { 'Distrito Federal': ['Distrito Capital', 'Capital District'] },
    names: { Vargas: ['La Guaira'] },
    source: iso,
  },
  VI: { set: { require: 'ACZ' }, ownCodeOnLabels: true, source: usps },
};
