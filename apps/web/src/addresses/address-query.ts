/** Which addresses are shown: what is searched for, and from where on. */
export type AddressQuery = { search?: string | undefined; cursor?: string | undefined };

/** How many addresses a page of the list has. */
export const addressesPerPage = 12;

/** The address of a list. */
export const addressesPath = (path: string, { search, cursor }: AddressQuery): string => {
  const query = new URLSearchParams({ ...(search && { search }), ...(cursor && { cursor }) }).toString();
  return query ? `${path}?${query}` : path;
};
