import { z } from 'zod';
import { customIssue } from './input-faults.ts';

/** The countries of ISO 3166-1 alpha-2, and XK, which postal services and carriers use for Kosovo. */
export const countryCodes: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
   CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
   GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
   KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
   MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
   SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
   UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`.split(/\s+/),
);

// Only ASCII letters: the upper case of ß is SS, which is South Sudan.
const toUpperCase = (value: string): string => (/^[a-z]{2}$/i.test(value) ? value.toUpperCase() : value);

/** A country code in a path, in any case. The schema does not check whether the country exists. */
export const countryCode = z
  .string()
  .overwrite((value) => toUpperCase(value.trim()))
  .meta({ example: 'DE' });

/** An ISO 3166-1 alpha-2 country code, in any case. */
export const country = z
  .string()
  .overwrite((value) => toUpperCase(value.trim()))
  .refine((value) => countryCodes.has(value), customIssue('country_invalid', { key: 'country_invalid' }))
  .meta({ minLength: 2, maxLength: 2, example: 'DE' });
