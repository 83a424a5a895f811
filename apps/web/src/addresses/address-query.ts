/** The search and the cursor of a list of addresses. */
export type AddressQuery = { search?: string | undefined; cursor?: string | undefined };

export const addressesPerPage = 12;

export const addressesPath = (path: string, { search, cursor }: AddressQuery): string => {
  const query = new URLSearchParams({ ...(search && { search }), ...(cursor && { cursor }) }).toString();
  return query ? `${path}?${query}` : path;
};
