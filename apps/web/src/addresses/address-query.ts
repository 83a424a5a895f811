/** The search and the cursor of a list of addresses. */
export type AddressQuery = { search?: string | undefined; cursor?: string | undefined };

/** The page size of a list of addresses. */
export const addressesPerPage = 12;

/** The URL of a list of addresses. */
export const addressesPath = (path: string, { search, cursor }: AddressQuery): string => {
  const query = new URLSearchParams({ ...(search && { search }), ...(cursor && { cursor }) }).toString();
  return query ? `${path}?${query}` : path;
};
