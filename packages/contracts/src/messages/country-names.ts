/** Names countries in one language. What that takes is some megabytes, and waits until somebody asks. */
export const countryNames = (language: string): ((country: string) => string) => {
  let names: Intl.DisplayNames | undefined;
  return (country) => {
    names ??= new Intl.DisplayNames(language, { type: 'region' });
    return names.of(country) ?? country;
  };
};
