/**
 * The entry of a country in Google's libaddressinput. `~` separates the items of a list. Letters name fields in formats and
 * `require`: N name, O company, A lines, D district, C city, S state, Z postal code, X sorting code.
 */
export type CountryMetadata = {
  fmt?: string;
  lfmt?: string;
  require?: string;
  upper?: string;
  zip?: string;
  zipex?: string;
  languages?: string;
  state_name_type?: string;
  locality_name_type?: string;
  sublocality_name_type?: string;
  zip_name_type?: string;
  sub_keys?: string;
  sub_names?: string;
  sub_lnames?: string;
  sub_isoids?: string;
  sub_xrequires?: string;
  sub_xzips?: string;
  postprefix?: string;
};
